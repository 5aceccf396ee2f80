import { Interrupted } from '../boundary/interrupted.ts'
import { LedgerError } from '../ledger/ledger-error.ts'
import { ProviderError } from '../provider/provider-error.ts'
import { CodeFailure } from '../target/code-failure.ts'

/** Sampling ended before its plan was complete, for a reason that is nobody's bug: the message says which. */
export class SamplingStopped extends Error {
  override readonly name = 'SamplingStopped'
}

/**
 * Why sampling stopped early, as a clause for the report.
 * @throws the error itself when it is a bug of ours
 */
export function describeStop(stopped: unknown): string {
  if (stopped instanceof Interrupted)
    return `${stopped.message}; run the same command again to go on where it stopped`
  if (stopped instanceof SamplingStopped || stopped instanceof LedgerError || stopped instanceof CodeFailure)
    return stopped.message
  if (stopped instanceof ProviderError && stopped.kind === 'budget') return stopped.message
  throw stopped
}
