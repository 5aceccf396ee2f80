/** One difference between base's and head's policy and suites that touches what the gate decides: `design.md` §5. */
export interface GateChange extends Difference {
  /** A human has approved the changes of the gate. */
  readonly approved: boolean
}

/** A gate change before approval is known. */
export interface Difference {
  /** What changed, in the words of the files: `suite triage, metric queue: margin 0.05 → 0.2`. One line, of bounded length. */
  readonly description: string
  /** Head's file; base's where head has none. */
  readonly file: string
  /** Line in `file`, from 1. */
  readonly line?: number
  readonly suite?: string
  /** True when it makes the gate easier to pass, or cannot be told not to. */
  readonly loosens: boolean
}
