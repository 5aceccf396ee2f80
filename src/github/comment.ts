import type { GitHub } from './client.ts'
import { compareRuns, formatMarker, type Marker } from './marker.ts'
import { commentSchema, listOwnComments, type OwnComment } from './own-comments.ts'
import { failureOf } from './request-failure.ts'

export interface CommentInput {
  readonly pull: number
  readonly marker: Marker
  /** Markdown below the marker. */
  readonly text: string
  /** False: an existing comment is updated, none is made. */
  readonly create: boolean
  /** Head of the pull request now, where it is known. */
  readonly currentHead: string | undefined
}

export type CommentOutcome =
  | { readonly status: 'written'; readonly url: string }
  /** Nothing was to be said, or a newer run has said it. */
  | { readonly status: 'left'; readonly reason: 'nothing-to-say' | 'newer-run'; readonly url?: string }

type WriteResult =
  | (Extract<CommentOutcome, { status: 'written' }> & { readonly verified: boolean })
  | Extract<CommentOutcome, { status: 'left' }>

/** GitHub refuses what is longer: characters. */
export const MAX_COMMENT = 65_536

/** Writing, reading again and mending what another run did at the same time. */
const MOST_ROUNDS = 3

/**
 * Keeps the one comment of this gate on a pull request: makes it, or updates it in place. An older run never overwrites what a newer
 * one wrote. GitHub has no compare-and-swap for comments, so what was written is read again, and of several comments of ours the
 * one of the newest run stays.
 */
export async function writeComment(github: GitHub, input: CommentInput): Promise<CommentOutcome> {
  let outcome = await writeOnce(github, input, undefined)
  for (let round = 1; round < MOST_ROUNDS && outcome.status === 'written' && !outcome.verified; round += 1) {
    try {
      outcome = await writeOnce(github, input, outcome.url)
    } catch (error) {
      // It is written; what another run may have done beside it is for the next run to mend.
      failureOf(error)
      break
    }
  }
  return outcome
}

/** @param written address of the comment that this run has written: finding it is then all there is to do */
async function writeOnce(github: GitHub, input: CommentInput, written: string | undefined): Promise<WriteResult> {
  const [newest, ...others] = await listOwnComments(github, input.pull, input.marker.name)
  if (newest === undefined) {
    // A list that does not show yet what was written must not make a second one.
    if (written !== undefined) return { status: 'written', url: written, verified: true }
    if (!mayCreate(input)) return { status: 'left', reason: 'nothing-to-say' }
    return { status: 'written', url: await create(github, input), verified: false }
  }
  if (written !== undefined && isOurs(newest.marker, input.marker)) {
    await removeAll(github, others)
    return { status: 'written', url: newest.url, verified: true }
  }
  if (isNewer(newest.marker, input)) {
    await removeAll(github, others)
    return { status: 'left', reason: 'newer-run', url: newest.url }
  }
  return { status: 'written', url: await update(github, newest, input), verified: false }
}

/** A run that a newer push has overtaken leaves it to that push's run to begin the comment. */
function mayCreate({ create: wanted, currentHead, marker }: CommentInput): boolean {
  return wanted && (currentHead === undefined || currentHead === marker.head)
}

/** A newer run wrote it, or it tells of the head of now and this run of another. */
function isNewer(marker: Marker, { marker: own, currentHead }: CommentInput): boolean {
  // A run that does not know its number cannot tell.
  if (own.run > 0 && compareRuns(marker, own) > 0) return true
  return currentHead !== undefined && marker.head === currentHead && own.head !== currentHead
}

function isOurs(marker: Marker, own: Marker): boolean {
  return compareRuns(marker, own) === 0 && marker.head === own.head
}

function bodyOf({ marker, text }: CommentInput): string {
  return `${formatMarker(marker)}\n${text}`
}

async function update(
  { octokit, owner, repo }: GitHub,
  { id }: OwnComment,
  input: CommentInput,
): Promise<string> {
  const { data } = await octokit.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
    owner,
    repo,
    comment_id: id,
    body: bodyOf(input),
  })
  return commentSchema.parse(data).html_url
}

/** A POST that ended without a clear answer may have been carried out; whether it was is looked up before it is sent once more. */
async function create(github: GitHub, input: CommentInput): Promise<string> {
  const { octokit, owner, repo } = github
  const send = async () => {
    const { data } = await octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      owner,
      repo,
      issue_number: input.pull,
      body: bodyOf(input),
    })
    return commentSchema.parse(data).html_url
  }
  try {
    return await send()
  } catch (error) {
    const { kind } = failureOf(error)
    if (kind === 'refused' || kind === 'limited') throw error
    const found = (await listOwnComments(github, input.pull, input.marker.name)).find((one) =>
      isOurs(one.marker, input.marker),
    )
    return found?.url ?? send()
  }
}

/** As far as it goes: what is left over, the next run removes. */
async function removeAll({ octokit, owner, repo }: GitHub, comments: readonly OwnComment[]): Promise<void> {
  for (const { id } of comments) {
    try {
      await octokit.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        owner,
        repo,
        comment_id: id,
      })
    } catch (error) {
      failureOf(error)
    }
  }
}
