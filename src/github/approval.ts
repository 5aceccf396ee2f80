import type { Conclusion, Verdict } from '../verdict/verdict.ts'
import type { GitHub } from './client.ts'
import type { TriggerEvent } from './event.ts'
import { listOwnComments } from './own-comments.ts'
import { type PullRequest, readPullRequest } from './pull-request.ts'

/** A pull request as it is now, or as the event has it where GitHub does not say. */
export interface KnownPullRequest extends PullRequest {
  /** Why it is the event's. */
  readonly problem?: string
}

/** The pull request that a run is about. @param missing why there is no API */
export async function pullRequestOf(
  event: TriggerEvent,
  github: GitHub | undefined,
  missing: string,
): Promise<KnownPullRequest | undefined> {
  if (event.kind !== 'pull-request' && event.kind !== 'merge-group') return undefined
  const number = event.kind === 'merge-group' ? event.pullRequest : event.number
  const told =
    event.kind === 'merge-group'
      ? { closed: false, labels: [] }
      : { closed: event.closed, labels: event.labels }
  if (number === undefined) return { ...told, problem: 'the event does not name the pull request' }
  if (github === undefined) return { ...told, problem: missing }
  const now = await readPullRequest(github, number)
  return 'problem' in now ? { ...told, problem: now.problem } : now
}

/** An earlier answer to the very same question. */
export interface EarlierAnswer {
  readonly run: number
  readonly attempt: number
  readonly exit: 1 | 2
  readonly verdict: Verdict
  readonly conclusion: Conclusion
  readonly regressions: number
  readonly url: string
}

/**
 * What this gate said about the same commit and the same approval, as its comment tells, if that was a failure. Whoever may write to the
 * repository may edit comments, so a green one proves nothing and is never repeated. Nothing at all is repeated for a pull request from
 * outside: what is written there could come from whoever opened it by way of another bot.
 */
export async function findEarlierAnswer(
  github: GitHub,
  event: Extract<TriggerEvent, { kind: 'pull-request' }>,
  name: string,
  approved: boolean,
): Promise<EarlierAnswer | undefined> {
  if (event.number === undefined || event.head === undefined || event.outside) return undefined
  const [newest] = await listOwnComments(github, event.number, name)
  if (newest?.marker.head !== event.head || newest.marker.approved !== approved) return undefined
  const { run, attempt, exit, verdict, conclusion, regressions = 0 } = newest.marker
  if (exit === undefined || exit === 0 || verdict === undefined || conclusion === undefined) return undefined
  return { run, attempt, exit, verdict, conclusion, regressions, url: newest.url }
}
