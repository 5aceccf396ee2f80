import { shellQuoted } from '../boundary/shell-quoted.ts'
import type { Sides } from '../change/sides.ts'

/** What of a run decides what it compares. */
export interface RunChoice {
  readonly config: string
  readonly suites: readonly string[]
  readonly cases: readonly string[]
  readonly model?: string
  readonly seed: string | undefined
  readonly approved: boolean
}

/** The command that compares the same two versions on a laptop. */
export function reproduceCommand(sides: Sides, options: RunChoice): string {
  const head = sides.head.sha === 'working tree' ? [] : [`--head ${sides.head.sha}`]
  const chosen = [
    ...(options.config === 'noisefloor.yaml' ? [] : [`--config ${shellQuoted(options.config)}`]),
    ...options.suites.map((name) => `--suite ${shellQuoted(name)}`),
    ...options.cases.map((id) => `--case ${shellQuoted(id)}`),
    ...(options.model === undefined ? [] : [`--model ${shellQuoted(options.model)}`]),
    ...(options.seed === undefined ? [] : [`--seed ${options.seed}`]),
    ...(options.approved ? ['--approve-gate-changes'] : []),
  ]
  return ['noisefloor check', `--base ${sides.base.sha}`, ...head, ...chosen].join(' ')
}
