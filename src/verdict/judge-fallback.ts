import type { FallbackEvidence, SuiteEvidence } from '../sampling/evidence.ts'
import { type IndependentDifference, independentDifference } from '../stats/independent-difference.ts'
import { meanScore } from '../stats/mean-score.ts'
import { normalQuantile } from '../stats/normal.ts'
import { type Assertion, isQuantityMetric } from '../suite/assertion.ts'
import type { ArmSummary, Delta } from './claim-test.ts'

/** How head does when its model fails, beside how it does otherwise. Decides nothing. */
export interface FallbackJudgement {
  /** Trials that were planned and ended without an answer. */
  readonly lost: number
  readonly metrics: readonly FallbackMetric[]
}

interface FallbackMetric {
  readonly metric: string
  /** Head on its model, over the cases that the fallback ran on; no trials where nothing but the fallback ran. */
  readonly primary: ArmSummary
  readonly fallback: ArmSummary
  /** Of the mean on the fallback: exact, or Chernoff's. */
  readonly interval: Omit<Delta, 'estimate' | 'population'>
  /** Fallback − primary; `null` where no case has trials of both. */
  readonly delta: Delta | null
  /** A difference as large as this is worth knowing. */
  readonly margin: number
  /** Lower or higher is proven, or a difference as large as the margin is ruled out, or neither. */
  readonly verdict: 'lower' | 'higher' | 'close' | 'open'
}

/** One-sided, of each bound and each verdict by itself: nothing is gated on it. */
const FALLBACK_LEVEL = 0.05
const DEFAULT_MARGIN = 0.1

/**
 * Every score on the fallback, with its interval, and its difference from head on its own model: two independent samples of the same cases. The
 * trials on the fallback are as many as were planned, whatever they said; those on the model ended when the gate had its answer, which is about
 * head and base and not about the fallback.
 */
export function judgeFallback(
  evidence: SuiteEvidence,
  assertions: readonly Assertion[],
): FallbackJudgement | undefined {
  const { fallback } = evidence
  if (fallback === undefined) return undefined
  return {
    lost: fallback.lost,
    metrics: evidence.metrics.flatMap((metric, column) =>
      isScore(fallback, metric, column)
        ? [{ metric, ...judgeMetric(evidence, fallback, column, marginOf(metric, assertions)) }]
        : [],
    ),
  }
}

function judgeMetric(
  evidence: SuiteEvidence,
  fallback: FallbackEvidence,
  column: number,
  margin: number,
): Omit<FallbackMetric, 'metric'> {
  const { cases, trials } = fallback
  const weights = Float64Array.from(cases, (one) => one.weight)
  const perRound = cases.map((one) => one.perRound)
  const indices = new Map(cases.map(({ id }, index) => [id, index]))
  const exercised = trials.map((trial) => ({ case: trial.case, score: trial.values[column]! }))
  const usual = evidence.pairs
    .toSorted((a, b) => a.position - b.position)
    .flatMap((pair) => {
      const index = indices.get(evidence.cases[pair.case]!.id)
      return index === undefined ? [] : [{ case: index, score: pair.head[column]! }]
    })
  const meanOf = (of: readonly Scored[]) => meanScore(...columns(of), weights, perRound)
  const [mean, primary] = [meanOf(exercised), meanOf(usual)]
  const all = [...usual, ...exercised]
  const difference = independentDifference(
    {
      scores: columns(all)[0],
      cases: columns(all)[1],
      heads: Uint8Array.from(all, (_, index) => Number(index >= usual.length)),
      weights,
    },
    -normalQuantile(FALLBACK_LEVEL),
  )
  const level = 1 - 2 * FALLBACK_LEVEL
  return {
    primary: summary(primary),
    fallback: summary(mean),
    interval: { ...mean.bounds(FALLBACK_LEVEL), level },
    delta:
      difference.pairs === 0
        ? null
        : { estimate: difference.estimate, low: difference.low, high: difference.high, level },
    margin,
    verdict: difference.pairs === 0 ? 'open' : verdictOf(difference, margin),
  }
}

function verdictOf(difference: IndependentDifference, margin: number): FallbackMetric['verdict'] {
  if (difference.high < 0) return 'lower'
  if (difference.low > 0) return 'higher'
  const excludesDrop = difference.excludesDrop(margin, -normalQuantile(FALLBACK_LEVEL), FALLBACK_LEVEL)
  return excludesDrop && difference.high < margin ? 'close' : 'open'
}

interface Scored {
  readonly case: number
  readonly score: number
}

function columns(of: readonly Scored[]): [Float64Array, Uint32Array] {
  return [Float64Array.from(of, (one) => one.score), Uint32Array.from(of, (one) => one.case)]
}

/** Sums of weights leave crumbs, which would make of 100 % a little less. */
function summary({ mean, trials }: { readonly mean: number; readonly trials: number }): ArmSummary {
  return { mean: trials === 0 ? null : Number(mean.toPrecision(12)), trials }
}

/** Neither a measured quantity nor a label, of which no value means more or less. */
function isScore({ trials }: FallbackEvidence, metric: string, column: number): boolean {
  if (isQuantityMetric(metric)) return false
  return trials.every(({ values }) => !(values[column]! > 1))
}

function marginOf(metric: string, assertions: readonly Assertion[]): number {
  const claims = assertions.filter((one) => one.metric === metric).map((one) => one.claim)
  const claim = claims.find((one) => one.kind === 'no-regression')
  return claim?.margin ?? DEFAULT_MARGIN
}
