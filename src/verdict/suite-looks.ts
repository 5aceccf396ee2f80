import { blind } from '../sampling/blind.ts'
import type { EvidencePair, MissingPair, SuiteEvidence } from '../sampling/evidence.ts'
import { headOnlyTrialsAt, type SamplingPlan } from '../sampling/sampling-plan.ts'
import { spendingPower, spentShare } from '../stats/sequential/spent-share.ts'
import type { Suite } from '../suite/suite.ts'
import { type ClaimBounds, createClaimBounds, nothingSpent } from './claim-bounds.ts'
import type { ClaimTest } from './claim-test.ts'
import { type EvidenceTable, tabulate } from './evidence-table.ts'
import { type Hypothesis, listHypotheses, NO_MARKS } from './hypothesis.ts'
import { hypothesisLevel } from './hypothesis-levels.ts'
import type { MetricJudgement } from './judgement.ts'
import type { LookPlan } from './look-plan.ts'
import { createRegressionMarks, type RegressionMarks } from './regression-marks.ts'
import { testClaim } from './test-claim.ts'

/** What the looks of a suite have found, in the order of the plan. */
export interface SuiteLooks {
  /** Carries out the looks that the evidence is complete for. */
  extend(evidence: SuiteEvidence): void
  /** Pairs at the latest look, lost ones included; 0 before the first. */
  readonly pairs: number
  /** Nothing more is wanted: every gating claim is decided, one is violated, or the horizon is reached. */
  readonly ended: boolean
  /** One entry per claim and slice at the latest look; on the first pairs alone, with nothing decided, before the first look. */
  metrics(evidence: SuiteEvidence): readonly MetricJudgement[]
  /** The horizon at the latest look as the noise seen wants it, whatever the cap. */
  readonly wanted: number
}

/**
 * A fold over the recorded order of pairs: the same trials give the same looks, boundaries and marks, whether they come in one by one or
 * are replayed.
 */
export function createSuiteLooks(
  suite: Pick<Suite, 'assertions' | 'deterministic'>,
  plan: SamplingPlan,
  lookPlan: LookPlan,
): SuiteLooks {
  let design: Design | undefined
  let done = 0
  let ended = false
  let fraction = 0
  /** Of spending; settled at the first look, from blinded data. */
  let power: number | undefined
  let wanted = 0
  let judged: readonly MetricJudgement[] = []

  const look = (seen: SuiteEvidence, pairs: number, full: boolean): void => {
    design ??= createDesign(suite, plan, seen)
    for (const pair of seen.pairs) if (pair.position >= done) design.marks.add(pair)
    const horizon = lookPlan.horizon(blind(seen))
    done = pairs
    wanted = horizon.wanted
    fraction = full ? 1 : Math.max(fraction, Math.min(1, pairs / horizon.pairs))
    power ??= spendingPower(horizon.wanted, plan.pairs)
    judged = lookAtClaims(
      design,
      tabulate(seen, plan.perRound),
      suite.deterministic,
      spentShare(fraction, power),
    )
    const gating = judged.filter((one) => one.role !== 'advisory')
    ended =
      fraction === 1 ||
      gating.some((one) => one.verdict === 'regression') ||
      (gating.length > 0 && gating.every((one) => one.verdict !== 'inconclusive'))
  }

  return {
    get pairs() {
      return done
    },
    get ended() {
      return ended
    },
    get wanted() {
      return wanted
    },
    extend(evidence) {
      const slots = inOrder(evidence)
      let seen = firstPairs(evidence, slots, done, plan)
      while (!ended) {
        const next = lookPlan.nextLook(blind(seen))
        if (next === undefined || next > slots.length) break
        seen = firstPairs(evidence, slots, next, plan)
        look(seen, next, false)
      }
      // Without pairs there is one look, at all that head was run on.
      if (!ended && plan.cases.length === 0 && evidence.headOnly.length > 0) look(evidence, 0, true)
    },
    metrics(evidence) {
      if (judged.length > 0) return judged
      const undecided = createDesign(suite, plan, evidence)
      const table = tabulate(evidence, plan.perRound)
      return undecided.hypotheses.map((hypothesis, index) => {
        const test = testClaim(hypothesis, { table, deterministic: suite.deterministic, marks: NO_MARKS })
        return judgementOf(hypothesis, test, nothingSpent(undecided.claims[index]!.level, plan.rates.miss))
      })
    },
  }
}

interface Design {
  readonly hypotheses: readonly Hypothesis[]
  readonly marks: RegressionMarks
  /** Parallel to `hypotheses`. */
  readonly claims: readonly { readonly level: number; readonly bounds: ClaimBounds; passed: boolean }[]
}

function createDesign(suite: Pick<Suite, 'assertions'>, plan: SamplingPlan, evidence: SuiteEvidence): Design {
  const hypotheses = listHypotheses(suite.assertions, evidence.cases, evidence.metrics)
  return {
    hypotheses,
    marks: createRegressionMarks({ hypotheses, plan, first: tabulate(evidence, plan.perRound) }),
    claims: hypotheses.map((hypothesis) => {
      const level = hypothesisLevel(hypothesis, hypotheses, plan)
      return { level, bounds: createClaimBounds(level, plan.rates.miss), passed: false }
    }),
  }
}

function lookAtClaims(
  { hypotheses, marks, claims }: Design,
  table: EvidenceTable,
  deterministic: boolean,
  share: number,
): readonly MetricJudgement[] {
  const marked = marks.look(share)
  return hypotheses.map((hypothesis, index) => {
    const claim = claims[index]!
    const test = testClaim(hypothesis, { table, deterministic, marks: marked.get(hypothesis) ?? NO_MARKS })
    const bounds = claim.bounds.next(test.information, share)
    const judgement = judgementOf(hypothesis, test, { ...bounds, passed: claim.passed })
    claim.passed ||= judgement.verdict === 'pass' || judgement.verdict === 'improved'
    return judgement
  })
}

function judgementOf(
  { assertion, claim, slice }: Hypothesis,
  { base, head, p, decide }: ClaimTest,
  context: Parameters<ClaimTest['decide']>[0],
): MetricJudgement {
  return {
    metric: assertion.metric,
    role: assertion.role,
    claim,
    ...(slice === undefined ? {} : { slice }),
    base,
    head,
    p,
    ...decide(context),
  }
}

export type Slot =
  | { readonly pair: EvidencePair }
  | { readonly pair?: undefined; readonly missing: MissingPair }

/** The pairs that have ended in the order of the plan, up to the first that is still outstanding. */
export function inOrder(evidence: SuiteEvidence): readonly Slot[] {
  const slots: Slot[] = []
  for (const pair of evidence.pairs) slots[pair.position] = { pair }
  for (const missing of evidence.missing) slots[missing.position] = { missing }
  let count = 0
  while (slots[count] !== undefined) count += 1
  return slots.slice(0, count)
}

function firstPairs(
  evidence: SuiteEvidence,
  slots: readonly Slot[],
  count: number,
  plan: SamplingPlan,
): SuiteEvidence {
  const pairs: EvidencePair[] = []
  const missing: MissingPair[] = []
  for (const slot of slots.slice(0, count)) {
    if (slot.pair === undefined) missing.push(slot.missing)
    else pairs.push(slot.pair)
  }
  const trials = headOnlyTrialsAt(plan, count)
  return { ...evidence, pairs, missing, headOnly: evidence.headOnly.filter((one) => one.place < trials) }
}
