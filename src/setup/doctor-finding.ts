/** What `doctor` looks at, in the order in which it tells of it. */
export type DoctorSubject =
  | 'node'
  | 'git'
  | 'base'
  | 'policy'
  | 'suites'
  | 'schemas'
  | 'out'
  | 'workflow'
  | 'keys'
  | 'models'
  | 'budget'
  | 'token'
  | 'ping'

/** One thing that was looked at. */
export interface DoctorFinding {
  readonly subject: DoctorSubject
  /** `problem`: the gate cannot work so, or not as it promises; `warning`: it works, and costs or says less than it could. */
  readonly status: 'ok' | 'warning' | 'problem'
  /** What is so, and what it means; one sentence without a full stop at the end. */
  readonly message: string
  /** What to do, an imperative without a full stop at the end. */
  readonly remedy?: string
  /** Repository-relative. */
  readonly file?: string
  readonly line?: number
}
