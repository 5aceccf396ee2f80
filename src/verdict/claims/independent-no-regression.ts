import { detectableEffect } from '../../stats/detectable-effect.ts'
import { type IndependentDifference, independentDifference } from '../../stats/independent-difference.ts'
import { pairsWithoutDiscordance } from '../../stats/no-discordance.ts'
import { normalQuantile } from '../../stats/normal.ts'
import { blindedDiscordance } from '../../stats/pairs-needed.ts'
import { populationInterval } from '../../stats/population-interval.ts'
import { type TwoArmSample, twoArmMoments } from '../../stats/two-arm-sample.ts'
import type { NoRegressionClaim } from '../../suite/assertion.ts'
import type { ClaimDecision, Culprit, Delta } from '../claim-test.ts'
import type { Marks } from '../hypothesis.ts'
import { findDrop } from './find-drop.ts'
import { pairsToDecide } from './pairs-to-decide.ts'
import { percent, points } from './summaries.ts'
import { tightestLimit } from './tightest-limit.ts'

/** What a claim about two independent arms is decided on. */
export interface IndependentEvidence {
  readonly sample: TwoArmSample
  /** The same with everything that is missing counted as the worst that it could have been. */
  readonly worstCase: TwoArmSample
  readonly marks: Marks
  readonly findCulprit: () => Culprit | undefined
}

/** `testNoRegression` for trials that are no pairs, at a single look. */
export function decideIndependent(
  claim: NoRegressionClaim,
  { sample, worstCase, marks, findCulprit }: IndependentEvidence,
  { level, miss }: { readonly level: number; readonly miss: number },
): ClaimDecision {
  const difference = independentDifference(sample, -normalQuantile(level))
  const { estimate, low, discordance } = difference
  if (difference.pairs === 0) {
    return {
      delta: null,
      detectable: null,
      verdict: 'not-evaluable',
      reason: 'no case has this score in both arms',
      notes: [],
    }
  }
  const zMiss = -normalQuantile(miss)
  const sums = {
    pairs: difference.pairs,
    squares: discordance * difference.pairs,
    fourths: difference.fourths * difference.pairs,
  }
  const shown = {
    delta: describeDelta(difference, sample, level),
    detectable: detectableEffect(sums, { falseAlarm: -normalQuantile(level), miss: zMiss }),
  }
  const worse = findDrop(claim, marks, difference, findCulprit)
  if (worse.found !== undefined) return { ...shown, ...worse.found, notes: worse.notes }
  const worst = independentDifference(worstCase, zMiss)
  const excludes = (drop: number): boolean => worst.excludesDrop(drop, zMiss, miss)
  if (excludes(claim.margin)) {
    return {
      ...shown,
      bound: { value: -tightestLimit(excludes, claim.margin, 0), level: 1 - miss },
      verdict: low > 0 ? 'improved' : 'pass',
      reason: `a drop of ${points(claim.margin)} is ruled out at one-sided ${percent(1 - miss, 0)}`,
      notes: worse.notes,
    }
  }
  if (difference.excludesDrop(claim.margin, zMiss, miss)) {
    return {
      ...shown,
      verdict: 'inconclusive',
      reason: `a drop of ${points(claim.margin)} is ruled out by what was recorded, but not if what is missing were as bad as it could be`,
      notes: worse.notes,
    }
  }
  const pairs = Math.max(1, Math.round(difference.pairs))
  const morePairs = pairsToDecide({
    estimate,
    claim,
    discordance: blindedDiscordance(discordance * pairs, pairs),
    pairs,
    rates: { level, miss },
    atLeast: discordance * pairs < 1 ? pairsWithoutDiscordance(claim.margin, miss) - pairs : 1,
  })
  return {
    ...shown,
    verdict: 'inconclusive',
    reason: `neither a drop nor its absence is shown: the margin of ${points(claim.margin)} lies within the noise of ${sample.scores.length} trials`,
    ...(morePairs === undefined ? {} : { morePairs }),
    notes: worse.notes,
  }
}

function describeDelta(
  { estimate, low, high }: IndependentDifference,
  sample: TwoArmSample,
  level: number,
): Delta {
  const { cases, base, head } = twoArmMoments(sample)
  const population = populationInterval(
    {
      differences: head.means.map((mean, index) => mean - base.means[index]!),
      cases,
      weights: sample.weights,
    },
    level,
  )
  return {
    estimate,
    low,
    high,
    level: 1 - 2 * level,
    population: { ...population, level: 1 - 2 * level },
  }
}
