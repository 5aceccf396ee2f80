/** One mistake of a user, where it is and how to mend it. Lines and columns count from 1. */
export interface Finding {
  /** Repository-relative path, or a word such as `command line`. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** What is wrong, one sentence without a full stop at the end. */
  readonly message: string
  /** How to mend it, one sentence without a full stop at the end. */
  readonly hint?: string
}

/**
 * The user's mistake (as opposed to a bug of ours, which is any other error): printed short, without a stack,
 * and ends the process with exit code 2. Carries every mistake found, so that they are mended in one go.
 */
export class UserError extends Error {
  readonly findings: readonly Finding[]

  constructor(findings: Finding | readonly Finding[], options?: ErrorOptions) {
    const list: readonly Finding[] = Array.isArray(findings) ? findings : [findings as Finding]
    super(list.map(formatFinding).join('\n'), options)
    this.name = 'UserError'
    this.findings = list
  }
}

/** `file:line:column: message; hint` — the form editors and terminals turn into a link. */
export function formatFinding(finding: Finding): string {
  const place = [finding.file, finding.line, finding.column].filter((part) => part !== undefined).join(':')
  const text = finding.hint === undefined ? finding.message : `${finding.message}; ${finding.hint}`
  return place === '' ? text : `${place}: ${text}`
}
