/** A program of a side cannot do what it is there for: it does not start, or a service has ended. Nothing more can be asked of it. */
export class CodeFailure extends Error {
  override readonly name = 'CodeFailure'
}

/** What a program last printed, for the end of a message. */
export function lastWords(lines: readonly string[]): string {
  return lines.length === 0 ? 'it printed nothing' : `its last lines: ${lines.join(' | ')}`
}
