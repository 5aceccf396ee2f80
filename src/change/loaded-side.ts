import type { Finding } from '../boundary/finding.ts'
import type { Policy } from '../suite/policy.ts'
import type { Suite } from '../suite/suite.ts'

/** What the files of one side say: the results of `loadPolicy` and `loadSuites`. */
export interface LoadedSide {
  /** Absent when the side has none, or one that cannot be used. */
  readonly policy?: Policy
  /** The policy's file, when it is there and cannot be used. */
  readonly invalidPolicy?: InvalidFile
  /** Names are unique. */
  readonly suites: readonly Suite[]
  /** Suite files that cannot be used. */
  readonly invalid: readonly InvalidFile[]
}

export interface InvalidFile {
  readonly file: string
  readonly findings: readonly Finding[]
}
