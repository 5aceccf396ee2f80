import { join, resolve } from 'node:path'
import { UserError } from './boundary/finding.ts'
import type { World } from './boundary/world.ts'
import { loadBaseTargets } from './change/base-targets.ts'
import { bindCode } from './change/bind-code.ts'
import { compareSuites } from './change/compare-suites.ts'
import { listGateChanges } from './change/gate-changes.ts'
import { type LoadedSides, loadSides } from './change/load-sides.ts'
import { replaceModel } from './change/replace-model.ts'
import { selectSuites } from './change/select-suites.ts'
import type { Sides } from './change/sides.ts'
import type { JudgeableSuite, SuiteComparison } from './change/suite-comparison.ts'
import { assembleReport, type JudgedSuite } from './report/assemble-report.ts'
import { chooseExamples } from './report/choose-examples.ts'
import type { Report } from './report/report.ts'
import { reproduceCommand } from './report/reproduce-command.ts'
import type { RunProgress } from './report/run-progress.ts'
import { drawWithRunner } from './sampling/draw-with-runner.ts'
import { type PlannedSuite, planPush } from './sampling/plan-push.ts'
import { prepareToRun } from './sampling/prepare-to-run.ts'
import { readHistories } from './sampling/read-histories.ts'
import type { SuiteHistory } from './sampling/read-history.ts'
import { samplePush } from './sampling/sample-push.ts'
import type { SamplingPlan } from './sampling/sampling-plan.ts'
import { takesTime } from './sampling/takes-time.ts'
import type { Policy } from './suite/policy.ts'
import type { CodeOrigin } from './target/code-permission.ts'
import { openTrialRunner } from './target/trial-runner.ts'
import { designPush } from './verdict/design-push.ts'
import { createSequentialDecider } from './verdict/sequential-decider.ts'

export interface GateOptions {
  readonly config: string
  /** Only these suites and cases; all when empty. */
  readonly suites: readonly string[]
  readonly cases: readonly string[]
  /** `provider/model` in the place of every suite's own, in both arms: a rehearsal. */
  readonly model?: string
  /** Folder of ledgers and reports. */
  readonly out: string
  readonly seed: string | undefined
  /** Use recorded trials only. */
  readonly offline: boolean
  /** Goes on beyond plans that ended without a decision, by so many pairs a suite; default as many as its call budget pays for. */
  readonly extend?: { readonly pairs: number | undefined }
  /** The approval that the policy asks for is there: head's suites judge both arms. */
  readonly approved: boolean
  /** Where base has no policy, head's may decide: true on a laptop, false on pull requests. */
  readonly trustHead: boolean
  /** Whose code it is that targets would run. */
  readonly codeOrigin: CodeOrigin
  /** To be shown to people; nothing comes back. */
  readonly onProgress: (progress: RunProgress) => void
  readonly warn: (text: string) => void
}

/** What a run of the gate would do, known before any call. */
export interface GatePlan {
  readonly sides: Sides
  readonly loaded: LoadedSides
  readonly comparisons: readonly SuiteComparison[]
  readonly planned: readonly PlannedSuite[]
  /** Of the planned suites, by name; none of one whose scorers cannot be compiled, which the check says. */
  readonly histories: ReadonlyMap<string, SuiteHistory>
}

/**
 * The whole gate: change → plan → sample ⇄ decide → verdict → report. Publishing is the caller's.
 *
 * @throws UserError for mistakes that make even a report impossible; everything else becomes part of the report
 */
export async function runGate(sides: Sides, options: GateOptions, world: World): Promise<Report> {
  const started = performance.now()
  const plan = await planGate(sides, options, world)
  const { policy } = plan.loaded
  if (options.extend !== undefined && policy !== undefined) checkExtendable(policy)
  for (const { notes } of plan.histories.values()) notes.forEach(options.warn)
  const judged = policy === undefined ? [] : await judgePush(plan, policy, options, world)
  return assembleReport({
    sides,
    loaded: plan.loaded,
    comparisons: plan.comparisons,
    judged,
    gateChanges: listGateChanges({
      base: plan.loaded.base,
      head: plan.loaded.head,
      approved: options.approved,
    }),
    reproduce: reproduceCommand(sides, options),
    durationMs: performance.now() - started,
  })
}

/** @throws UserError where the policy keeps nothing for extensions */
function checkExtendable({ file, errorRates }: Policy): void {
  if (errorRates.extension > 0) return
  throw new UserError({
    file,
    message:
      '--extend: this policy keeps nothing of its error rates for extensions, so more trials would be a second chance',
    hint: 'write `error-rates: { extension: 0.2 }`; it counts for comparisons that are first run when it stands there, not for those that have been run',
  })
}

/** The first half: finds what is affected and how much is to be sampled. Calls nothing. */
export async function planGate(
  sides: Sides,
  options: Pick<
    GateOptions,
    'config' | 'suites' | 'cases' | 'model' | 'out' | 'seed' | 'approved' | 'trustHead'
  >,
  world: Pick<World, 'directory'>,
): Promise<GatePlan> {
  const { model } = options
  const written = await bindCode(await loadSides(sides, options.config, options.trustHead), sides)
  const loaded = model === undefined ? written : replaceModel(written, model)
  const baseTargets = await loadBaseTargets({
    ...loaded,
    baseTree: sides.base.tree,
    headTree: sides.head.tree,
    ...(model === undefined ? {} : { model }),
  })
  const all = compareSuites({
    ...loaded,
    changedPaths: sides.changedPaths,
    approved: options.approved,
    baseTargets,
  })
  const comparisons = selectSuites(all, options.suites, options.cases)
  const { policy } = loaded
  const affected = comparisons.filter((one): one is JudgeableSuite => one.status === 'affected')
  const histories = await readHistories(policy === undefined ? [] : affected, ledgerFolder(options, world))
  const planned =
    policy === undefined
      ? []
      : planPush(
          affected,
          policy,
          designPush(affected, policy.errorRates, histories),
          options.seed,
          new Set(loaded.base.suites.map((suite) => suite.name)),
        )
  return {
    sides,
    loaded,
    comparisons,
    planned,
    histories,
  }
}

function ledgerFolder({ out }: Pick<GateOptions, 'out'>, { directory }: Pick<World, 'directory'>): string {
  return join(resolve(directory, out), 'ledger')
}

/** The second half: samples what is planned and judges it. */
async function judgePush(
  plan: GatePlan,
  policy: Policy,
  options: GateOptions,
  world: World,
): Promise<readonly JudgedSuite[]> {
  const out = resolve(world.directory, options.out)
  const { base, head } = plan.sides
  const extendBy =
    options.extend === undefined
      ? undefined
      : (options.extend.pairs ?? Math.floor(policy.budget.suiteCalls / 2))
  const runner = openTrialRunner(
    {
      policy,
      sources: { base: base.code, head: head.code, out },
      codeOrigin: options.codeOrigin,
      moreCalls: 2 * (extendBy ?? 0),
    },
    world,
  )
  try {
    const prepared = await Promise.all(
      plan.planned.map((planned) => prepareToRun(planned, runner, options.offline)),
    )
    const runnable = prepared.filter((one) => one.suite !== undefined)
    options.onProgress({
      kind: 'started',
      suites: runnable.map(({ planned: { plan, comparison } }) => ({
        suite: plan.suite,
        cases: comparison.pairs.length,
        expectedPairs: plan.expectedPairs,
        mostPairs: plan.pairs,
      })),
      budget: policy.budget,
      usage: runner.usage,
    })
    const began = performance.now()
    const judged = await samplePush(
      runnable.map(({ planned, suite }) => ({
        suite,
        ledgerName: planned.ledgerName,
        takesTime: takesTime(suite, policy),
        rule: (samplingPlan: SamplingPlan) =>
          createSequentialDecider({
            suite: planned.comparison.suite,
            plan: samplingPlan,
            onLook: (standing) => options.onProgress({ kind: 'look', suite: samplingPlan.suite, standing }),
          }),
      })),
      {
        directory: ledgerFolder(options, world),
        draw: options.offline ? undefined : drawWithRunner(runner, policy, world),
        redact: runner.redact,
        concurrency: policy.limits.concurrency,
        now: world.now,
        warn: options.warn,
        onProgress: (progress) => options.onProgress({ kind: 'pairs', ...progress }),
        ...(extendBy === undefined ? {} : { extendBy }),
      },
      async (outcome, index): Promise<JudgedSuite> => {
        const { planned } = runnable[index]!
        const judgement = outcome.rule.judge(outcome.evidence)
        const examples = await chooseExamples(outcome, judgement, policy)
        const verdict = outcome.stopped === undefined ? judgement.verdict : 'not-evaluable'
        options.onProgress({ kind: 'ended', suite: outcome.plan.suite, verdict })
        return { planned, outcome, judgement, examples, durationMs: performance.now() - began }
      },
    )
    return [...judged, ...prepared.filter((one) => one.suite === undefined)]
  } finally {
    await runner.close()
  }
}
