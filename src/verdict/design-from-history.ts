import type { InformedDesign } from '../sampling/plan-suite.ts'
import type { SuiteHistory } from '../sampling/read-history.ts'
import { roundShares } from '../sampling/round-shares.ts'
import { allocateByHistory, type CaseHistory, likelyVariances } from '../stats/allocation.ts'
import type { Claim } from '../suite/assertion.ts'
import { PLANNED_EFFECT } from './claim-horizon.ts'
import { ASSUMED, type DesignInput, type PairNoise, plannedHorizon } from './design-suite.ts'
import { expectedPairs } from './expected-pairs.ts'
import type { Hypothesis } from './hypothesis.ts'

/**
 * How often to draw each case and what to expect, from trials of earlier runs: `statistics.md` §7. Cases are drawn evenly where that needs no more
 * pairs, as where a claim's noise cannot be told from scores (ratios, distributions, rates, pass^k). `undefined` where no gating claim has a history.
 */
export function designFromHistory(
  input: DesignInput,
  history: Pick<SuiteHistory, 'metrics' | 'runs' | 'trials'>,
): InformedDesign | undefined {
  const weights = Float64Array.from(input.cases, (one) => one.weight)
  const margins = gatingMargins(input)
  const known = [...margins].flatMap(([metric, margin]) => {
    const past = caseHistory(input, history, history.metrics.indexOf(metric))
    const variances = likelyVariances(past, weights)
    return variances.some((variance) => variance > 0) ? [{ metric, margin, variances }] : []
  })
  if (known.length === 0) return undefined
  const variancesOf = new Map(known.map((one) => [one.metric, one.variances]))
  const noiseOf = ({ claim, assertion }: Hypothesis, index: number): PairNoise => {
    const variances = marginOf(claim) === undefined ? undefined : variancesOf.get(assertion.metric)
    if (variances === undefined) return ASSUMED
    const squares = 2 * variances[index]!
    return { squares, fourths: squares, logSquares: ASSUMED.logSquares }
  }
  const even = roundShares(input.cases.map((one) => one.weight))
  const rates = allocateByHistory(combined(known), weights)
  const perRound = even.map((times, index) => times * rates[index]!)
  const evenPairs = plannedHorizon(input, { perRound: even, noiseOf })
  const allocatedPairs = plannedHorizon(input, { perRound, noiseOf })
  const allocated = rates.some((rate) => rate > 1) && !needsEvenRounds(input) && allocatedPairs < evenPairs
  const wantedPairs = allocated ? allocatedPairs : evenPairs
  return {
    perRound: allocated ? perRound : even,
    wantedPairs,
    expectedPairs: expectedPairs('nothing', wantedPairs, input.cases.length).estimate,
    history: {
      runs: history.runs,
      trials: [...history.trials.values()].reduce((sum, trials) => sum + trials.length, 0),
      allocated,
    },
  }
}

/** The smallest margin by metric, of the gating claims whose noise is that of one trial's score. */
function gatingMargins({ assertions }: DesignInput): ReadonlyMap<string, number> {
  const margins = new Map<string, number>()
  for (const { metric, role, claim } of assertions) {
    const margin = role === 'advisory' ? undefined : marginOf(claim)
    if (margin !== undefined) margins.set(metric, Math.min(margin, margins.get(metric) ?? margin))
  }
  return margins
}

/** pass^k is known of a case once it has k pairs: the case that is drawn least decides when. An extension bets on pairs of rounds that follow the weights. */
function needsEvenRounds({ assertions, rates }: DesignInput): boolean {
  if (rates.extension !== undefined) return true
  return assertions.some(
    ({ role, claim }) => role !== 'advisory' && 'passPower' in claim && claim.passPower !== undefined,
  )
}

function marginOf(claim: Claim): number | undefined {
  if (claim.kind === 'improves') return PLANNED_EFFECT
  return claim.kind === 'no-regression' && claim.passPower === undefined ? claim.margin : undefined
}

function caseHistory(
  { cases }: DesignInput,
  { trials }: Pick<SuiteHistory, 'trials'>,
  metric: number,
): CaseHistory {
  const scores = cases.map(({ id }) =>
    (trials.get(id) ?? []).map((values) => values[metric]!).filter((score) => !Number.isNaN(score)),
  )
  const means = scores.map(meanOf)
  return {
    trials: scores.map((own) => own.length),
    means,
    variances: scores.map((own, index) => meanOf(own.map((score) => (score - means[index]!) ** 2))),
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * Of the margin, added to each case's variance: a case that never varied may be the one that breaks, and is not to be drawn so seldom that this
 * would be missed. Costs nothing where nothing changes and saves power where few cases break: `bench/stats`.
 */
const ROOM = 0.1

/** One variance per case for all metrics: in units of their margins, for pairs serve all of them. */
function combined(
  known: readonly { readonly margin: number; readonly variances: Float64Array }[],
): Float64Array {
  const unit = Math.min(...known.map((one) => one.margin))
  const total = (of: (one: (typeof known)[number]) => number): number =>
    known.reduce((sum, one) => sum + (unit / one.margin) ** 2 * of(one), 0)
  const share = total(() => 1)
  return known[0]!.variances.map(
    (_, index) => ROOM * unit + total(({ variances }) => variances[index]!) / share,
  )
}
