import * as z from 'zod'
import type { Conclusion } from '../verdict/verdict.ts'
import type { Annotation } from './annotations.ts'
import type { GitHub } from './client.ts'
import { failureOf } from './request-failure.ts'

export interface CheckInput {
  readonly name: string
  /** Full id of the commit: the head of the pull request, never the merge that the job runs on. */
  readonly head: string
  /** Tells this attempt of this run apart from all others. */
  readonly externalId: string
  readonly detailsUrl: string | undefined
  readonly conclusion: Conclusion
  /** At most 255 characters. */
  readonly title: string
  /** Markdown of at most 65,535 characters. */
  readonly summary: string
  readonly annotations: readonly Annotation[]
}

export const MAX_CHECK_TITLE = 255
export const MAX_CHECK_SUMMARY = 65_535

/** GitHub takes so many in one request; those of later ones are appended. */
const ANNOTATIONS_A_REQUEST = 50

const checkSchema = z.object({ id: z.int(), external_id: z.string().nullish() })

/** Writes one completed check run. It is never left in progress: a process that dies would leave it so for ever. */
export async function writeCheckRun(github: GitHub, input: CheckInput): Promise<void> {
  const { octokit, owner, repo } = github
  const output = { title: input.title, summary: input.summary }
  const id = await create(github, input, output)
  try {
    for (let sent = ANNOTATIONS_A_REQUEST; sent < input.annotations.length; sent += ANNOTATIONS_A_REQUEST) {
      await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        owner,
        repo,
        check_run_id: id,
        output: {
          ...output,
          annotations: input.annotations.slice(sent, sent + ANNOTATIONS_A_REQUEST) as Annotation[],
        },
      })
    }
  } catch (error) {
    // The check run stands, with the most important annotations.
    failureOf(error)
  }
}

async function create(
  github: GitHub,
  input: CheckInput,
  output: { readonly title: string; readonly summary: string },
): Promise<number> {
  const { octokit, owner, repo } = github
  const send = async (annotations: readonly Annotation[]) => {
    const { data } = await octokit.request('POST /repos/{owner}/{repo}/check-runs', {
      owner,
      repo,
      name: input.name,
      head_sha: input.head,
      external_id: input.externalId,
      ...(input.detailsUrl === undefined ? {} : { details_url: input.detailsUrl }),
      status: 'completed',
      conclusion: input.conclusion,
      output: { ...output, annotations: [...annotations] },
    })
    return checkSchema.parse(data).id
  }
  const first = input.annotations.slice(0, ANNOTATIONS_A_REQUEST)
  try {
    return await send(first)
  } catch (error) {
    const failure = failureOf(error)
    if (failure.kind === 'limited') throw error
    if (failure.kind === 'refused') {
      // A verdict without annotations is better than none.
      if (failure.status === 422 && first.length > 0) return send([])
      throw error
    }
    // It may have been carried out all the same.
    return (await find(github, input)) ?? send(first)
  }
}

async function find({ octokit, owner, repo }: GitHub, input: CheckInput): Promise<number | undefined> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    owner,
    repo,
    ref: input.head,
    check_name: input.name,
    per_page: 100,
  })
  const { check_runs } = z.object({ check_runs: z.array(checkSchema) }).parse(data)
  return check_runs.find((one) => one.external_id === input.externalId)?.id
}
