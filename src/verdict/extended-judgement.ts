import { blindedDiscordance } from '../stats/pairs-needed.ts'
import type { NoRegressionClaim } from '../suite/assertion.ts'
import { nothingSpent } from './claim-bounds.ts'
import { percent, points } from './claims/summaries.ts'
import type { EvidenceTable } from './evidence-table.ts'
import type { ExtensionBets } from './extension-bets.ts'
import { type Hypothesis, NO_MARKS } from './hypothesis.ts'
import type { MetricJudgement } from './judgement.ts'
import { testClaim } from './test-claim.ts'

/** A claim that is bet on beyond the plan. */
export interface ExtendedClaim {
  readonly hypothesis: Hypothesis<NoRegressionClaim>
  /** One-sided levels of its own in the extension. */
  readonly level: number
  readonly miss: number
  /** Hypotheses that share the level of the role. */
  readonly shared: number
  readonly bets: ExtensionBets
  decided: 'regression' | 'pass' | undefined
}

/** What the bets say of a claim, with the figures of the complete rounds in `table`. */
export function judgeExtended(claim: ExtendedClaim, table: EvidenceTable): MetricJudgement {
  const { hypothesis, bets, level, miss, shared } = claim
  const { assertion, slice } = hypothesis
  const { base, head, decide } = testClaim(hypothesis, { table, deterministic: false, marks: NO_MARKS })
  const { morePairs: _, ...decision } = decide(nothingSpent(level, miss))
  const { low, high } = bets.interval(level)
  const common = {
    ...decision,
    metric: assertion.metric,
    role: assertion.role,
    claim: hypothesis.claim,
    ...(slice === undefined ? {} : { slice }),
    base,
    head,
    p: Math.min(1, shared / bets.againstNone),
    delta: decision.delta === null ? null : { ...decision.delta, low, high },
  }
  switch (claim.decided) {
    case 'regression':
      return {
        ...common,
        verdict: 'regression',
        cause: 'mean',
        reason: `dropped by ${points(bets.drop)}, more than chance explains, extension included`,
        decidedBy: 'extension',
        notes:
          high < 0
            ? []
            : ['the test rules, not the interval, which is wider where both are read at any time'],
      }
    case 'pass':
      return {
        ...common,
        verdict: low > 0 ? 'improved' : 'pass',
        reason: `a drop of ${points(hypothesis.claim.margin)} is ruled out at one-sided ${percent(1 - miss, 0)}, extension included`,
        decidedBy: 'extension',
        notes:
          low >= -hypothesis.claim.margin
            ? []
            : ['the bets rule, not the interval, which is wider: it has two sides, and is read at any time'],
      }
    case undefined:
      return withNeeds(
        {
          ...common,
          verdict: 'inconclusive',
          reason: `neither a drop nor its absence is shown: the margin of ${points(hypothesis.claim.margin)} lies within the noise of ${bets.pairs} pairs, extension included`,
        },
        claim,
      )
  }
}

/** Room for the difference to be another than is seen when it is used to say how many more pairs would decide. */
const SAFETY = 1.35
/** More than anybody would draw. */
const MOST_PAIRS = 1_000_000

/**
 * About how many further pairs of the suite would decide if the difference stayed as it is seen. The wealth of a bet made for the margin grows by
 * margin·(distance from half the margin)/ψ a pair, on either side of it. Described, never gated on: it looks at the sign.
 */
export function withNeeds(judgement: MetricJudgement, { bets, hypothesis, level, miss }: ExtendedClaim) {
  if (bets.pairs === 0) return judgement
  const { morePairs: _, ...rest } = judgement
  const { margin, tolerance } = hypothesis.claim
  const distance = bets.drop - margin / 2
  const bound = distance < 0 ? miss : level
  const total = (SAFETY * blindedDiscordance(bets.squares, bets.pairs) * -Math.log(bound)) / margin
  const more = Math.max(1, Math.ceil(total / Math.abs(distance)) - bets.pairs)
  if ((distance > 0 && bets.drop <= tolerance) || !(more < MOST_PAIRS)) return rest
  const share = hypothesis.weights.filter((weight) => weight > 0).length / hypothesis.weights.length
  return { ...rest, morePairs: Math.ceil(more / share) }
}

/** A claim that no extension decides keeps what the plan has found. */
export function unextended(judgement: MetricJudgement): MetricJudgement {
  if (!isUndecided(judgement)) return { ...judgement, decidedBy: 'plan' }
  if (judgement.role === 'advisory') return judgement
  return {
    ...judgement,
    notes: [...judgement.notes, 'an extension cannot decide this kind of claim: it stays inconclusive'],
  }
}

export function isUndecided({ verdict }: MetricJudgement): boolean {
  return verdict === 'inconclusive'
}

/** @param planned pairs of the plan; `beyond`: those drawn since */
export function describeExtension(
  metrics: readonly MetricJudgement[],
  planned: number,
  beyond: number,
): readonly string[] {
  const decided = metrics.some((one) => one.decidedBy === 'extension')
  if (beyond === 0)
    return decided ? ['the error rates kept for an extension decided, without further pairs'] : []
  const drawn = `the plan ended inconclusive after ${planned} pairs, and ${beyond} were drawn beyond it`
  return [decided ? `${drawn}: they decided, under the error rates kept for that` : drawn]
}
