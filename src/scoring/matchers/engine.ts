import { UserError } from '../../boundary/finding.ts'

/** The error with which an engine (patterns, paths, schemas) refuses what it is given. */
type EngineError = new (message: string) => Error

/** @throws UserError in the engine's words when the user's pattern, path or schema cannot be used. */
export function unlessRefused<T>(refusal: EngineError, compile: () => T): T {
  try {
    return compile()
  } catch (error) {
    if (!(error instanceof refusal)) throw error
    throw new UserError({ message: error.message }, { cause: error })
  }
}

/**
 * What `look` gives, or `unreadable` when the engine gives up on this output because it is too large, too deep or takes too long.
 * One hostile output must cost its trial the score and not the run.
 */
export function unlessTooHard<T>(refusal: EngineError, look: () => T): T | 'unreadable' {
  try {
    return look()
  } catch (error) {
    if (!(error instanceof refusal)) throw error
    return 'unreadable'
  }
}
