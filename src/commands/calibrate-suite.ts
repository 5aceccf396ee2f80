import type { CalibratedChange, CalibratedClaim, CalibratedSuite } from '../report/calibration.ts'
import { adviseOn } from '../report/calibration-advice.ts'
import { describeHistory } from '../sampling/describe-history.ts'
import type { PlannedSuite } from '../sampling/plan-push.ts'
import { informPlan } from '../sampling/plan-suite.ts'
import { readHistory, type SuiteHistory } from '../sampling/read-history.ts'
import { type TrialCost, trialCost } from '../sampling/trial-cost.ts'
import type { Policy } from '../suite/policy.ts'
import { designFromHistory } from '../verdict/design-from-history.ts'
import { type ClaimForecast, forecastClaims } from '../verdict/forecast-claims.ts'
import type { Estimate, Forecast } from '../verdict/forecast-decider.ts'
import { forecastSuite, type SuiteForecast } from '../verdict/forecast-suite.ts'
import { recordedLaws } from '../verdict/trial-laws.ts'

/** Simulated runs of changes of the whole suite, and those of its single claims, take about so long; `--runs` overrules it. */
const MILLISECONDS = 12_000
const CLAIM_MILLISECONDS = 8000
/** Runs that the time always leaves room for. */
const LEAST_RUNS = 80
/** Trials after which a case that never scored is taken to fail always. */
const TELLING_TRIALS = 3

export interface CalibrateSuiteOptions {
  readonly runs?: number
  readonly live: CalibratedSuite['live']
  readonly onBatch: (what: string, runs: number) => void
}

/** Calibrates one suite on the trials that its ledgers hold, with cases drawn as often as they would let a check draw them. */
export async function calibrateSuite(
  { plan: assumed, comparison }: PlannedSuite,
  policy: Policy,
  directory: string,
  { runs, live, onBatch }: CalibrateSuiteOptions,
): Promise<CalibratedSuite> {
  const { suite, pairs } = comparison
  const history = await readHistory(directory, suite)
  const common = { live, notes: [...history.notes] }
  if (suite.deterministic) {
    const reason = 'its trials do not vary, so that every verdict is certain and costs two calls a case'
    return { ...uncalibrated(suite, 'deterministic', reason), ...common }
  }
  if (history.trials.size === 0) {
    const reason =
      'no trials of base are recorded here: run `noisefloor check` on a change, or draw some with `noisefloor calibrate --live --pairs 100`'
    return { ...uncalibrated(suite, 'no-trials', reason), ...common }
  }
  const cases = suite.cases.map(({ id, weight, tags }) => ({ id, weight, tags }))
  const { metrics } = history
  const informed = designFromHistory({ assertions: suite.assertions, cases, rates: assumed.rates }, history)
  const plan = informed === undefined ? assumed : informPlan(assumed, informed)
  const laws = recordedLaws(history, plan.cases, plan.seed)
  const input = { suite, plan, cases, metrics, laws }
  const effort = { milliseconds: MILLISECONDS, broken: true, onBatch }
  const forecast =
    forecastSuite(input, runs === undefined ? effort : { ...effort, runs }) ??
    forecastSuite(input, { ...effort, runs: LEAST_RUNS })!
  const { horizon, margin } = forecast
  const claims = forecastClaims(input, {
    milliseconds: CLAIM_MILLISECONDS,
    ...(runs === undefined ? {} : { runs }),
    horizon,
    ...(margin === undefined ? {} : { known: margin }),
    onBatch,
  })
  const cost = await trialCost(
    pairs.map(({ base }) => base),
    policy,
    history.usage,
  )
  const calibrated = {
    ...uncalibrated(suite, 'calibrated', null),
    ...common,
    notes: [...history.notes, ...(plan.history?.allocated === true ? describeHistory(plan) : [])],
    cases: describeCases(history, suite.cases.length, forecast.margin?.metric),
    budget_calls: 2 * plan.pairs,
    false_alarm: policy.errorRates.falseAlarm,
    ...describeForecast(forecast, cost),
    claims: claims.map(describeClaim),
    tokens: { basis: cost.basis, input: cost.inputTokens, output: cost.outputTokens },
  }
  return { ...calibrated, recommendations: [...adviseOn(calibrated)] }
}

/** A suite without figures, and why. */
export function uncalibrated(
  suite: PlannedSuite['comparison']['suite'],
  status: CalibratedSuite['status'],
  reason: string | null,
): CalibratedSuite {
  return {
    suite: suite.name,
    status,
    reason,
    cases: { total: suite.cases.length, recorded: 0, trials: 0, always_fail: [] },
    budget_calls: 0,
    false_alarm: 0,
    margin: null,
    changes: [],
    claims: [],
    wanted_calls: null,
    affordable_margin: null,
    half_margin: null,
    tokens: null,
    live: null,
    recommendations: [],
    notes: [],
  }
}

function describeCases(
  { trials, metrics }: SuiteHistory,
  total: number,
  metric: string | undefined,
): CalibratedSuite['cases'] {
  const column = metric === undefined ? -1 : metrics.indexOf(metric)
  return {
    total,
    recorded: trials.size,
    trials: [...trials.values()].reduce((sum, one) => sum + one.length, 0),
    always_fail: [...trials]
      .filter(([, one]) => one.length >= TELLING_TRIALS && one.every((values) => values[column] === 0))
      .map(([id]) => id)
      .sort(),
  }
}

function describeForecast(
  { horizon, nothing, margin }: SuiteForecast,
  cost: TrialCost,
): Pick<CalibratedSuite, 'margin' | 'changes' | 'wanted_calls' | 'affordable_margin' | 'half_margin'> {
  const calls = (pairs: Estimate): Estimate => times(pairs, 2)
  const usd = (pairs: Estimate) => (cost.usd === undefined ? null : times(pairs, 2 * cost.usd))
  const describe = (change: CalibratedChange['change'], of: Forecast | undefined): CalibratedChange[] =>
    of === undefined
      ? []
      : [
          {
            change,
            runs: of.runs,
            red: of.red,
            passed: of.passed,
            decided: of.decided,
            calls: calls(of.pairs),
            cost_usd: usd(of.pairs),
          },
        ]
  const half = margin?.half
  return {
    margin: margin === undefined ? null : { metric: margin.metric, margin: margin.margin },
    changes: [
      ...describe('nothing', nothing),
      ...describe('diffuse', margin?.diffuse),
      ...describe('broken', margin?.broken),
    ],
    wanted_calls: 2 * horizon,
    affordable_margin: margin?.affordable ?? null,
    half_margin:
      half === undefined
        ? null
        : {
            margin: half.margin,
            calls: calls(half.pairs),
            cost_usd: usd(half.pairs),
            wanted_calls: 2 * half.horizon,
          },
  }
}

function describeClaim({ metric, role, kind, slice, power, reason }: ClaimForecast): CalibratedClaim {
  return {
    metric,
    assertion: kind,
    role,
    ...(slice === undefined ? {} : { slice }),
    power: power ?? null,
    reason: reason ?? null,
  }
}

function times({ estimate, low, high }: Estimate, factor: number): Estimate {
  return { estimate: factor * estimate, low: factor * low, high: factor * high }
}
