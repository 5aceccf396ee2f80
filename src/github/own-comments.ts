import * as z from 'zod'
import type { GitHub } from './client.ts'
import { compareRuns, type Marker, parseMarker } from './marker.ts'

/** A comment of this gate's own. */
export interface OwnComment {
  readonly id: number
  readonly url: string
  readonly marker: Marker
}

/** Who the token speaks as. */
export interface Author {
  readonly login: string
  readonly type?: string
}

/** The user of the token that a workflow gets. */
const WORKFLOW_BOT: Author = { login: 'github-actions[bot]', type: 'Bot' }

export const commentSchema = z.object({
  id: z.int(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: z.object({ login: z.string(), type: z.string().optional() }).nullish(),
})

/**
 * Who the token speaks as. REST has no such question for the token of an app, which is what a workflow gets; where GraphQL is not
 * there, the author is taken for the workflow's own bot: another app's comments are then not found, and none of a stranger's either.
 */
export async function readAuthor({ octokit }: GitHub): Promise<Author> {
  try {
    const answer = await octokit.graphql('query { viewer { login } }')
    return z.object({ viewer: z.object({ login: z.string() }) }).parse(answer).viewer
  } catch {
    return WORKFLOW_BOT
  }
}

/**
 * All comments of this gate on a pull request, over all pages: by marker and author, because anybody can write a marker. The one of
 * the newest run comes first.
 */
export async function listOwnComments(
  { octokit, owner, repo }: GitHub,
  pull: number,
  name: string,
  author: Author,
): Promise<readonly OwnComment[]> {
  const found: OwnComment[] = []
  const pages = octokit.paginate.iterator('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    owner,
    repo,
    issue_number: pull,
    per_page: 100,
  })
  for await (const { data } of pages) {
    for (const comment of z.array(commentSchema).parse(data)) {
      const marker = parseMarker(comment.body ?? '')
      if (marker?.name !== name || !isBy(comment.user, author)) continue
      found.push({ id: comment.id, url: comment.html_url, marker })
    }
  }
  return found.sort((a, b) => compareRuns(b.marker, a.marker) || a.id - b.id)
}

function isBy(user: z.infer<typeof commentSchema>['user'], author: Author): boolean {
  return user?.login === author.login && (author.type === undefined || user.type === author.type)
}
