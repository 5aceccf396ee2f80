import { UserError } from '../boundary/finding.ts'
import { refuseOwnFiles } from '../change/own-files.ts'
import type { Repository } from '../change/repository.ts'
import type { Sides } from '../change/sides.ts'
import { type GateOptions, planGate, runGate } from '../gate.ts'
import { findEarlierAnswer, type KnownPullRequest, pullRequestOf } from '../github/approval.ts'
import { redactReport } from '../github/redact-report.ts'
import { failureOf } from '../github/request-failure.ts'
import { selectActionSides } from '../github/select-action-sides.ts'
import { unjudgedReport } from '../github/unjudged-report.ts'
import { absentKeys, suitesWithoutKeys, withoutKeys } from '../github/without-keys.ts'
import { showFindings } from '../github/workflow-commands.ts'
import { credentialVariables } from '../provider/provider-config.ts'
import type { Report } from '../report/report.ts'
import { loadPolicy } from '../suite/load-policy.ts'
import type { Policy } from '../suite/policy.ts'
import { type Answer, plainAnswer } from './action-answer.ts'
import { type ActionRun, commitReader, openCheckout } from './action-run.ts'
import { type GatedEvent, type Judged, tell } from './action-tell.ts'
import { failureFindings, logOwnFault } from './failure-findings.ts'
import { showProgress } from './show-progress.ts'

/** For reading the pull request, and once more for an earlier answer: with publishing, 20 seconds in all. */
const READ_MS = 4_000

/** Gates what an event is about, publishes the report where the event has a place for it, and answers with it. */
export async function gateEvent(run: ActionRun, event: GatedEvent): Promise<Answer> {
  const started = performance.now()
  // Asked while git works. What GitHub could not say is a value; a bug is thrown where the answer is awaited.
  const pull = readPull(run, event)
  pull.catch(() => undefined)
  const repository = await openCheckout(run)
  try {
    const judged = await judgeOrRepeat(run, event, repository, pull).catch(
      (error: unknown): Judged => ({
        report: unjudged(run, event, error, performance.now() - started),
        approved: false,
      }),
    )
    if ('exitCode' in judged) return judged
    const report = redactReport(judged.report, run.secrets.redact)
    return await tell(run, event, { ...judged, report }, await pull)
  } finally {
    await repository?.close()
  }
}

async function judgeOrRepeat(
  run: ActionRun,
  event: GatedEvent,
  repository: Repository | undefined,
  pull: Promise<KnownPullRequest | undefined>,
): Promise<Judged | Answer> {
  const { base, head } = run.inputs
  const { sha } = run.context
  if (repository !== undefined) await refuseOwnFiles(repository, run.out)
  const sides = await selectActionSides({ event, base, head, sha, repository, openReader: commitReader(run) })
  const policy = await basePolicy(sides, run.inputs.config)
  run.secrets.bind([...(policy?.providers.values() ?? [])].flatMap(credentialVariables))
  const { approved, notes } = approvalOf(policy, await pull)
  const repeated = await repeat(run, event, policy, approved)
  return repeated ?? judge(run, event, { ...sides, notes: [...sides.notes, ...notes] }, policy, approved)
}

async function readPull(run: ActionRun, event: GatedEvent): Promise<KnownPullRequest | undefined> {
  const github = await run.github.within(READ_MS, run.world.interrupted)
  return pullRequestOf(event, github, run.github.missing ?? '')
}

/** A policy that cannot be read is told by the gate itself. */
async function basePolicy(sides: Sides, config: string): Promise<Policy | undefined> {
  try {
    return await loadPolicy(sides.base.tree, config)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** Whether the policy's label is set. A label that cannot be read live is taken from the event, and one that is nowhere is not set. */
function approvalOf(
  policy: Policy | undefined,
  pull: KnownPullRequest | undefined,
): { readonly approved: boolean; readonly notes: readonly string[] } {
  const label = policy?.gateChanges.label
  if (label === undefined || pull === undefined) return { approved: false, notes: [] }
  const approved = pull.labels.includes(label)
  const notes =
    pull.problem === undefined
      ? []
      : [
          `Whether the label ${label} is set now could not be read (${pull.problem}); it counts as ${approved ? 'set, as in the event' : 'not set'}.`,
        ]
  return { approved, notes }
}

/** A label that is not the approval changes nothing: what was said about this commit is said again, without a call. */
async function repeat(
  run: ActionRun,
  event: GatedEvent,
  policy: Policy | undefined,
  approved: boolean,
): Promise<Answer | undefined> {
  if (event.kind !== 'pull-request' || event.changedLabel === undefined) return undefined
  if (event.changedLabel === policy?.gateChanges.label) return undefined
  const github = await run.github.within(READ_MS, run.world.interrupted)
  if (github === undefined) return undefined
  try {
    const earlier = await findEarlierAnswer(github, event, run.inputs.name, approved)
    if (earlier === undefined) return undefined
    const { verdict, conclusion, exit, run: id, attempt, regressions, url } = earlier
    const text = `This label changes nothing that the gate looks at: the verdict of run ${id}, attempt ${attempt}, on the same commit stands: ${verdict}.`
    run.logger.info(text)
    return { ...plainAnswer(verdict, conclusion, exit, text), regressions, commentUrl: url }
  } catch (error) {
    // Without an earlier answer it is judged.
    failureOf(error)
    return undefined
  }
}

async function judge(
  run: ActionRun,
  event: GatedEvent,
  sides: Sides,
  policy: Policy | undefined,
  approved: boolean,
): Promise<Judged> {
  const { world, inputs, logger } = run
  const progress = showProgress(world)
  const options: GateOptions = {
    config: inputs.config,
    suites: inputs.suites,
    cases: [],
    out: run.out,
    seed: undefined,
    offline: false,
    approved,
    trustHead: false,
    codeOrigin: event.kind !== 'merge-group' && event.outside ? 'outside' : 'own',
    onProgress: progress.update,
    warn: (text) => logger.warning(text),
  }
  try {
    const isOutside = event.kind === 'pull-request' && event.outside
    const absent =
      isOutside && policy !== undefined ? absentKeys(policy, world.environment) : new Set<string>()
    const planned = absent.size === 0 ? [] : (await planGate(sides, options, world)).planned
    const missing = policy === undefined ? new Map() : suitesWithoutKeys(planned, policy, absent)
    const report = withoutKeys(
      await runGate(sides, options, world),
      missing,
      policy?.onInconclusive ?? 'neutral',
    )
    const label = policy?.gateChanges.label
    return {
      report: {
        ...report,
        ...(label === undefined ? {} : { approval_label: label }),
        reproduce: reproduction(run, event, sides, approved) ?? report.reproduce,
      },
      sides,
      approved,
    }
  } finally {
    progress.end()
  }
}

/** The commits of a pull request are not in a fresh clone, and the merge that was judged may be gone. */
function reproduction(
  run: ActionRun,
  event: GatedEvent,
  sides: Sides,
  approved: boolean,
): string | undefined {
  if (event.kind !== 'pull-request' || event.number === undefined || event.head === undefined)
    return undefined
  if (run.inputs.head !== undefined) return undefined
  const { config, suites } = run.inputs
  return [
    `git fetch origin pull/${event.number}/head && noisefloor check`,
    `--base ${sides.base.sha} --head ${event.head}`,
    ...(config === 'noisefloor.yaml' ? [] : [`--config ${JSON.stringify(config)}`]),
    ...suites.map((suite) => `--suite ${JSON.stringify(suite)}`),
    ...(approved ? ['--approve-gate-changes'] : []),
  ].join(' ')
}

/** The report of what went wrong: the user's mistake, the end of the run from outside, or a bug of ours. */
function unjudged(run: ActionRun, event: GatedEvent, error: unknown, durationMs: number): Report {
  const findings = failureFindings(error)
  showFindings(findings, run.commands, run.secrets.redact)
  logOwnFault(error, run.logger)
  return unjudgedReport({
    base: (event.kind === 'other' ? undefined : event.base) ?? '',
    head: (event.kind === 'other' ? undefined : event.head) ?? run.context.sha ?? '',
    findings,
    durationMs,
  })
}
