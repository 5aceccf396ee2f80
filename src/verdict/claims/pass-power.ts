import { binomialUpperTail } from '../../stats/binomial.ts'
import { detectableEffect } from '../../stats/detectable-effect.ts'
import { type MeanDifference, meanDifference } from '../../stats/mean-difference.ts'
import { caseMoments, weightedSum } from '../../stats/paired-sample.ts'
import { passPowerDifference } from '../../stats/pass-power-difference.ts'
import { passPowerK } from '../../stats/pass-power-k.ts'
import type { NoRegressionClaim } from '../../suite/assertion.ts'
import type { ArmSummary, ClaimDecision, ClaimTest, LookBounds } from '../claim-test.ts'
import type { EvidenceTable } from '../evidence-table.ts'
import type { ClaimEvidence, Hypothesis } from '../hypothesis.ts'
import { percent, points } from './summaries.ts'
import { tightestLimit } from './tightest-limit.ts'

/** Scores that are neither pass nor fail in more pairs than this share: there is no pass^k of them. */
const GRADED_LIMIT = 0.1

/**
 * "The chance that k trials of a case all pass has not dropped by `margin` or more": regression by the sign-flip test on pass^k, pass by
 * non-inferiority of its jackknife, over the fixed set of cases. Nothing is decided before every case has k pairs.
 */
export function testPassPower(
  { claim, metric, weights }: Hypothesis<NoRegressionClaim>,
  k: number,
  { table, deterministic, marks }: ClaimEvidence,
): ClaimTest {
  const { perRound } = table
  const passOrFail = (values: Float64Array): Float64Array =>
    values.map((value) => (value === 0 || value === 1 ? value : Number.NaN))
  const [base, head] = [passOrFail(table.base[metric]!), passOrFail(table.head[metric]!)]
  const pairs = { base, head, cases: table.cases, weights, perRound }
  const seen = passPowerDifference(pairs, k)
  const worst = passPowerDifference(withLost(pairs, table), k)
  const counted = table.cases.filter((index) => weights[index]! > 0).length
  const known = caseMoments(
    base.map((value, pair) => value + head[pair]!),
    table.cases,
    weights,
  ).pairs
  const decide = (look: LookBounds): ClaimDecision => {
    const { level, miss } = look
    const difference = meanDifference(seen.sample, look.falseAlarmBound)
    const shown = {
      delta: deltaOf(difference, k, level),
      detectable: detectable(difference, seen.sample.differences, k, look),
      notes: [],
    }
    if (known === 0 || binomialUpperTail(counted - known, counted, GRADED_LIMIT) <= level) {
      const reason = `pass^${k} needs scores that pass or fail, and ${counted - known} of ${counted} pairs have none`
      return { ...shown, delta: null, detectable: null, verdict: 'not-evaluable', reason }
    }
    if (deterministic || seen.waiting.length > 0) {
      const reason = deterministic
        ? `pass^${k} says nothing of trials that do not vary`
        : `${seen.waiting.length} cases have fewer than ${k} pairs, so that nothing is known of their pass^${k}`
      return { ...shown, delta: null, detectable: null, verdict: 'inconclusive', reason }
    }
    const { estimate } = seen
    if (marks.dropped && -estimate > claim.tolerance) {
      const reason = `pass^${k} dropped by ${points(estimate)}, more than chance explains`
      return { ...shown, verdict: 'regression', cause: 'mean', reason }
    }
    const bad = meanDifference(worst.sample, look.falseAlarmBound)
    const excludes = (drop: number): boolean => bad.excludesDrop(drop / k, look.missBound, look.missSpent)
    const pass =
      look.passed ??
      (excludes(claim.margin)
        ? { bound: { value: -tightestLimit(excludes, claim.margin, 0), level: 1 - miss } }
        : undefined)
    if (pass !== undefined) {
      return {
        ...shown,
        ...pass,
        verdict: difference.low > 0 ? 'improved' : 'pass',
        reason: `a drop of pass^${k} by ${points(claim.margin)} is ruled out at one-sided ${percent(1 - miss, 0)}`,
      }
    }
    return {
      ...shown,
      verdict: 'inconclusive',
      reason: `neither a drop of pass^${k} nor its absence is shown by ${known} pairs`,
    }
  }
  return {
    base: summaryOf(base, table, weights, k),
    head: summaryOf(head, table, weights, k),
    p: deterministic ? null : marks.p,
    information: caseMoments(worst.sample.differences, worst.sample.cases, weights).pairs,
    decide,
  }
}

/** A lost pair as the worst it could have been: base passed, head failed. */
function withLost(
  pairs: Parameters<typeof passPowerDifference>[0],
  { lost }: EvidenceTable,
): Parameters<typeof passPowerDifference>[0] {
  return {
    ...pairs,
    base: Float64Array.from([...pairs.base, ...[...lost].map(() => 1)]),
    head: Float64Array.from([...pairs.head, ...[...lost].map(() => 0)]),
    cases: Uint32Array.from([...pairs.cases, ...lost]),
  }
}

/** The differences are k-ths of pass^k. */
function deltaOf({ estimate, low, high, pairs }: MeanDifference, k: number, level: number) {
  const scaled = (value: number): number => Math.min(1, Math.max(-1, k * value))
  return pairs === 0
    ? null
    : { estimate: scaled(estimate), low: scaled(low), high: scaled(high), level: 1 - 2 * level }
}

function detectable(
  { pairs }: MeanDifference,
  differences: Float64Array,
  k: number,
  { falseAlarmBound, missBound }: LookBounds,
): number | null {
  if (pairs === 0 || !Number.isFinite(falseAlarmBound)) return null
  const power = (exponent: number): number =>
    differences.reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value ** exponent), 0)
  const sums = { pairs, squares: power(2), fourths: power(4) }
  return Math.min(1, k * detectableEffect(sums, { falseAlarm: falseAlarmBound, miss: missBound }))
}

/** pass^k, over the cases that have k trials. */
function summaryOf(values: Float64Array, table: EvidenceTable, weights: Float64Array, k: number): ArmSummary {
  const { cases, counts, means, pairs } = caseMoments(values, table.cases, weights)
  const powers = means.map(
    (mean, place) => passPowerK(Math.round(mean * counts[place]!), counts[place]!, k) ?? Number.NaN,
  )
  const total = cases.reduce((sum, index) => sum + weights[index]!, 0)
  const mean = weightedSum(
    Float64Array.from(cases, (index) => weights[index]! / total),
    powers,
  )
  return { mean: pairs === 0 || Number.isNaN(mean) ? null : mean, trials: pairs }
}
