import type { SuiteEvidence } from '../sampling/evidence.ts'
import { roundSize, type SamplingPlan } from '../sampling/sampling-plan.ts'
import type { Claim, NoRegressionClaim } from '../suite/assertion.ts'
import type { Suite } from '../suite/suite.ts'
import { tabulate } from './evidence-table.ts'
import {
  describeExtension,
  type ExtendedClaim,
  isUndecided,
  judgeExtended,
  unextended,
  withNeeds,
} from './extended-judgement.ts'
import { createExtensionBets } from './extension-bets.ts'
import { inOrder } from './first-pairs.ts'
import { type Hypothesis, listHypotheses } from './hypothesis.ts'
import type { MetricJudgement, SuiteJudgement } from './judgement.ts'
import { isExtendable } from './reserve-rates.ts'

/** What is drawn beyond a plan that ended without a decision. */
export interface Extension {
  /** Bets on the rounds of the evidence that are complete, one by one, until nothing more is wanted. */
  extend(evidence: SuiteEvidence): void
  /** Further pairs could decide something that is not decided. */
  readonly open: boolean
  /** The plan's judgements, with those that the extension has decided or knows more about in their place. */
  judge(evidence: SuiteEvidence): Pick<SuiteJudgement, 'metrics' | 'notes' | 'extension'>
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
        // The rounds of the plan belong to its looks: what they are worth to the bets counts from the last of them on.
        const decides = (rounds + 2) * size > pairs
        for (const claim of claims) {
          claim?.bets.round(round)
          if (claim !== undefined && decides) decide(claim)
        }
      }
    },
    get open() {
      return openClaims()
    },
    judge(seen) {
      const end = rounds * size
      const table = tabulate(
        {
          ...seen,
          pairs: seen.pairs.filter((one) => one.position < end),
          missing: seen.missing.filter((one) => one.position < end),
        },
        plan.perRound,
      )
      const metrics = main.map((judgement, index): MetricJudgement => {
        const claim = claims[index]
        if (claim === undefined) return unextended(judgement)
        if (claim.decided !== undefined && (claim.decided === 'regression' || isUndecided(judgement)))
          return judgeExtended(claim, table)
        if (!isUndecided(judgement)) return { ...judgement, decidedBy: 'plan' }
        return end > pairs ? judgeExtended(claim, table) : withNeeds(judgement, claim)
      })
      const beyond = seen.pairs.length + seen.missing.length - pairs
      return {
        metrics,
        notes: describeExtension(metrics, pairs, beyond),
        extension: { pairs: beyond, open: openClaims() },
      }
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

function decide(claim: ExtendedClaim): void {
  const { bets, hypothesis, level, miss } = claim
  if (bets.againstNone * level >= 1 && bets.drop > hypothesis.claim.tolerance) claim.decided = 'regression'
  else if (bets.againstDrop * miss >= 1) claim.decided ??= 'pass'
}

function isNoRegression(hypothesis: Hypothesis<Claim>): hypothesis is Hypothesis<NoRegressionClaim> {
  return hypothesis.claim.kind === 'no-regression'
}
