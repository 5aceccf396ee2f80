import type { ProcessGuard } from '../boundary/process-guard.ts'
import type { CodeSource } from '../change/code-source.ts'

/** Where the code of both sides comes from, and where it may be put. */
export interface CodeSources {
  /** `undefined` where there is no repository on this machine. */
  readonly base: CodeSource | undefined
  readonly head: CodeSource | undefined
  /** Absolute; folder of the run's trials and reports: worktrees and logs of services go below it. */
  readonly out: string
}

/** What a program needs to run. */
export interface Workplace {
  /** The folder of the side's tree that the program runs in. */
  readonly directory: string
  /** A folder of the side that is removed in the end. */
  readonly home: string
  readonly guard: ProcessGuard
}
