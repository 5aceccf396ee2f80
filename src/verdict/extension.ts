import type { SuiteEvidence } from '../sampling/evidence.ts'
import { roundSize, type SamplingPlan } from '../sampling/sampling-plan.ts'
import { blindedDiscordance } from '../stats/pairs-needed.ts'
import type { Claim, NoRegressionClaim } from '../suite/assertion.ts'
import type { Suite } from '../suite/suite.ts'
import { nothingSpent } from './claim-bounds.ts'
import { percent, points } from './claims/summaries.ts'
import { type EvidenceTable, tabulate } from './evidence-table.ts'
import { createExtensionBets, type ExtensionBets } from './extension-bets.ts'
import { type Hypothesis, listHypotheses, NO_MARKS } from './hypothesis.ts'
import type { MetricJudgement } from './judgement.ts'
import { isExtendable } from './reserve-rates.ts'
import { inOrder } from './suite-looks.ts'
import { testClaim } from './test-claim.ts'

/** What is drawn beyond a plan that ended without a decision. */
export interface Extension {
  /** Bets on the rounds of the evidence that are complete, one by one, until nothing more is wanted. */
  extend(evidence: SuiteEvidence): void
  /** Further pairs could decide something that is not decided. */
  readonly open: boolean
  /** The plan's judgements, with those that the extension has decided or knows more about in their place. */
  metrics(evidence: SuiteEvidence): readonly MetricJudgement[]
}

export interface ExtensionOptions {
  readonly suite: Pick<Suite, 'assertions' | 'deterministic'>
  /** Keeps error rates for an extension. */
  readonly plan: SamplingPlan
  /** The cases and metrics; which trials it holds does not matter. */
  readonly evidence: SuiteEvidence
  /** What the plan has found when it ended, one per hypothesis. */
  readonly main: readonly MetricJudgement[]
  /** Pairs that the plan's last look was at. */
  readonly pairs: number
}

interface ExtendedClaim {
  readonly hypothesis: Hypothesis<NoRegressionClaim>
  /** One-sided levels of its own in the extension. */
  readonly level: number
  readonly miss: number
  /** Hypotheses that share the level of the role. */
  readonly shared: number
  readonly bets: ExtensionBets
  decided: 'regression' | 'pass' | undefined
}

/**
 * Goes on after a plan that ended inconclusive, under the error rates kept for it: two betting martingales per `no-regression` claim, from the
 * first pair over complete rounds, looked at after every round and for as long as one likes (`statistics.md` §4). What the looks of the plan have
 * passed stays passed; a drop that is proven turns red all the same, as at the looks.
 */
export function createExtension({ suite, plan, evidence, main, pairs }: ExtensionOptions): Extension {
  const size = roundSize(plan)
  const claims = extendedClaims(suite, plan, evidence)
  let rounds = 0
  const isOpen = ({ decided }: ExtendedClaim, index: number): boolean =>
    decided === undefined && main[index]!.verdict === 'inconclusive'
  const openClaims = (): boolean =>
    !claims.some((one) => one?.decided === 'regression') &&
    claims.some((one, index) => one !== undefined && isOpen(one, index))
  return {
    extend(seen) {
      const slots = inOrder(seen)
      for (; openClaims() && (rounds + 1) * size <= slots.length; rounds += 1) {
        const round = slots.slice(rounds * size, (rounds + 1) * size)
        for (const claim of claims) if (claim !== undefined) bet(claim, round)
      }
    },
    get open() {
      return openClaims()
    },
    metrics(seen) {
      const end = rounds * size
      const table = tabulate(
        {
          ...seen,
          pairs: seen.pairs.filter((one) => one.position < end),
          missing: seen.missing.filter((one) => one.position < end),
        },
        plan.perRound,
      )
      return main.map((judgement, index) => {
        const claim = claims[index]
        if (claim === undefined) return unextended(judgement)
        if (claim.decided !== undefined && (claim.decided === 'regression' || isUndecided(judgement)))
          return judgeExtended(claim, table)
        if (!isUndecided(judgement)) return { ...judgement, decidedBy: 'plan' }
        return end > pairs ? judgeExtended(claim, table) : withNeeds(judgement, claim)
      })
    },
  }
}

/** Parallel to the hypotheses; `undefined` for what an extension cannot decide. */
function extendedClaims(
  { assertions, deterministic }: ExtensionOptions['suite'],
  plan: SamplingPlan,
  evidence: SuiteEvidence,
): readonly (ExtendedClaim | undefined)[] {
  const kept = plan.rates.extension
  const hypotheses = listHypotheses(assertions, evidence.cases, evidence.metrics)
  const extendable = hypotheses.filter(({ assertion }) => !deterministic && isExtendable(assertion))
  return hypotheses.map((hypothesis): ExtendedClaim | undefined => {
    const { role } = hypothesis.assertion
    if (kept === undefined || role === 'advisory' || !extendable.includes(hypothesis)) return undefined
    if (!isNoRegression(hypothesis)) return undefined
    const shared = extendable.filter(({ assertion }) => assertion.role === role).length
    const members = plan.perRound.filter((_, index) => hypothesis.weights[index]! > 0)
    const usualPairs = (2 * plan.pairs * members.reduce((sum, one) => sum + one, 0)) / roundSize(plan)
    return {
      hypothesis,
      level: kept[role] / shared,
      miss: kept.miss,
      shared,
      bets: createExtensionBets(hypothesis, plan.perRound, Math.max(1, usualPairs)),
      decided: undefined,
    }
  })
}

function bet(claim: ExtendedClaim, round: Parameters<ExtensionBets['round']>[0]): void {
  const { bets, hypothesis, level, miss } = claim
  bets.round(round)
  if (bets.againstNone * level >= 1 && bets.drop > hypothesis.claim.tolerance) claim.decided = 'regression'
  else if (bets.againstDrop * miss >= 1) claim.decided ??= 'pass'
}

function judgeExtended(claim: ExtendedClaim, table: EvidenceTable): MetricJudgement {
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
function withNeeds(judgement: MetricJudgement, { bets, hypothesis, level, miss }: ExtendedClaim) {
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

function unextended(judgement: MetricJudgement): MetricJudgement {
  if (!isUndecided(judgement)) return { ...judgement, decidedBy: 'plan' }
  if (judgement.role === 'advisory') return judgement
  return {
    ...judgement,
    notes: [...judgement.notes, 'an extension cannot decide this kind of claim: it stays inconclusive'],
  }
}

function isUndecided({ verdict }: MetricJudgement): boolean {
  return verdict === 'inconclusive'
}

function isNoRegression(hypothesis: Hypothesis<Claim>): hypothesis is Hypothesis<NoRegressionClaim> {
  return hypothesis.claim.kind === 'no-regression'
}
