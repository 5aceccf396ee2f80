import * as z from 'zod'
import type { GitHub } from './client.ts'
import { compareRuns, type Marker, parseMarker } from './marker.ts'
import { failureOf } from './request-failure.ts'

/** A comment of this gate's own. */
export interface OwnComment {
  readonly id: number
  readonly url: string
  readonly marker: Marker
}

const userSchema = z.object({ login: z.string(), type: z.string().optional() })

/** What is read of a comment. */
export const commentSchema = z.object({
  id: z.int(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: userSchema.nullish(),
})

type User = z.infer<typeof userSchema>
type Comment = z.infer<typeof commentSchema>

const PER_PAGE = 100

/**
 * All comments of this gate on a pull request, over all pages: by marker and author, because anybody can write a marker. The one of
 * the newest run comes first.
 */
export async function listOwnComments(
  github: GitHub,
  pull: number,
  name: string,
): Promise<readonly OwnComment[]> {
  const [author, comments] = await Promise.all([readAuthor(github), listComments(github, pull)])
  return comments
    .filter(
      ({ user }) => user?.login === author.login && (author.type === undefined || user.type === author.type),
    )
    .flatMap(({ id, html_url: url, body }) => {
      const marker = parseMarker(body ?? '')
      return marker?.name === name ? [{ id, url, marker }] : []
    })
    .sort((a, b) => compareRuns(b.marker, a.marker) || a.id - b.id)
}

/** The user of the token that a workflow gets. */
const WORKFLOW_BOT: User = { login: 'github-actions[bot]', type: 'Bot' }

/**
 * Who the token speaks as. REST has no such question for the token of an app, which is what a workflow gets. Where GraphQL does not
 * answer, it is taken for the workflow's own bot: another app's comments are then not found, and none of a stranger's either.
 */
async function readAuthor({ octokit }: GitHub): Promise<User> {
  try {
    const answer = await octokit.graphql('query { viewer { login } }')
    return z.object({ viewer: userSchema }).parse(answer).viewer
  } catch (error) {
    failureOf(error)
    return WORKFLOW_BOT
  }
}

/**
 * Not by Octokit's `paginate`: it takes a page whose body broke off for an empty one, and a comment that is not seen is written twice.
 */
async function listComments({ octokit, owner, repo }: GitHub, pull: number): Promise<readonly Comment[]> {
  const comments: Comment[] = []
  for (let page = 1; ; page += 1) {
    const { data, headers } = await octokit.request(
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      {
        owner,
        repo,
        issue_number: pull,
        per_page: PER_PAGE,
        page,
      },
    )
    const found = z.array(commentSchema).parse(data)
    comments.push(...found)
    const more = found.length === PER_PAGE || /;\s*rel="next"/.test(headers.link ?? '')
    if (!more || found.length === 0) return comments
  }
}
