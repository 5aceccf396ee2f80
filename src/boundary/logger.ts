import { printable } from './printable.ts'
import type { Redact } from './redactor.ts'

/** What is said to people while a command runs. Texts may hold anything: secrets and commands are taken out here. */
export interface Logger {
  info(text: string): void
  notice(text: string): void
  warning(text: string): void
  error(text: string): void
  /** Written only when the logger is verbose. */
  debug(text: string): void
}

/**
 * The one way to stdout and stderr for text that is not a report.
 * @param options.write takes whole lines, each with its line feed
 */
export function createLogger(options: {
  readonly write: (chunk: string) => void
  readonly redact: Redact
  readonly verbose?: boolean
}): Logger {
  // Redacted first: a character made visible inside a secret would hide the secret from the redactor.
  const say = (prefix: string, text: string) => options.write(`${printable(options.redact(prefix + text))}\n`)
  return {
    info: (text) => say('', text),
    notice: (text) => say('note: ', text),
    warning: (text) => say('warning: ', text),
    error: (text) => say('error: ', text),
    debug: (text) => {
      if (options.verbose === true) say('debug: ', text)
    },
  }
}
