import { meanScore } from '../../stats/mean-score.ts'
import { normalCdf } from '../../stats/normal.ts'
import type { RateClaim } from '../../suite/assertion.ts'
import type { ClaimDecision, ClaimTest, DecisionContext } from '../claim-test.ts'
import type { EvidenceTable } from '../evidence-table.ts'
import type { ClaimEvidence, Hypothesis } from '../hypothesis.ts'
import { percent, summarise } from './summaries.ts'

/**
 * "Head's mean is at least (at most) `rate`": red when a value beyond the rate is proven, pass when one beyond rate ∓ slack is excluded;
 * both by exact or guaranteed bounds. A base that is already beyond it is shown, not red.
 */
export function testRate(
  hypothesis: Hypothesis<RateClaim>,
  { table, deterministic }: ClaimEvidence,
): ClaimTest {
  const { claim } = hypothesis
  const { base } = summarise(hypothesis, table)
  const head = headTrials(hypothesis, table)
  const score = meanScore(head.scores, head.cases, head.weights)
  const atLeast = claim.kind === 'at-least'
  const beyond = (limit: number): number => (atLeast ? score.pBelow(limit) : score.pAbove(limit))
  const within = (limit: number): number => (atLeast ? score.pAbove(limit) : score.pBelow(limit))
  const baseBeyond = base.mean !== null && (atLeast ? base.mean < claim.rate : base.mean > claim.rate)
  const summary = { base, head: { mean: score.trials === 0 ? null : score.mean, trials: score.trials } }

  const decide = (context: DecisionContext): ClaimDecision => {
    const { level, falseAlarmBound, missBound, passed } = context
    const known = {
      delta: null,
      detectable: null,
      notes: baseBeyond ? [`base is already at ${percent(base.mean ?? 0)}`] : [],
    }
    const side = atLeast ? 'below' : 'above'
    if (score.trials === 0) return { ...known, verdict: 'not-evaluable', reason: 'head has no trial' }
    if (deterministic) return decideKnown(claim, score.mean, baseBeyond, known)
    const { low, high } = score.bounds(normalCdf(-falseAlarmBound))
    const common = { ...known, absolute: { estimate: score.mean, low, high, level: 1 - 2 * level } }
    if (beyond(claim.rate) <= normalCdf(-falseAlarmBound) && !baseBeyond) {
      return {
        ...common,
        verdict: 'regression',
        reason: `${percent(score.mean)} is ${side} ${percent(claim.rate)}, more than chance explains`,
      }
    }
    const relaxed = atLeast ? claim.rate - claim.slack : claim.rate + claim.slack
    if (passed || within(relaxed) <= normalCdf(-missBound)) {
      return {
        ...common,
        verdict: 'pass',
        reason: `${percent(score.mean)}; a value ${side} ${percent(relaxed)} is excluded`,
      }
    }
    return {
      ...common,
      verdict: 'inconclusive',
      reason: baseBeyond
        ? `${side} ${percent(claim.rate)} already in base; this pull request is not to blame, and it does not mend it`
        : `${percent(score.mean)} lies between ${percent(low)} and ${percent(high)}: ${score.trials} trials neither prove nor exclude a value ${side} ${percent(claim.rate)}`,
    }
  }
  return { ...summary, p: null, information: score.trials, decide }
}

/** Head's trials of the pairs, and those of new and edited cases, which enter absolute claims only. */
function headTrials({ metric, weights, slice }: Hypothesis, table: EvidenceTable) {
  const extra = slice === undefined ? table.headOnly : []
  const ids = [...new Set(extra.map((trial) => `${trial.form} ${trial.id}`))]
  return {
    scores: Float64Array.from([...table.head[metric]!, ...extra.map((trial) => trial.head[metric]!)]),
    cases: Uint32Array.from([
      ...table.cases,
      ...extra.map((trial) => table.caseIds.length + ids.indexOf(`${trial.form} ${trial.id}`)),
    ]),
    weights: Float64Array.from([...weights, ...ids.map(() => 1)]),
  }
}

function decideKnown(
  claim: RateClaim,
  mean: number,
  baseBeyond: boolean,
  common: Pick<ClaimDecision, 'delta' | 'detectable' | 'notes'>,
): ClaimDecision {
  const holds = claim.kind === 'at-least' ? mean >= claim.rate : mean <= claim.rate
  if (holds) return { ...common, verdict: 'pass', reason: `${percent(mean)}, known exactly` }
  return baseBeyond
    ? { ...common, verdict: 'inconclusive', reason: `${percent(mean)}: not reached in base either` }
    : {
        ...common,
        verdict: 'regression',
        reason: `${percent(mean)}, known exactly, misses ${percent(claim.rate)}`,
      }
}
