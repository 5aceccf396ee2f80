import { join, resolve } from 'node:path'
import { type Finding, UserError } from './boundary/finding.ts'
import type { World } from './boundary/world.ts'
import { loadBaseTargets } from './change/base-targets.ts'
import { bindCode } from './change/bind-code.ts'
import { compareSuites } from './change/compare-suites.ts'
import { listGateChanges } from './change/gate-changes.ts'
import { type LoadedSides, loadSides } from './change/load-sides.ts'
import { selectSuites } from './change/select-suites.ts'
import type { Sides } from './change/sides.ts'
import type { JudgeableSuite, SuiteComparison } from './change/suite-comparison.ts'
import { assembleReport, type JudgedSuite } from './report/assemble-report.ts'
import { chooseExamples } from './report/choose-examples.ts'
import type { Report } from './report/report.ts'
import { reproduceCommand } from './report/reproduce-command.ts'
import { checkRunnable } from './sampling/check-runnable.ts'
import { drawWithRunner } from './sampling/draw-with-runner.ts'
import { type PlannedSuite, planPush } from './sampling/plan-push.ts'
import { prepareSuite } from './sampling/prepare-suite.ts'
import { samplePush } from './sampling/sample-push.ts'
import type { SamplingProgress } from './sampling/sampler-ports.ts'
import type { SamplingPlan } from './sampling/sampling-plan.ts'
import type { SuiteToSample } from './sampling/suite-to-sample.ts'
import { takesTime } from './sampling/takes-time.ts'
import type { Policy } from './suite/policy.ts'
import type { CodeOrigin } from './target/code-permission.ts'
import { openTrialRunner, type TrialRunner } from './target/trial-runner.ts'
import { designSuite } from './verdict/design-suite.ts'
import { splitFalseAlarm } from './verdict/error-budget.ts'
import { reserveRates } from './verdict/reserve-rates.ts'
import { createSequentialDecider } from './verdict/sequential-decider.ts'

export interface GateOptions {
  readonly config: string
  /** Only these suites and cases; all when empty. */
  readonly suites: readonly string[]
  readonly cases: readonly string[]
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
  readonly onProgress: (progress: SamplingProgress) => void
  readonly warn: (text: string) => void
}

/** What a run of the gate would do, known before any call. */
export interface GatePlan {
  readonly sides: Sides
  readonly loaded: LoadedSides
  readonly comparisons: readonly SuiteComparison[]
  readonly planned: readonly PlannedSuite[]
}

/**
 * The whole gate: change → plan → sample ⇄ decide → verdict → report. Publishing is the caller's.
 *
 * @throws UserError for mistakes that make even a report impossible; everything else becomes part of the report
 */
export async function runGate(sides: Sides, options: GateOptions, world: World): Promise<Report> {
  const started = performance.now()
  const plan = await planGate(sides, options)
  const { policy } = plan.loaded
  if (options.extend !== undefined && policy !== undefined) checkExtendable(policy)
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
  options: Pick<GateOptions, 'config' | 'suites' | 'cases' | 'seed' | 'approved' | 'trustHead'>,
): Promise<GatePlan> {
  const loaded = await bindCode(await loadSides(sides, options.config, options.trustHead), sides)
  const baseTargets = await loadBaseTargets({
    ...loaded,
    baseTree: sides.base.tree,
    headTree: sides.head.tree,
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
  const split = splitFalseAlarm(
    affected.map((one) => one.suite.assertions.map((assertion) => assertion.role)),
    policy?.errorRates.falseAlarm ?? 0,
  )
  const planned =
    policy === undefined
      ? []
      : planPush(
          affected,
          policy.budget,
          (comparison, index) =>
            designSuite(
              comparison.suite.assertions,
              comparison.pairs.map((pair) => pair.case),
              reserveRates(
                { ...split[index]!, miss: policy.errorRates.miss },
                comparison.suite,
                policy.errorRates.extension,
              ),
            ),
          options.seed,
          new Set(loaded.base.suites.map((suite) => suite.name)),
        )
  return {
    sides,
    loaded,
    comparisons,
    planned,
  }
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
  const runner = openTrialRunner(
    { policy, sources: { base: base.code, head: head.code, out }, codeOrigin: options.codeOrigin },
    world,
  )
  try {
    const prepared = await Promise.all(
      plan.planned.map((planned) => prepare(planned, runner, options.offline)),
    )
    const runnable = prepared.filter((one) => one.suite !== undefined)
    const outcomes = await samplePush(
      runnable.map(({ planned, suite }) => ({
        suite,
        ledgerName: planned.ledgerName,
        takesTime: takesTime(suite, policy),
        rule: (samplingPlan: SamplingPlan) =>
          createSequentialDecider({ suite: planned.comparison.suite, plan: samplingPlan }),
      })),
      {
        directory: join(out, 'ledger'),
        draw: options.offline ? undefined : drawWithRunner(runner, policy, world),
        redact: runner.redact,
        concurrency: policy.limits.concurrency,
        now: world.now,
        warn: options.warn,
        onProgress: options.onProgress,
        ...(options.extend === undefined
          ? {}
          : { extendBy: options.extend.pairs ?? Math.floor(policy.budget.suiteCalls / 2) }),
      },
    )
    const judged = await Promise.all(
      runnable.map(async ({ planned }, index): Promise<JudgedSuite> => {
        const outcome = outcomes[index]!
        const judgement = outcome.rule.judge(outcome.evidence)
        return { planned, outcome, judgement, examples: await chooseExamples(outcome, judgement, policy) }
      }),
    )
    return [...judged, ...prepared.filter((one) => one.suite === undefined)]
  } finally {
    await runner.close()
  }
}

type PreparedSuite =
  | { readonly planned: PlannedSuite; readonly suite: SuiteToSample }
  | { readonly planned: PlannedSuite; readonly suite?: undefined; readonly findings: readonly Finding[] }

/** Everything that can be found wrong with a suite before its first call. */
async function prepare(planned: PlannedSuite, runner: TrialRunner, offline: boolean): Promise<PreparedSuite> {
  try {
    const unrunnable = await checkRunnable(planned.comparison.suite)
    if (unrunnable.length > 0) return { planned, findings: unrunnable }
    const suite = await prepareSuite(planned)
    const requests = [
      ...suite.pairs.flatMap((one) => [one.base, one.head]),
      ...suite.headOnly.map((one) => one.head),
    ]
    const findings = offline ? [] : await runner.check(requests)
    return findings.length === 0 ? { planned, suite } : { planned, findings }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { planned, findings: error.findings }
  }
}
