import { type Finding, UserError } from '../boundary/finding.ts'
import { VERSION } from '../version.ts'

/** The inputs of the action, `action.yml` says what each is for. Absent where the workflow gives none. */
export interface ActionInputs {
  readonly token: string | undefined
  readonly config: string
  /** Names of the suites to gate; all when empty. */
  readonly suites: readonly string[]
  readonly base: string | undefined
  readonly head: string | undefined
  readonly name: string
  readonly check: boolean
  readonly comment: boolean
}

export const DEFAULT_NAME = 'noisefloor'

const MAX_NAME = 60

/**
 * Reads `INPUT_*` as `getInput` of `@actions/core` does: trimmed, absent is empty. Defaults are those of `action.yml`, for a runner
 * that does not fill them in.
 * @throws UserError with every input that cannot be used
 */
export function readInputs(environment: Readonly<Record<string, string | undefined>>): ActionInputs {
  const findings: Finding[] = []
  const read = (name: string) => environment[`INPUT_${name.toUpperCase()}`]?.trim() ?? ''
  const refuse = (name: string, message: string, hint: string) => {
    findings.push({ file: `input \`${name}\``, message, hint })
  }
  const readBoolean = (name: string): boolean => {
    const text = read(name) || 'true'
    if (!/^(true|True|TRUE|false|False|FALSE)$/.test(text)) {
      refuse(name, `expected true or false, got ${shown(text)}`, 'write true or false')
    }
    return text.toLowerCase() === 'true'
  }

  const mode = read('mode') || 'gate'
  if (PLANNED_MODES.includes(mode)) {
    refuse(
      'mode',
      `this version (${VERSION}) knows only \`gate\`; \`${mode}\` comes with a later one`,
      'leave the input out',
    )
  } else if (mode !== 'gate') {
    refuse('mode', `there is no mode ${shown(mode)}`, 'write gate, or leave the input out')
  }
  if (read('shard') !== '') {
    refuse(
      'shard',
      `this version (${VERSION}) gates in one job; shards come with a later one`,
      'leave the input out',
    )
  }
  const name = read('name') || DEFAULT_NAME
  if (name.length > MAX_NAME || /[\p{Cc}\p{Cf}\p{Cs}]/u.test(name)) {
    refuse('name', 'the name cannot be shown', `write one line of at most ${MAX_NAME} visible characters`)
  }
  const check = readBoolean('check')
  const comment = readBoolean('comment')
  if (findings.length > 0) throw new UserError(findings)
  return {
    token: read('github-token') || undefined,
    config: read('config') || 'noisefloor.yaml',
    suites: read('suite')
      .split(/[\n,]/)
      .map((suite) => suite.trim())
      .filter((suite) => suite !== ''),
    base: read('base') || undefined,
    head: read('head') || undefined,
    name,
    check,
    comment,
  }
}

const PLANNED_MODES: readonly string[] = ['record', 'merge', 'publish']

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 60))
}
