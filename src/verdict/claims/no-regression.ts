import { detectableEffect } from '../../stats/detectable-effect.ts'
import { type MeanDifference, meanDifference } from '../../stats/mean-difference.ts'
import { pairsWithoutDiscordance } from '../../stats/no-discordance.ts'
import {
  effectiveMeanSquare,
  effectivePairs,
  type PairedSample,
  sampleMoments,
} from '../../stats/paired-sample.ts'
import { blindedDiscordance } from '../../stats/pairs-needed.ts'
import { populationInterval } from '../../stats/population-interval.ts'
import type { NoRegressionClaim } from '../../suite/assertion.ts'
import type { ClaimDecision, ClaimTest, Delta, LookBounds, Pass } from '../claim-test.ts'
import { countPairs, pairedDifferences, withLostPairs } from '../evidence-table.ts'
import type { ClaimEvidence, Hypothesis } from '../hypothesis.ts'
import { findDrop } from './find-drop.ts'
import { pairsToDecide } from './pairs-to-decide.ts'
import { testPassPower } from './pass-power.ts'
import { percent, points, summarise } from './summaries.ts'
import { tightestLimit } from './tightest-limit.ts'

/**
 * "Head is not worse than base by `margin` or more": regression by the sign-flip test (mean or concentrated drop), pass by
 * non-inferiority, inconclusive otherwise: `statistics.md` §3 and §4. With `cases: fail` a third test, "no case got worse", shares the level.
 */
export function testNoRegression(
  hypothesis: Hypothesis<NoRegressionClaim>,
  evidence: ClaimEvidence,
): ClaimTest {
  const { table, marks, deterministic } = evidence
  if (hypothesis.claim.passPower !== undefined) {
    return testPassPower(hypothesis, hypothesis.claim.passPower, evidence)
  }
  const sample = pairedDifferences(table, hypothesis.metric, hypothesis.weights)
  const worstCase = withLostPairs(sample, table)
  return {
    ...summarise(hypothesis, table),
    p: deterministic ? null : marks.p,
    information: countPairs(worstCase),
    decide: (look) =>
      deterministic
        ? decideKnown(hypothesis.claim, sample)
        : decideSampled(hypothesis, evidence, { sample, worstCase }, look),
  }
}

function decideSampled(
  hypothesis: Hypothesis<NoRegressionClaim>,
  evidence: ClaimEvidence,
  { sample, worstCase }: { readonly sample: PairedSample; readonly worstCase: PairedSample },
  look: LookBounds,
): ClaimDecision {
  const { claim } = hypothesis
  const { level, miss } = look
  const difference = meanDifference(sample, look.falseAlarmBound)
  const moments = sampleMoments(sample)
  const squares = moments.counts.reduce((sum, count, index) => sum + count * moments.meanSquares[index]!, 0)
  const { estimate, pairs } = difference
  // As if as many pairs were drawn as the weights ask as are as precise.
  const effective = pairs === 0 ? 0 : effectivePairs(moments)
  const discordance = pairs === 0 ? 0 : effectiveMeanSquare(moments)
  const shown = {
    delta: describeDelta(difference, sample, level, evidence.table.clusters),
    detectable:
      pairs === 0 || !Number.isFinite(look.falseAlarmBound)
        ? null
        : detectableEffect(
            {
              pairs: effective,
              squares: discordance * effective,
              fourths: (moments.fourths * effective) / pairs,
            },
            { falseAlarm: look.falseAlarmBound, miss: look.missBound },
          ),
  }
  if (pairs === 0) {
    return { ...shown, verdict: 'not-evaluable', reason: 'there is no whole pair of trials', notes: [] }
  }
  const worse = findDrop(claim, evidence.marks, difference, () => look.culprit)
  if (worse.found !== undefined) return { ...shown, ...worse.found, notes: worse.notes }
  const pass = look.passed ?? passOf(claim, worstCase, look)
  if (pass !== undefined) {
    return {
      ...shown,
      ...pass,
      verdict: difference.low > 0 ? 'improved' : 'pass',
      reason: `a drop of ${points(claim.margin)} is ruled out at one-sided ${percent(1 - miss, 0)}`,
      notes: worse.notes,
    }
  }
  const slice = sample.weights.filter((weight) => weight > 0).length / sample.weights.length
  const morePairs = pairsToDecide({
    estimate,
    claim,
    discordance: (blindedDiscordance(discordance * effective, effective) * pairs) / effective,
    pairs,
    rates: { level, miss },
    atLeast: squares < 1 ? pairsWithoutDiscordance(claim.margin, miss) - pairs : 1,
  })
  return {
    ...shown,
    verdict: 'inconclusive',
    reason: `neither a drop nor its absence is shown: the margin of ${points(claim.margin)} lies within the noise of ${pairs} pairs`,
    ...(morePairs === undefined ? {} : { morePairs: Math.ceil(morePairs / slice) }),
    notes: worse.notes,
  }
}

/** Whether a drop of the margin is ruled out, and how small a one still is. */
function passOf(
  { margin }: NoRegressionClaim,
  worstCase: PairedSample,
  { falseAlarmBound, miss, missBound, missSpent }: LookBounds,
): Pass | undefined {
  const difference = meanDifference(worstCase, falseAlarmBound)
  const excludes = (drop: number): boolean => difference.excludesDrop(drop, missBound, missSpent)
  if (!excludes(margin)) return undefined
  return { bound: { value: -tightestLimit(excludes, margin, 0), level: 1 - miss } }
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
    return { ...common, verdict: 'regression', reason: `dropped by ${points(estimate)}`, cause: 'mean' }
  }
  return {
    ...common,
    verdict: estimate > 0 ? 'improved' : 'pass',
    reason: estimate === 0 ? 'the scores are the same' : `moved by ${points(estimate)}`,
  }
}

function describeDelta(
  difference: MeanDifference,
  sample: PairedSample,
  level: number,
  clusters: Uint32Array,
): Delta | null {
  if (difference.pairs === 0) return null
  return {
    estimate: difference.estimate,
    low: difference.low,
    high: difference.high,
    level: 1 - 2 * level,
    population: { ...populationInterval(sample, level, clusters), level: 1 - 2 * level },
  }
}
