import { RE2JS, RE2JSException } from 're2js'
import { DeadlineError, runWithin } from './deadline.ts'

const MAX_PATTERN_LENGTH = 2_000
const MAX_TEXT_LENGTH = 1024 * 1024
const MAX_MILLISECONDS = 2_000
/** Shorter texts cannot take long, and the deadline costs more than the match. */
const SHORT_TEXT = 10_000

/** A pattern that RE2 does not take, or a match that took too long. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

/**
 * Compiles a user's regular expression in RE2's syntax, which matches in time linear in the text (https://github.com/google/re2/wiki/Syntax).
 * `test` looks for a match anywhere in the first 1 Mi characters of the text; what comes after is not looked at.
 * @throws PatternError here when the pattern is invalid, uses look-around or back-references, or is longer than 2,000 characters;
 *   from `test` when a match takes longer than 2 s.
 */
export function compilePattern(
  pattern: string,
  options: { readonly ignoreCase?: boolean } = {},
): { test(text: string): boolean } {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw new PatternError(`the pattern is longer than ${MAX_PATTERN_LENGTH.toLocaleString('en')} characters`)
  }
  const flags = options.ignoreCase === true ? RE2JS.CASE_INSENSITIVE : 0
  let compiled = compile(pattern, flags)
  return {
    test(text) {
      const head = text.slice(0, MAX_TEXT_LENGTH)
      if (head.length <= SHORT_TEXT) return compiled.test(head)
      try {
        return runWithin(MAX_MILLISECONDS, () => compiled.test(head))
      } catch (error) {
        // An interrupted matcher is in no known state.
        compiled = compile(pattern, flags)
        if (!(error instanceof DeadlineError)) throw error
        throw new PatternError(`matching the pattern ${quoted(pattern)} ${error.message}`, { cause: error })
      }
    },
  }
}

function compile(pattern: string, flags: number): RE2JS {
  try {
    return RE2JS.compile(pattern, flags)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    throw new PatternError(
      `the pattern ${quoted(pattern)} is not valid: ${explain(pattern, error.message)}`,
      {
        cause: error,
      },
    )
  }
}

function explain(pattern: string, message: string): string {
  if (/\(\?<?[=!]/.test(pattern) && /Perl syntax|named capture/.test(message)) {
    return 'look-ahead and look-behind ("(?=", "(?!", "(?<=", "(?<!") are not supported, because they cannot be matched in linear time'
  }
  if (/invalid escape sequence: `\\[1-9k]/.test(message)) {
    return 'back-references (\\1, \\k<name>) are not supported, because they cannot be matched in linear time'
  }
  if (message.includes('`\\u`')) return '\\u is not supported; write \\x{00e9} for the character U+00E9'
  return message.replace(/^error parsing regexp: /, '')
}

function quoted(pattern: string): string {
  return JSON.stringify(pattern.length > 80 ? `${pattern.slice(0, 80)}…` : pattern)
}
