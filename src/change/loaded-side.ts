import type { Finding } from '../boundary/finding.ts'
import type { Policy } from '../suite/policy.ts'
import type { Suite } from '../suite/suite.ts'

/** What the files of one side say: the results of `loadPolicy` and `loadSuites`. */
export interface LoadedSide {
  /** Absent when the side has none, or one that cannot be used. */
  readonly policy?: Policy
  /** Names are unique. */
  readonly suites: readonly Suite[]
  /** Files that cannot be used: suites', and the policy's. */
  readonly invalid: readonly InvalidFile[]
  /** The policy's file, when it is one of `invalid`. */
  readonly invalidPolicy?: string
}

export interface InvalidFile {
  readonly file: string
  readonly findings: readonly Finding[]
}

/** The suite files that cannot be used. */
export function invalidSuites({ invalid, invalidPolicy }: LoadedSide): readonly InvalidFile[] {
  return invalid.filter(({ file }) => file !== invalidPolicy)
}
