import { stratifiedPermutationTests } from '../stats/stratified-permutation.ts'
import { armMean, type TwoArmSample, twoArmMoments } from '../stats/two-arm-sample.ts'
import type { NoRegressionClaim } from '../suite/assertion.ts'
import { confirmedAmong } from './case-tests.ts'
import { decideIndependent } from './claims/independent-no-regression.ts'
import { nameCases } from './describe-cases.ts'
import { foldVerdicts } from './fold-verdicts.ts'
import type { Marks } from './hypothesis.ts'
import type { MetricJudgement, SuiteJudgement } from './judgement.ts'
import { testRecordedCases } from './recorded-case-tests.ts'
import {
  type CasesByArm,
  casesByArm,
  metricShortfall,
  oneArmOnly,
  suiteShortfall,
} from './recorded-shortfalls.ts'
import type { RecordedSuite } from './recorded-suite.ts'

export interface ComparisonRules {
  /** In (0, 1]. */
  readonly margin: number
  /** False-alarm level of this suite, in (0, .5). */
  readonly falseAlarm: number
  readonly miss: number
}

/** Paths of a permutation test, the observed one included. */
const USUAL_PATHS = 10_000
const LEAST_PATHS = 1000
/** Paths that the level must be able to mark, so that it is not eaten by rounding. */
const MARKED_PATHS = 20
/** Paths × trials × metrics that take a few seconds. */
const MOST_WORK = 4e8
/** Level of the finding that cases got worse, which is a note outside of the error budget. */
const CASES_NOTE_LEVEL = 0.05

/**
 * The verdict on recorded trials: every score is a primary `no-regression` at the margin, all cases weigh alike, the trials of the arms are
 * independent of each other, and there is one look. Regression by the stratified permutation test, all metrics under one maximum; pass by the
 * score test for independent arms. Never throws on trials that the ledger's schema accepts; never a pass where too much is missing.
 */
export function compareRecorded(recorded: RecordedSuite, rules: ComparisonRules): SuiteJudgement {
  const byArm = casesByArm(recorded)
  const metrics = byArm.both.length === 0 ? [] : judgeMetrics(recorded, byArm, rules)
  const judgeable = metrics.filter((one) => one.verdict !== 'not-evaluable').map((one) => one.metric)
  const tests = judgeable.flatMap((metric) =>
    testRecordedCases(recorded, recorded.metrics.indexOf(metric)).map((test) => ({ metric, test })),
  )
  const shortfall = suiteShortfall(recorded, byArm)
  return {
    ...(shortfall === undefined ? foldVerdicts(metrics) : { verdict: 'not-evaluable', reason: shortfall }),
    metrics,
    cases: nameCases(tests, recorded.caseIds),
    notes: shortfall === undefined ? notesOn(recorded, byArm) : [],
  }
}

function judgeMetrics(
  recorded: RecordedSuite,
  byArm: CasesByArm,
  rules: ComparisonRules,
): readonly MetricJudgement[] {
  const shortfalls = recorded.metrics.map((_, metric) => metricShortfall(recorded, metric))
  const family = Array.from(shortfalls.keys()).filter((metric) => shortfalls[metric] === undefined)
  const marks = markDrops(recorded, byArm, family, rules)
  const claim: NoRegressionClaim = {
    kind: 'no-regression',
    margin: rules.margin,
    tolerance: rules.margin / 3,
    cases: 'note',
  }
  return recorded.metrics.map((name, metric): MetricJudgement => {
    const sample = sampleOf(recorded, byArm, metric)
    const common = { metric: name, role: 'primary', claim, ...summarise(sample) } as const
    const reason = shortfalls[metric]
    if (reason !== undefined) {
      return {
        ...common,
        p: null,
        verdict: 'not-evaluable',
        reason,
        delta: null,
        detectable: null,
        notes: [],
      }
    }
    const mark = marks[family.indexOf(metric)]!
    const evidence = {
      sample,
      worstCase: withMissing(sample, recorded, byArm),
      marks: mark,
      findCulprit: () => confirmedAmong(testRecordedCases(recorded, metric), recorded.caseIds),
    }
    const decision = decideIndependent(claim, evidence, {
      level: rules.falseAlarm / family.length,
      miss: rules.miss,
    })
    return { ...common, p: decision.verdict === 'not-evaluable' ? null : mark.p, ...decision }
  })
}

/** The permutation tests of all metrics under one maximum, at the whole level. */
function markDrops(
  recorded: RecordedSuite,
  byArm: CasesByArm,
  family: readonly number[],
  { falseAlarm }: ComparisonRules,
): readonly Marks[] {
  if (family.length === 0) return []
  const { cases, heads } = recorded
  const work = cases.length * family.length
  const wanted = Math.max(USUAL_PATHS, Math.ceil(MARKED_PATHS / falseAlarm))
  const paths = Math.max(LEAST_PATHS, Math.min(wanted, Math.floor(MOST_WORK / work)))
  const { tests } = stratifiedPermutationTests(
    {
      cases,
      heads,
      weights: weightsOf(recorded, byArm),
      scores: family.map((metric) => recorded.scores[metric]!),
    },
    { paths, seed: `compare/${recorded.suite}` },
  )
  return tests.map(({ p, cause, pCases }) => ({
    p,
    level: falseAlarm,
    dropped: p <= falseAlarm,
    concentrated: p <= falseAlarm && cause === 'concentrated',
    cases: pCases <= CASES_NOTE_LEVEL,
  }))
}

function weightsOf({ caseIds }: RecordedSuite, byArm: CasesByArm): Float64Array {
  const weights = new Float64Array(caseIds.length)
  for (const index of byArm.both) weights[index] = 1
  return weights
}

function sampleOf(recorded: RecordedSuite, byArm: CasesByArm, metric: number): TwoArmSample {
  const { cases, heads, scores } = recorded
  return { scores: scores[metric]!, cases, heads, weights: weightsOf(recorded, byArm) }
}

/**
 * Everything that is missing as the worst that it could have been, 1 in base and 0 in head: what is missing must never help to pass. A case
 * that only base has counts as if head had failed it; one that only head has is new, and there is nothing to compare it with.
 */
function withMissing(sample: TwoArmSample, { lost }: RecordedSuite, byArm: CasesByArm): TwoArmSample {
  const weights = Float64Array.from(sample.weights)
  const alone = new Set(byArm.base)
  const scores = sample.scores.map((score, trial) =>
    Number.isNaN(score) ? worst(sample.heads[trial]!) : score,
  )
  const added: { readonly case: number; readonly isHead: number }[] = lost.map((one) => ({
    case: one.case,
    isHead: Number(one.arm === 'head'),
  }))
  for (const index of alone) {
    weights[index] = 1
    for (const at of sample.cases) if (at === index) added.push({ case: index, isHead: 1 })
  }
  return {
    scores: Float64Array.from([...scores, ...added.map((one) => worst(one.isHead))]),
    cases: Uint32Array.from([...sample.cases, ...added.map((one) => one.case)]),
    heads: Uint8Array.from([...sample.heads, ...added.map((one) => one.isHead)]),
    weights,
  }
}

function worst(isHead: number): number {
  return isHead === 1 ? 0 : 1
}

/** Means over the cases that both arms have, with the trials that they rest on. */
function summarise(sample: TwoArmSample): Pick<MetricJudgement, 'base' | 'head'> {
  const moments = twoArmMoments(sample)
  const summary = (arm: 'base' | 'head') => ({
    mean: moments.cases.length === 0 ? null : armMean(moments, arm),
    trials: moments[arm].counts.reduce((sum, count) => sum + count, 0),
  })
  return { base: summary('base'), head: summary('head') }
}

function notesOn(recorded: RecordedSuite, byArm: CasesByArm): readonly string[] {
  const { lost, headOnly } = recorded
  const lostOf = (arm: 'base' | 'head') => lost.filter((one) => one.arm === arm).length
  return [
    ...(byArm.base.length + byArm.head.length > 0
      ? [
          `not all cases are recorded in both arms, and only those that are were compared: ${oneArmOnly(recorded, byArm)}${
            byArm.base.length > 0 ? '; for a pass, head counts as having failed those that only base has' : ''
          }`,
        ]
      : []),
    ...(lost.length > 0
      ? [
          `${lostOf('base')} trials of base and ${lostOf('head')} of head were lost to infrastructure errors: absent for a regression, the worst possible score for a pass`,
        ]
      : []),
    ...(headOnly > 0 ? [`${headOnly} trials of new and edited cases of head were left out`] : []),
  ]
}
