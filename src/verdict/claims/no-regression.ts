import { detectableEffect } from '../../stats/detectable-effect.ts'
import { meanDifference } from '../../stats/mean-difference.ts'
import { normalQuantile } from '../../stats/normal.ts'
import type { PairedSample } from '../../stats/paired-sample.ts'
import { blindedDiscordance } from '../../stats/pairs-needed.ts'
import { populationInterval } from '../../stats/population-interval.ts'
import type { NoRegressionClaim } from '../../suite/assertion.ts'
import { confirmedCase } from '../case-tests.ts'
import type { ClaimDecision, ClaimTest, DecisionContext, Delta } from '../claim-test.ts'
import { countPairs, pairedDifferences, withLostPairs } from '../evidence-table.ts'
import type { ClaimEvidence, Hypothesis } from '../hypothesis.ts'
import { points, summarise } from './summaries.ts'

/**
 * "Head is not worse than base by `margin` or more": regression by the sign-flip test (mean or concentrated drop), pass by
 * non-inferiority, inconclusive otherwise: `statistics.md` §3 and §4.
 */
export function testNoRegression(
  hypothesis: Hypothesis<NoRegressionClaim>,
  evidence: ClaimEvidence,
): ClaimTest {
  const { table, marks } = evidence
  const sample = pairedDifferences(table, hypothesis.metric, hypothesis.weights)
  const worstCase = withLostPairs(sample, table)
  return {
    ...summarise(hypothesis, table),
    p: evidence.deterministic ? null : (marks?.p ?? null),
    information: countPairs(worstCase),
    decide: (context) =>
      evidence.deterministic
        ? decideKnown(hypothesis.claim, sample)
        : decideSampled(hypothesis, evidence, { sample, worstCase }, context),
  }
}

function decideSampled(
  { claim, metric }: Hypothesis<NoRegressionClaim>,
  { table, marks }: ClaimEvidence,
  { sample, worstCase }: { readonly sample: PairedSample; readonly worstCase: PairedSample },
  context: DecisionContext,
): ClaimDecision {
  const { level, miss } = context
  const difference = meanDifference(sample, context.falseAlarmBound)
  const { estimate, pairs } = difference
  const squares = sample.differences.reduce((sum, value, pair) => sum + relevant(value, sample, pair) ** 2, 0)
  const common = {
    delta: describeDelta(difference, sample, level),
    detectable: pairs === 0 ? null : detectableEffect(squares, pairs, { falseAlarm: level, miss }),
  }
  if (pairs === 0 || marks === undefined) {
    return { ...common, verdict: 'not-evaluable', reason: 'there is no whole pair of trials', notes: [] }
  }

  const notes = marks.cases && !marks.dropped ? ['some cases got worse while others gained'] : []
  if (marks.dropped && -estimate > claim.tolerance) {
    return {
      ...common,
      verdict: 'regression',
      reason: `dropped by ${points(estimate)}, more than chance explains`,
      notes,
    }
  }
  const culprit = marks.concentrated ? confirmedCase(table, metric, sample.weights) : undefined
  if (culprit !== undefined) {
    return {
      ...common,
      verdict: 'regression',
      reason: `case ${culprit.id} dropped by ${points(culprit.drop)}, more than chance explains, while the mean moved by ${points(estimate)}`,
      notes,
    }
  }
  if (marks.cases && claim.cases === 'fail') {
    return {
      ...common,
      verdict: 'regression',
      reason: 'cases got worse, and the assertion says `cases: fail`',
      notes: [],
    }
  }
  const excluded = (): boolean =>
    meanDifference(worstCase, 0).excludesDrop(claim.margin, context.missBound, context.missSpent)
  if (context.passed || excluded()) {
    return {
      ...common,
      verdict: difference.low > 0 ? 'improved' : 'pass',
      reason: `a drop of ${points(claim.margin)} is excluded`,
      notes: marks.dropped
        ? [...notes, `a small but real drop, within the tolerance of ${points(claim.tolerance)}`]
        : notes,
    }
  }
  const morePairs = pairsToDecide(estimate, claim, blindedDiscordance(squares, pairs), pairs, { level, miss })
  return {
    ...common,
    verdict: 'inconclusive',
    reason: `neither a drop nor its absence is shown: the margin of ${points(claim.margin)} lies within the noise of ${pairs} pairs`,
    ...(morePairs === undefined ? {} : { morePairs }),
    notes,
  }
}

/** Nothing varies: the difference is what it is. */
function decideKnown(claim: NoRegressionClaim, sample: PairedSample): ClaimDecision {
  const { estimate, pairs } = meanDifference(sample, 1)
  const common = {
    delta: null,
    detectable: null,
    notes: ['deterministic: the difference is known, not estimated'],
  }
  if (pairs === 0) return { ...common, verdict: 'not-evaluable', reason: 'there is no whole pair of trials' }
  if (-estimate > claim.tolerance) {
    return { ...common, verdict: 'regression', reason: `dropped by ${points(estimate)}` }
  }
  return {
    ...common,
    verdict: estimate > 0 ? 'improved' : 'pass',
    reason: estimate === 0 ? 'the scores are the same' : `moved by ${points(estimate)}`,
  }
}

function describeDelta(
  difference: {
    readonly estimate: number
    readonly low: number
    readonly high: number
    readonly pairs: number
  },
  sample: PairedSample,
  level: number,
): Delta | null {
  if (difference.pairs === 0) return null
  return {
    estimate: difference.estimate,
    low: difference.low,
    high: difference.high,
    level: 1 - 2 * level,
    population: { ...populationInterval(sample, level), level: 1 - 2 * level },
  }
}

function relevant(value: number, sample: PairedSample, pair: number): number {
  return Number.isNaN(value) || sample.weights[sample.cases[pair]!] === 0 ? 0 : value
}

/** Room for the estimate to be off when it is used to say how many more pairs would decide. */
const SAFETY = 1.35

/**
 * Further pairs after which one of the two boundaries would be reached if the difference stayed as it is seen; `undefined` where it lies
 * between them, so that no number of pairs decides.
 */
function pairsToDecide(
  estimate: number,
  claim: NoRegressionClaim,
  discordance: number,
  pairs: number,
  rates: { readonly level: number; readonly miss: number },
): number | undefined {
  const needed = (quantile: number, distance: number): number =>
    distance > 0 ? (SAFETY * discordance * quantile ** 2) / distance ** 2 : Number.POSITIVE_INFINITY
  const toPass = needed(normalQuantile(rates.miss), claim.margin + estimate)
  const toFail =
    -estimate > claim.tolerance ? needed(normalQuantile(rates.level), -estimate) : Number.POSITIVE_INFINITY
  const total = Math.min(toPass, toFail)
  return Number.isFinite(total) ? Math.max(1, Math.ceil(total - pairs)) : undefined
}
