import { binomialUpperTail } from '../../stats/binomial.ts'
import { logRatio } from '../../stats/log-ratio.ts'
import { normalCdf } from '../../stats/normal.ts'
import type { Claim } from '../../suite/assertion.ts'
import type { ClaimTest } from '../claim-test.ts'
import type { ClaimEvidence, Hypothesis } from '../hypothesis.ts'
import { summarise } from './summaries.ts'

/** A quantity that is unknown in more pairs than this share cannot be judged on the rest. */
const UNKNOWN_LIMIT = 0.1
/** Chance below which it is more than that share, and not an unlucky first look. */
const UNKNOWN_LEVEL = 0.05

type RatioClaim = Extract<Claim, { kind: 'ratio-at-most' }>

/**
 * "Head's cost (latency, tokens) is at most `ratio` times base's", as a geometric mean over pairs: red when more is proven by the sign-flip
 * test on log ratios, pass when as much is excluded.
 */
export function testRatio(
  hypothesis: Hypothesis<RatioClaim>,
  { table, deterministic, marks }: ClaimEvidence,
): ClaimTest {
  const limit = hypothesis.claim.ratio
  const ratio = logRatio({
    base: table.base[hypothesis.metric]!,
    head: table.head[hypothesis.metric]!,
    cases: table.cases,
    weights: hypothesis.weights,
  })
  const times = (value: number): string => `${value.toFixed(2)} ×`
  return {
    ...summarise(hypothesis, table),
    p: deterministic || ratio.pairs === 0 ? null : marks.p,
    information: ratio.pairs,
    decide({ level, falseAlarmBound, missBound, passed }) {
      const pairs = table.cases.filter((index) => hypothesis.weights[index]! > 0).length
      const unknown = pairs - ratio.pairs
      if (ratio.pairs === 0 || binomialUpperTail(unknown, pairs, UNKNOWN_LIMIT) <= UNKNOWN_LEVEL) {
        return {
          verdict: 'not-evaluable',
          reason: `the ${hypothesis.assertion.metric} is not known in ${unknown} of ${pairs} pairs`,
          delta: null,
          detectable: null,
          notes: [],
        }
      }
      const { low, high } = ratio.interval(normalCdf(-falseAlarmBound))
      const common = {
        // Before anything is spent the interval has no upper end.
        delta:
          deterministic || high === Number.POSITIVE_INFINITY
            ? null
            : { estimate: ratio.estimate, low, high, level: 1 - 2 * level },
        detectable: null,
        notes: [],
      }
      if (ratio.estimate > limit && (deterministic || marks.dropped)) {
        return {
          ...common,
          verdict: 'regression',
          reason: `${times(ratio.estimate)} base, more than the ${times(limit)} allowed`,
        }
      }
      if (deterministic || passed || ratio.pBelow(limit) <= normalCdf(-missBound)) {
        return {
          ...common,
          verdict: 'pass',
          reason: `${times(ratio.estimate)} base; ${times(limit)} or more is excluded`,
        }
      }
      return {
        ...common,
        verdict: 'inconclusive',
        reason: `${times(ratio.estimate)} base: ${ratio.pairs} pairs neither prove nor exclude more than ${times(limit)}`,
      }
    },
  }
}
