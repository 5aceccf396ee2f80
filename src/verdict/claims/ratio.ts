import { binomialUpperTail } from '../../stats/binomial.ts'
import type { Interval } from '../../stats/interval.ts'
import { logRatio } from '../../stats/log-ratio.ts'
import { normalCdf } from '../../stats/normal.ts'
import { quantileRatio } from '../../stats/quantile-exceedance.ts'
import type { RatioClaim } from '../../suite/assertion.ts'
import type { ClaimTest, LookBounds, Pass } from '../claim-test.ts'
import type { EvidenceTable } from '../evidence-table.ts'
import type { ClaimEvidence, Hypothesis } from '../hypothesis.ts'
import { summarise } from './summaries.ts'
import { tightestLimit } from './tightest-limit.ts'

/** A quantity that is unknown in more pairs than this share cannot be judged on the rest. */
const UNKNOWN_LIMIT = 0.1
/** Chance below which it is more than that share, and not an unlucky first look. */
const UNKNOWN_LEVEL = 0.05
/** Logarithm of the factor below its limit down to which a bound is looked for. */
const FARTHEST = Math.log(10)

/**
 * "Head's cost (latency, tokens) is at most `ratio` times base's", as a geometric mean over pairs or at a quantile: red when more is proven by the
 * sign-flip test on log ratios (on which arm exceeds the common quantile), pass when as much is excluded.
 */
export function testRatio(
  hypothesis: Hypothesis<RatioClaim>,
  { table, deterministic, marks }: ClaimEvidence,
): ClaimTest {
  const { ratio: limit, quantile } = hypothesis.claim
  const ratio = measureRatio(hypothesis, table)
  const what = quantile === undefined ? 'base' : `base at the ${(quantile * 100).toFixed(0)}th percentile`
  const times = (value: number): string => `${value.toFixed(2)} ×`
  return {
    ...summarise(hypothesis, table),
    p: deterministic || ratio.pairs === 0 ? null : marks.p,
    information: ratio.pairs,
    decide(look) {
      const { level, miss } = look
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
      const { low, high } = ratio.interval(look)
      const common = {
        // Before enough is seen the interval has no upper end.
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
          reason: `${times(ratio.estimate)} ${what}, more than the ${times(limit)} allowed`,
        }
      }
      const excludes = (value: number): boolean => ratio.excludes(value, look)
      const pass = look.passed ?? (excludes(limit) ? boundOf(excludes, limit, 1 - miss) : undefined)
      if (deterministic || pass !== undefined) {
        return {
          ...common,
          ...(deterministic ? {} : pass),
          verdict: 'pass',
          reason: `${times(ratio.estimate)} ${what}; ${times(limit)} or more is excluded`,
        }
      }
      return {
        ...common,
        verdict: 'inconclusive',
        reason: `${times(ratio.estimate)} ${what}: ${ratio.pairs} pairs neither prove nor exclude more than ${times(limit)}`,
      }
    },
  }
}

/** Bisected as a logarithm: ratios have no lower end. */
function boundOf(excludes: (ratio: number) => boolean, limit: number, level: number): Pass {
  const log = tightestLimit((value) => excludes(Math.exp(value)), Math.log(limit), Math.log(limit) - FARTHEST)
  return { bound: { value: Math.exp(log), level } }
}

/** The ratio as this claim means it. */
interface MeasuredRatio {
  readonly estimate: number
  readonly pairs: number
  interval(look: LookBounds): Interval
  excludes(limit: number, look: LookBounds): boolean
}

function measureRatio(
  { metric, weights, claim }: Hypothesis<RatioClaim>,
  { base, head, cases, perRound }: EvidenceTable,
): MeasuredRatio {
  const pairs = { base: base[metric]!, head: head[metric]!, cases, weights, perRound }
  if (claim.quantile === undefined) {
    const ratio = logRatio(pairs)
    return {
      estimate: ratio.estimate,
      pairs: ratio.pairs,
      interval: ({ falseAlarmBound }) => ratio.interval(normalCdf(-falseAlarmBound)),
      excludes: (limit, { missBound }) => ratio.pBelow(limit) <= normalCdf(-missBound),
    }
  }
  const ratio = quantileRatio(pairs, claim.quantile)
  return {
    estimate: ratio.estimate,
    pairs: ratio.pairs,
    interval: ({ falseAlarmBound }) => ratio.interval(falseAlarmBound),
    excludes: (limit, { missBound, missSpent }) => ratio.excludes(limit, missBound, missSpent),
  }
}
