import * as z from 'zod'
import type { GitHub } from './client.ts'
import { explainReadFailure } from './problems.ts'
import { failureOf } from './request-failure.ts'

/** A pull request as it is now. */
export interface PullRequest {
  readonly closed: boolean
  readonly labels: readonly string[]
  /** Full id of the head commit; absent where only the event's payload is known. */
  readonly head?: string
}

const pullSchema = z.object({
  state: z.string(),
  labels: z.array(z.object({ name: z.string() })),
  head: z.object({ sha: z.string() }),
})

/** What GitHub says of the pull request now, or why it says nothing. A re-run has an old event, and labels may have changed since. */
export async function readPullRequest(
  { octokit, owner, repo }: GitHub,
  number: number,
): Promise<PullRequest | { readonly problem: string }> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
      owner,
      repo,
      pull_number: number,
    })
    const { state, labels, head } = pullSchema.parse(data)
    return { closed: state === 'closed', labels: labels.map(({ name }) => name), head: head.sha }
  } catch (error) {
    return { problem: explainReadFailure(failureOf(error), 'pull-requests: read') }
  }
}
