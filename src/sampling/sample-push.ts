import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { UserError } from '../boundary/finding.ts'
import type { Redact } from '../boundary/redactor.ts'
import { type Ledger, openLedger } from '../ledger/open-ledger.ts'
import type { TrialRecord } from '../ledger/trial-record.ts'
import type { CaseScorers } from '../scoring/compile-scorers.ts'
import type { TrialResult } from '../target/trial.ts'
import type { StoppingRule } from './decider.ts'
import { growPlan } from './grow-plan.ts'
import { createLabelTexts, type LabelTexts } from './label-texts.ts'
import { createPairPool } from './pair-pool.ts'
import { createRecordedTrials, type RecordedTrials } from './recorded-trials.ts'
import { recordedValues } from './recorded-values.ts'
import { type SampledSuite, sampleSuite } from './sample-suite.ts'
import type { Draw, SamplingProgress } from './sampler-ports.ts'
import { type SamplingPlan, samplingPlanSchema } from './sampling-plan.ts'
import type { SuiteToSample } from './suite-to-sample.ts'

export interface SuiteRun<Rule extends StoppingRule> {
  readonly suite: SuiteToSample
  readonly ledgerName: string
  /** False where trials end at once: of simulated models. */
  readonly takesTime: boolean
  /** Made from the plan that is carried out: the recorded one, where there is one. */
  readonly rule: (plan: SamplingPlan) => Rule
}

export interface PushPorts {
  /** Folder that holds a ledger per suite and comparison. */
  readonly directory: string
  /** Runs the target on a draw; `stream`: a metric needs the time to the first byte. `undefined` offline. */
  readonly draw: ((draw: Draw, plan: SamplingPlan, stream: boolean) => Promise<TrialResult>) | undefined
  /** Takes secrets out of labels. */
  readonly redact: Redact
  /** Most requests in flight to a provider. How many there are is for its limiter to decide. */
  readonly concurrency: number
  readonly now: () => Date
  readonly warn: (text: string) => void
  readonly onProgress: (progress: SamplingProgress) => void
  /** Pairs that each suite may draw beyond its plan; absent: none. */
  readonly extendBy?: number
}

export interface SuiteOutcome<Rule extends StoppingRule> extends SampledSuite {
  /** The rule that the sampling obeyed. */
  readonly rule: Rule
  /** The plan that was carried out. */
  readonly plan: SamplingPlan
  /** The file that holds the trials. */
  readonly file: string
  readonly notes: readonly string[]
}

/** Pairs under way of each suite, per request in flight: a fifth more trials than that, so that there is always one that can leave. */
const KEPT_BUSY = 0.6

/**
 * Samples all suites of a push at the same time.
 *
 * @param conclude what becomes of a suite, by its place in `runs`; called when it has ended, while others go on
 */
export async function samplePush<Rule extends StoppingRule, Result>(
  runs: readonly SuiteRun<Rule>[],
  ports: PushPorts,
  conclude: (outcome: SuiteOutcome<Rule>, index: number) => Result | Promise<Result>,
): Promise<readonly Result[]> {
  return Promise.all(runs.map(async (run, index) => conclude(await sampleWithLedger(run, ports), index)))
}

async function sampleWithLedger<Rule extends StoppingRule>(
  run: SuiteRun<Rule>,
  ports: PushPorts,
): Promise<SuiteOutcome<Rule>> {
  await using ledger = await openLedger({
    directory: join(ports.directory, run.ledgerName),
    now: () => ports.now().toISOString(),
    warn: ports.warn,
  })
  const { plan, notes } = await settlePlan(ledger, run.suite.plan)
  const growth = growPlan(ledger, plan, ports.extendBy)
  const suite = { ...run.suite, plan, pairs: inPlanOrder(run.suite.pairs, plan) }
  const { draw } = ports
  const stream = suite.metrics.includes('first-byte')
  const rule = run.rule(plan)
  const labels = createLabelTexts(ports.redact)
  const sampled = await sampleSuite(suite, rule, {
    draw: draw === undefined ? undefined : (one) => draw(one, plan, stream),
    takesTime: run.takesTime,
    recorded: await readRecorded(ledger, suite, labels),
    labels,
    record: (one, result, scores) => ledger.append(toRecord(plan.suite, one, result, scores, ports.now())),
    pool: createPairPool(Math.ceil(KEPT_BUSY * ports.concurrency)),
    onProgress: ports.onProgress,
    ...(plan.rates.extension === undefined
      ? {}
      : { extension: { mayDraw: ports.extendBy !== undefined, grow: growth.grow } }),
  })
  return { ...sampled, rule, plan: growth.plan, file: ledger.file, notes: [...notes, ...growth.notes] }
}

/** The same cases, as the plan numbers them: their order in the file may have changed since. */
function inPlanOrder(pairs: SuiteToSample['pairs'], plan: SamplingPlan): SuiteToSample['pairs'] {
  const byId = new Map(pairs.map((pair) => [pair.id, pair]))
  return plan.cases.map((id) => byId.get(id)!)
}

/** The recorded plan is carried out to its end: a new seed or a bigger budget must not become a second chance. */
async function settlePlan(
  ledger: Ledger,
  plan: SamplingPlan,
): Promise<{ readonly plan: SamplingPlan; readonly notes: readonly string[] }> {
  if (ledger.plan === undefined) {
    await ledger.writePlan(plan)
    return { plan, notes: [] }
  }
  const parsed = samplingPlanSchema.safeParse(ledger.plan)
  if (!parsed.success) throw notAPlan(ledger, 'of this version')
  const recorded = parsed.data
  // The ledger is found by its cases: another plan in it was put there.
  const lengths = [recorded.perRound, recorded.extension?.firstTrials ?? recorded.cases].map(
    (of) => of.length,
  )
  if (
    !isDeepStrictEqual(recorded.cases.toSorted(), plan.cases.toSorted()) ||
    lengths.some((length) => length !== recorded.cases.length)
  ) {
    throw notAPlan(ledger, 'of these cases')
  }
  const same =
    recorded.pairs === plan.pairs &&
    recorded.seed === plan.seed &&
    isDeepStrictEqual(recorded.rates, plan.rates)
  return {
    // New and edited cases and the fallback are no part of the comparison: they are planned afresh.
    plan: {
      ...recorded,
      headOnlyCases: plan.headOnlyCases,
      headOnlyTrials: plan.headOnlyTrials,
      fallbackTrials: plan.fallbackTrials,
    },
    notes: same
      ? []
      : [
          `the recorded plan of at most ${recorded.pairs} pairs is kept (this run would have planned ${plan.pairs}): another draw of the same comparison would be a second chance`,
        ],
  }
}

function notAPlan(ledger: Ledger, of: string): UserError {
  return new UserError({
    file: ledger.file.replace('trials.jsonl', 'plan.json'),
    message: `this is not a plan ${of}`,
    hint: 'move the folder away to draw all trials anew',
  })
}

/** Scores every recorded trial with the scorers of this run. Outputs are not kept. */
async function readRecorded(
  ledger: Ledger,
  suite: SuiteToSample,
  labels: LabelTexts,
): Promise<RecordedTrials> {
  const recorded = createRecordedTrials()
  const scorersOf = new Map<string, CaseScorers>([
    ...suite.pairs.flatMap((one) =>
      ['paired', 'confirmation', 'attribution'].map((form) => [`${form} ${one.id}`, one.scorers] as const),
    ),
    ...suite.headOnly.map((one) => [`${one.form} ${one.id}`, one.scorers] as const),
    ...(suite.fallback?.cases ?? []).map((one) => [`fallback ${one.id}`, one.scorers] as const),
  ])
  for await (const record of ledger.trials()) {
    const form = record.form ?? 'paired'
    const scorers = scorersOf.get(`${form} ${record.case}`)
    if (scorers === undefined) continue
    recorded.add(
      {
        arm: record.arm,
        case: record.case,
        form,
        trial: record.trial,
        ...(record.variant === undefined ? {} : { variant: record.variant }),
      },
      {
        request: record.request,
        model: record.model,
        fingerprint: record.fingerprint,
        values: recordedValues(record, scorers, suite.metrics, labels),
      },
    )
  }
  return recorded
}

function toRecord(
  suite: string,
  draw: Draw,
  result: TrialResult,
  scores: Readonly<Record<string, number>>,
  now: Date,
): TrialRecord {
  return {
    v: 1,
    suite,
    case: draw.case,
    arm: draw.arm,
    trial: draw.trial,
    ...(draw.form === 'paired' ? {} : { form: draw.form }),
    ...(draw.variant === undefined ? {} : { variant: draw.variant }),
    outcome: result.outcome,
    scores,
    quantities: result.quantities,
    request: draw.request.hash,
    ...(result.model === undefined ? {} : { model: result.model }),
    ...(result.fingerprint === undefined ? {} : { fingerprint: result.fingerprint }),
    at: now.toISOString(),
    output: result.output,
    trace: result.trace,
    ...(result.error === undefined ? {} : { error: result.error }),
  }
}
