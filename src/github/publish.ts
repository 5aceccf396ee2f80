import type { Redact } from '../boundary/redactor.ts'
import { abbreviate } from '../report/abbreviate.ts'
import { plainHeadline } from '../report/headline.ts'
import { renderMarkdown } from '../report/markdown.ts'
import { inlineCode } from '../report/markdown-text.ts'
import type { Report } from '../report/report.ts'
import type { Annotation } from './annotations.ts'
import { MAX_CHECK_SUMMARY, MAX_CHECK_TITLE, writeCheckRun } from './check-run.ts'
import type { GitHub } from './client.ts'
import { MAX_COMMENT, writeComment } from './comment.ts'
import { DEFAULT_NAME } from './inputs.ts'
import { formatMarker, type Marker } from './marker.ts'
import type { FEATURES, PublishingProblem } from './problems.ts'
import { failureOf } from './request-failure.ts'
import type { RunContext } from './run-context.ts'

export interface Publication {
  readonly report: Report
  /** Of the gate. */
  readonly name: string
  /** Full id of the commit that the check run is written on, and that the comment tells of. */
  readonly head: string
  readonly context: Pick<RunContext, 'runId' | 'attempt' | 'runUrl'>
  readonly redact: Redact
  /** `undefined`: no comment is wanted, or there is no pull request. */
  readonly comment:
    | {
        readonly pull: number
        /** Head of the pull request now, where it is known. */
        readonly currentHead: string | undefined
        readonly closed: boolean
        readonly approved: boolean
        /** The run was ended from outside: its exit code is no verdict that could be repeated. */
        readonly cancelled: boolean
      }
    | undefined
  /** `undefined`: no check run is wanted. */
  readonly check: { readonly annotate: () => Promise<readonly Annotation[]> } | undefined
}

export interface PublicationResult {
  readonly commentUrl?: string
  /** A newer run has written the comment. */
  readonly overtaken: boolean
  readonly problems: readonly PublishingProblem[]
  /** Bugs of ours. They are told, and change no verdict either. */
  readonly faults: readonly unknown[]
}

/** Writes the comment and the check run, as far as GitHub lets it: nothing that fails here changes what was decided. */
export async function publish(github: GitHub, publication: Publication): Promise<PublicationResult> {
  const problems: PublishingProblem[] = []
  const faults: unknown[] = []
  const attempt = async <T>(
    feature: keyof typeof FEATURES,
    write: () => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      return await write()
    } catch (error) {
      try {
        problems.push({ feature, failure: failureOf(error) })
      } catch (fault) {
        faults.push(fault)
      }
      return undefined
    }
  }
  const [comment] = await Promise.all([
    attempt('comment', () => publishComment(github, publication)),
    attempt('check', () => publishCheck(github, publication)),
  ])
  return {
    ...(comment?.url === undefined ? {} : { commentUrl: comment.url }),
    overtaken: comment?.status === 'left' && comment.reason === 'newer-run',
    problems,
    faults,
  }
}

async function publishComment(github: GitHub, publication: Publication) {
  const { comment, report, context, head } = publication
  if (comment === undefined) return undefined
  const marker: Marker = {
    name: publication.name,
    head,
    run: context.runId ?? 0,
    attempt: context.attempt,
    ...(comment.cancelled
      ? {}
      : {
          exit: report.exit_code as 0 | 1 | 2,
          verdict: report.verdict,
          conclusion: report.conclusion,
          regressions: countRegressions(report),
          approved: comment.approved,
        }),
  }
  return writeComment(github, {
    pull: comment.pull,
    marker,
    text: textWithin(MAX_COMMENT - formatMarker(marker).length - 1, publication),
    create: hasNews(report) && !comment.closed,
    currentHead: comment.currentHead,
  })
}

/** The number of suites that got worse. */
export function countRegressions({ suites }: Report): number {
  return suites.filter(({ verdict }) => verdict === 'regression').length
}

/** Nothing is affected and nothing else is to be told. */
function hasNews({ verdict, conclusion, gate_changes: changes }: Report): boolean {
  return verdict !== 'unaffected' || conclusion !== 'success' || changes.length > 0
}

async function publishCheck(github: GitHub, publication: Publication): Promise<void> {
  const { check, report, context, name, redact } = publication
  if (check === undefined) return
  const annotations = await check.annotate()
  await writeCheckRun(github, {
    name: name === DEFAULT_NAME ? name : `${DEFAULT_NAME} (${name})`,
    head: publication.head,
    externalId: `${name}/${context.runId ?? 0}/${context.attempt}`,
    detailsUrl: context.runUrl,
    conclusion: report.conclusion,
    title: abbreviate(redact(titleOf(report)), MAX_CHECK_TITLE),
    summary: textWithin(MAX_CHECK_SUMMARY, publication),
    annotations: annotations.map((one) => ({
      ...one,
      title: redact(one.title),
      message: redact(one.message),
    })),
  })
}

/** The headline, begun as a sentence where its first word is ours. */
function titleOf(report: Report): string {
  const text = plainHeadline(report, 'this pull request', MAX_CHECK_TITLE)
  return text.replace(
    /^(this pull request|it is not clear|nothing was) /,
    (words) => words[0]!.toUpperCase() + words.slice(1),
  )
}

/** The report, and which run it is of, in at most `limit` characters. */
function textWithin(limit: number, publication: Publication): string {
  const foot = `\n\n${runText(publication)}`
  return publication.redact(`${reportMarkdown(publication, limit - foot.length)}${foot}`)
}

/** The report as the comment, the check and the summary of the job show it. */
export function reportMarkdown(
  { report, name }: Pick<Publication, 'report' | 'name'>,
  limit: number,
): string {
  return renderMarkdown(report, { limit, ...(name === DEFAULT_NAME ? {} : { name }) })
}

function runText({ context, head, comment }: Publication): string {
  const run = context.runId === undefined ? 'This run' : `Run ${context.runId}`
  const linked = context.runUrl === undefined ? run : `[${run}](${context.runUrl})`
  const end = comment?.cancelled === true ? ', was cancelled' : ''
  return `${linked}, attempt ${context.attempt}, on ${inlineCode(head.slice(0, 10))}${end}`
}
