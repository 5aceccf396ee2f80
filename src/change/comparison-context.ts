import type { Policy } from '../suite/policy.ts'

/** What comparing one suite needs to know of the push. */
export interface ComparisonContext {
  /** Repository-relative paths that differ between the sides. */
  readonly changedPaths: ReadonlySet<string>
  /** The approval label is set: head's suites judge both arms. */
  readonly approved: boolean
  /** Base's; head's where base has none. */
  readonly policy: Policy | undefined
}
