import type { GitObjects } from './git-objects.ts'
import type { Identity } from './identity.ts'

/** Everything that the fake remembers. Tests read it; they write it only to arrange. */
export interface FakeState {
  /** Without a slash at its end; the API lives below it. */
  readonly apiUrl: string
  readonly serverUrl: string
  readonly owner: string
  readonly name: string
  /** Who has no permission does not even learn that a private repository exists. */
  readonly isPrivate: boolean
  readonly defaultBranch: string
  readonly objects: GitObjects
  readonly pulls: Map<number, FakePull>
  /** In the order of their creation. */
  readonly comments: FakeComment[]
  /** In the order of their creation. */
  readonly checkRuns: FakeCheckRun[]
  /** A recursive tree with more entries is cut and says so. GitHub's own limit is 100,000. */
  readonly treeLimit: number
  /** The time, a second later at each call. */
  now(): string
  nextId(): number
}

export interface FakePull {
  readonly number: number
  readonly author: Pick<Identity, 'login' | 'id' | 'type'>
  state: 'open' | 'closed'
  draft: boolean
  merged: boolean
  labels: string[]
  head: { readonly ref: string; sha: string; readonly repository: string }
  base: { readonly ref: string; sha: string }
  mergeCommit: string | null
}

export interface FakeComment {
  readonly id: number
  /** Number of the issue or pull request. */
  readonly issue: number
  readonly author: Pick<Identity, 'login' | 'id' | 'type'>
  body: string
  readonly createdAt: string
  updatedAt: string
}

export interface FakeAnnotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column: number | null
  readonly end_column: number | null
  readonly annotation_level: 'notice' | 'warning' | 'failure'
  readonly message: string
  readonly title: string | null
  readonly raw_details: string | null
}

export const CHECK_STATUSES = [
  'queued',
  'in_progress',
  'completed',
  'waiting',
  'requested',
  'pending',
] as const
export const CHECK_CONCLUSIONS = [
  'action_required',
  'cancelled',
  'failure',
  'neutral',
  'success',
  'skipped',
  'timed_out',
] as const

export interface FakeCheckRun {
  readonly id: number
  readonly app: NonNullable<Identity['app']>
  readonly headSha: string
  name: string
  externalId: string | null
  detailsUrl: string | null
  status: (typeof CHECK_STATUSES)[number]
  conclusion: (typeof CHECK_CONCLUSIONS)[number] | null
  readonly startedAt: string
  completedAt: string | null
  title: string | null
  summary: string | null
  text: string | null
  /** Grows with every request that brings some. */
  readonly annotations: FakeAnnotation[]
}
