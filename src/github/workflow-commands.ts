import { type Finding, formatFinding } from '../boundary/finding.ts'
import type { Logger } from '../boundary/logger.ts'
import { printable } from '../boundary/printable.ts'
import { createRedactor, type Redact, secretsOf } from '../boundary/redactor.ts'

/** What of `@actions/core` is used: it knows how the runner is spoken to. */
export interface WorkflowCommands {
  setSecret(secret: string): void
  setOutput(name: string, value: string): void
  debug(message: string): void
  notice(message: string): void
  warning(message: string): void
  error(message: string, place?: { readonly file: string; readonly startLine: number }): void
}

/** What must be seen nowhere; it grows when the policy is known. */
export interface RunSecrets {
  readonly redact: Redact
  /** Takes the values of these variables for secrets too, here and in the log of the whole job. */
  bind(variables: readonly string[]): void
}

const TOKEN = 'INPUT_GITHUB-TOKEN'
/** A shorter mask would blot out ordinary words. */
const MIN_MASKED = 4

export function keepSecrets(
  environment: Readonly<Record<string, string | undefined>>,
  commands: Pick<WorkflowCommands, 'setSecret'>,
): RunSecrets {
  const bound = new Set<string>()
  let redact: Redact = (text) => text
  const bind = (variables: readonly string[]) => {
    for (const variable of variables) {
      if (bound.has(variable)) continue
      bound.add(variable)
      const value = environment[variable]?.trim() ?? ''
      if (value.length >= MIN_MASKED) commands.setSecret(value)
    }
    redact = createRedactor(secretsOf(environment, [...bound]))
  }
  bind([TOKEN])
  return { redact: (text) => redact(text), bind }
}

/** The runner cuts what is longer. */
const MAX_MESSAGE = 4_000

/** Messages as the runner shows them: warnings and errors stand on the page of the run too. */
export function createActionLogger(
  commands: WorkflowCommands,
  write: (text: string) => void,
  redact: Redact,
): Logger {
  return {
    info: (text) => write(`${inert(text, redact)}\n`),
    notice: (text) => commands.notice(inert(text, redact)),
    warning: (text) => commands.warning(inert(text, redact)),
    error: (text) => commands.error(inert(text, redact)),
    debug: (text) => commands.debug(inert(text, redact)),
  }
}

/** The user's mistakes, on the lines where they are. */
export function showFindings(findings: readonly Finding[], commands: WorkflowCommands, redact: Redact): void {
  for (const finding of findings) {
    const { file, line } = finding
    const text = inert(formatFinding(finding), redact)
    if (file === undefined || line === undefined) commands.error(text)
    else commands.error(text, { file: printable(file), startLine: line })
  }
}

/** Redacted first: a character made visible inside a secret would hide the secret from the redactor. */
function inert(text: string, redact: Redact): string {
  return printable(redact(text)).slice(0, MAX_MESSAGE)
}
