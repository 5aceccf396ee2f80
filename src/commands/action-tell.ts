import { join } from 'node:path'
import { makeOutputFolder, writeOutputFile } from '../boundary/output-folder.ts'
import { printable } from '../boundary/printable.ts'
import type { Sides } from '../change/sides.ts'
import { annotate } from '../github/annotations.ts'
import type { KnownPullRequest } from '../github/approval.ts'
import type { TriggerEvent } from '../github/event.ts'
import { MAX_SUMMARY } from '../github/job-summary.ts'
import { explainProblems } from '../github/problems.ts'
import { countRegressions, publish, reportMarkdown } from '../github/publish.ts'
import { plainHeadline } from '../report/headline.ts'
import { renderJson } from '../report/json.ts'
import type { Report } from '../report/report.ts'
import { renderTerminal } from '../report/terminal.ts'
import type { Answer } from './action-answer.ts'
import type { ActionRun } from './action-run.ts'

/** An event on which two versions are compared. */
export type GatedEvent = Exclude<TriggerEvent, { kind: 'push' | 'refused' }>

/** What a comparison came to. */
export interface Judged {
  /** Free of secrets. */
  readonly report: Report
  /** Absent when they could not be found. */
  readonly sides?: Sides
  readonly approved: boolean
}

const PUBLISH_MS = 12_000
/** The runner ends a cancelled step 10 seconds after it has asked for it. */
const PUBLISH_CANCELLED_MS = 6_000

/** Writes the report everywhere it belongs. Only the report decides on the answer. */
export async function tell(
  run: ActionRun,
  event: GatedEvent,
  judged: Judged,
  pull: KnownPullRequest | undefined,
): Promise<Answer> {
  const { report } = judged
  const { secrets, world, inputs } = run
  world.stdout.write(printable(secrets.redact(renderTerminal(report, { columns: 100, colour: false }))))
  if (judged.sides !== undefined && report.conclusion === 'failure')
    run.logger.error(plainHeadline(report, 'this pull request'))
  const file = await writeReport(run, report)
  const commentUrl = await publishReport(run, event, judged, pull)
  return {
    verdict: report.verdict,
    conclusion: report.conclusion,
    exitCode: report.exit_code as Answer['exitCode'],
    summary: reportMarkdown({ report, name: inputs.name }, MAX_SUMMARY),
    regressions: countRegressions(report),
    calls: report.calls,
    costUsd: report.cost_usd,
    ...(file === undefined ? {} : { report: file }),
    ...(commentUrl === undefined ? {} : { commentUrl }),
  }
}

async function writeReport({ out, logger }: ActionRun, report: Report): Promise<string | undefined> {
  const file = join(out, 'report.json')
  try {
    await makeOutputFolder(out)
    // Its texts are without secrets; that digits of a number look like one must not make it another file than JSON.
    await writeOutputFile(file, renderJson(report))
    return file
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    logger.warning(`the report could not be written to ${file}: ${error.message}`)
    return undefined
  }
}

async function publishReport(
  run: ActionRun,
  event: GatedEvent,
  { report, sides, approved }: Judged,
  pull: KnownPullRequest | undefined,
): Promise<string | undefined> {
  const { context, inputs, logger, secrets, world } = run
  const wantsComment = inputs.comment && event.kind === 'pull-request'
  if (event.kind === 'other' || !(wantsComment || inputs.check)) return undefined
  const { head } = event
  if (head === undefined) {
    logger.warning('no comment and no check run was written: the event does not name the head commit')
    return undefined
  }
  const cancelled = world.interrupted.aborted && report.verdict === 'not-evaluable'
  const github = await run.github.within(world.interrupted.aborted ? PUBLISH_CANCELLED_MS : PUBLISH_MS)
  if (github === undefined) {
    logger.warning(`no comment and no check run was written: ${run.github.missing}`)
    return undefined
  }
  const number = event.kind === 'pull-request' ? event.number : undefined
  const result = await publish(github, {
    report,
    name: inputs.name,
    head,
    context,
    redact: secrets.redact,
    comment:
      wantsComment && number !== undefined
        ? { pull: number, currentHead: pull?.head, closed: pull?.closed ?? false, approved, cancelled }
        : undefined,
    check: inputs.check
      ? {
          annotate: async () =>
            sides === undefined ? [] : annotate(report, { base: sides.base.tree, head: sides.head.tree }),
        }
      : undefined,
  })
  for (const { level, text } of explainProblems(
    result.problems,
    event.kind === 'pull-request' && event.outside,
  )) {
    logger[level](text)
  }
  for (const fault of result.faults) {
    const stack = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
    logger.warning(
      `publishing failed by a fault of noisefloor's own, please report it. The verdict stands. ${stack}`,
    )
  }
  if (result.overtaken) logger.notice('a newer run has written the comment; it was left as it is')
  return result.commentUrl
}
