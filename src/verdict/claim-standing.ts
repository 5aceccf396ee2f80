import { normalCdf } from '../stats/normal.ts'
import type { ClaimTest, LookBounds } from './claim-test.ts'
import type { Hypothesis, Marks } from './hypothesis.ts'
import type { Verdict } from './verdict.ts'

/**
 * How far the evidence of a look has come, for people who wait. It is shown and nothing else: neither what is sampled nor any verdict
 * depends on it.
 */
export interface ClaimStanding {
  /** From 0, no evidence at all, to 1, the boundary is reached: towards "got worse" and towards "a drop by the margin is ruled out". */
  readonly worse: number
  readonly pass: number
}

/** Halvings of the deviate: to less than 1 % of the boundary. */
const HALVINGS = 7
/** What is not decided is not shown as if it were. */
const UNDECIDED = 0.99

/**
 * Both directions are measured on the scale of log p, on which evidence adds up pair by pair, against the boundary of this look.
 *
 * @param verdict of the look
 */
export function claimStanding(
  {
    hypothesis,
    test,
    marks,
  }: { readonly hypothesis: Hypothesis; readonly test: ClaimTest; readonly marks: Marks },
  bounds: LookBounds,
  verdict: Verdict,
): ClaimStanding {
  if (verdict === 'regression') return { worse: 1, pass: 0 }
  const worse = Math.min(UNDECIDED, towardsWorse(test, marks, bounds))
  if (verdict === 'pass' || verdict === 'improved') return { worse, pass: 1 }
  return { worse, pass: Math.min(UNDECIDED, towardsPass(hypothesis, test, bounds)) }
}

function towardsWorse({ p }: ClaimTest, marks: Marks, { falseAlarmBound }: LookBounds): number {
  if (p === null) return 0
  // A rate has a second test, at a level of its own; the larger of the two p-values is its p.
  return p === marks.p ? share(p, marks.level) : share(p, normalCdf(-falseAlarmBound))
}

/** A claim's test says only whether a bound is reached: the largest one that would be is searched for. */
function towardsPass({ claim }: Hypothesis, test: ClaimTest, bounds: LookBounds): number {
  const which = claim.kind === 'improves' ? 'falseAlarmBound' : 'missBound'
  const bound = bounds[which]
  if (!Number.isFinite(bound)) return 0
  const level = normalCdf(-bound)
  const reaches = (deviate: number): boolean => {
    const spent = Math.min(0.5, (bounds.missSpent * normalCdf(-deviate)) / level)
    const { verdict } = test.decide({ ...bounds, [which]: deviate, missSpent: spent, passed: undefined })
    return verdict === 'pass' || verdict === 'improved'
  }
  let [low, high] = [0, bound]
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2
    if (reaches(middle)) low = middle
    else high = middle
  }
  return share(normalCdf(-low), level)
}

/** One half is what a p-value is without any evidence. */
function share(p: number, level: number): number {
  if (level <= 0 || level >= 0.5) return 0
  return Math.min(1, Math.max(0, Math.log(2 * p) / Math.log(2 * level)))
}
