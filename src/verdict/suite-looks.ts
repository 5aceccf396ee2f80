import { blind } from '../sampling/blind.ts'
import type { BlindedEvidence } from '../sampling/decider.ts'
import type { SuiteEvidence } from '../sampling/evidence.ts'
import { planLength, type SamplingPlan } from '../sampling/sampling-plan.ts'
import { type SpendingPowers, spendingPowers, spentShare } from '../stats/sequential/spent-share.ts'
import type { Suite } from '../suite/suite.ts'
import { type ClaimBounds, createClaimBounds, nothingSpent, type SpentShares } from './claim-bounds.ts'
import { type ClaimStanding, claimStanding } from './claim-standing.ts'
import type { ClaimTest, Culprit, LookBounds, Pass } from './claim-test.ts'
import { type CulpritSearch, createCulpritSearch, type Finding } from './culprit-search.ts'
import { type EvidenceTable, tabulate } from './evidence-table.ts'
import { aloneInOrder, countInOrder, firstPairs } from './first-pairs.ts'
import { type Hypothesis, listHypotheses, type Marks, NO_MARKS } from './hypothesis.ts'
import { hypothesisLevel } from './hypothesis-levels.ts'
import type { MetricJudgement } from './judgement.ts'
import type { LookPlan } from './look-plan.ts'
import { createRegressionMarks, type RegressionMarks } from './regression-marks.ts'
import { type SuiteStanding, suiteStanding } from './suite-standing.ts'
import { testClaim } from './test-claim.ts'

/** What the looks of a suite have found, in the order of the plan. */
export interface SuiteLooks {
  /** Carries out the looks that the evidence is complete for. */
  extend(evidence: SuiteEvidence): void
  /** Pairs at the latest look, lost ones included, or trials of head alone where there are no pairs; 0 before the first. */
  readonly pairs: number
  /** Nothing more is wanted: every gating claim is decided, one is violated, or the horizon is reached. */
  readonly ended: boolean
  /** One entry per claim and slice at the latest look; on the first pairs alone, with nothing decided, before the first look. */
  metrics(evidence: SuiteEvidence): readonly MetricJudgement[]
  /** How far the latest look has come; `undefined` before the first. Only to be shown. */
  standing(): SuiteStanding | undefined
  /** The horizon at the latest look as the noise seen wants it, whatever the cap. */
  readonly wanted: number
  readonly culprits: CulpritSearch
  /** Which gating hypotheses got worse, and what the look saw that found it; `undefined` where none did. */
  readonly drops: { readonly hypotheses: readonly Hypothesis[]; readonly table: EvidenceTable } | undefined
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
  /** Settled at the first look, from blinded data. */
  let powers: SpendingPowers | undefined
  let wanted = 0
  /** Of the latest look, from which the next one is planned. */
  let blinded: BlindedEvidence | undefined
  let judged: readonly MetricJudgement[] = []
  /** The latest look, until the fresh trials that it asks for are there: its marks and bounds are spent, its verdicts are not final. */
  let open: LookedAt | undefined
  let latest: LookedAt | undefined
  /** Of the verdicts as they are. */
  let standing: SuiteStanding | undefined
  const culprits = createCulpritSearch(plan)

  const look = (seen: SuiteEvidence, pairs: number): void => {
    design ??= createDesign(suite, plan, seen)
    for (const pair of seen.pairs) if (pair.position >= done) design.marks.add(pair)
    blinded = blind(seen)
    const horizon = lookPlan.horizon(blinded)
    done = pairs
    wanted = horizon.wanted
    fraction = Math.max(fraction, Math.min(1, pairs / horizon.pairs))
    powers ??= spendingPowers(horizon.wanted, planLength(plan), plan.history?.allocated === true)
    const table = tabulate(seen, plan.perRound)
    const tests = testClaims(design, table, suite.deterministic, {
      spent: {
        falseAlarm: spentShare(fraction, powers.falseAlarm),
        miss: spentShare(fraction, powers.miss),
      },
      last: fraction === 1,
    })
    latest = { table, tests }
    open = latest
    conclude(tests.map((one) => decideClaim(one)))
    if (!suite.deterministic) {
      const findings = tests.map((one, index) => findingOf(one, judged[index]!))
      culprits.begin(findings, table, ended ? pairs : Math.max(pairs, horizon.pairs))
    }
    reconsider(seen)
  }

  const conclude = (verdicts: readonly MetricJudgement[]): void => {
    judged = verdicts
    standing = undefined
    const gating = judged.filter((one) => one.role !== 'advisory')
    ended =
      fraction === 1 ||
      gating.some((one) => one.verdict === 'regression') ||
      (gating.length > 0 && gating.every((one) => one.verdict !== 'inconclusive'))
  }

  /** Decides the look once more, with the fresh trials. @returns false as long as some are still to come */
  const reconsider = ({ followUps }: SuiteEvidence): boolean => {
    if (open === undefined) return true
    if (culprits.outstanding(followUps).length > 0) return false
    const { table, tests } = open
    open = undefined
    conclude(
      tests.map((one, index) =>
        one.marks.concentrated
          ? decideClaim(one, culprits.culpritOf(one.hypothesis, table, followUps))
          : judged[index]!,
      ),
    )
    tests.forEach(({ claim }, index) => {
      const { verdict, bound } = judged[index]!
      if (verdict === 'pass' || verdict === 'improved') {
        claim.passed ??= bound === undefined ? {} : { bound }
      }
    })
    return true
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
    culprits,
    standing() {
      if (latest === undefined) return undefined
      if (standing === undefined) {
        const claims = latest.tests.map((one, index) => standingOf(one, judged[index]!))
        standing = suiteStanding(judged, claims, { pairs: done, ended })
      }
      return standing
    },
    get drops() {
      if (latest === undefined) return undefined
      const worse = latest.tests.filter((one, index) => findingOf(one, judged[index]!).found === 'regression')
      return worse.length === 0
        ? undefined
        : { hypotheses: worse.map((one) => one.hypothesis), table: latest.table }
    },
    extend(evidence) {
      if (!reconsider(evidence)) return
      const there = plan.cases.length === 0 ? aloneInOrder(evidence, plan) : countInOrder(evidence)
      blinded ??= blind(firstPairs(evidence, 0, plan))
      while (!ended) {
        const next = lookPlan.nextLook(blinded)
        if (next === undefined || next > there) break
        look(firstPairs(evidence, next, plan), next)
        if (open !== undefined) return
      }
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
  readonly claims: readonly {
    readonly level: number
    readonly bounds: ClaimBounds
    passed: Pass | undefined
  }[]
}

function createDesign(suite: Pick<Suite, 'assertions'>, plan: SamplingPlan, evidence: SuiteEvidence): Design {
  const hypotheses = listHypotheses(suite.assertions, evidence.cases, evidence.metrics)
  return {
    hypotheses,
    marks: createRegressionMarks({ hypotheses, plan, first: tabulate(evidence, plan.perRound) }),
    claims: hypotheses.map((hypothesis) => {
      const level = hypothesisLevel(hypothesis, hypotheses, plan)
      return { level, bounds: createClaimBounds(level, plan.rates.miss), passed: undefined }
    }),
  }
}

/** A claim at a look: its mark and bounds are spent, its verdict may depend on fresh trials. */
interface LookedAtClaim {
  readonly hypothesis: Hypothesis
  readonly claim: Design['claims'][number]
  readonly marks: Marks
  readonly test: ClaimTest
  readonly bounds: Omit<LookBounds, 'passed'>
  /** None of its cases has had a turn, and some are to come: the first wave of a large suite can leave out a whole slice. */
  readonly unseen: boolean
}

interface LookedAt {
  readonly table: EvidenceTable
  readonly tests: readonly LookedAtClaim[]
}

function testClaims(
  { hypotheses, marks, claims }: Design,
  table: EvidenceTable,
  deterministic: boolean,
  { spent, last }: { readonly spent: SpentShares; readonly last: boolean },
): readonly LookedAtClaim[] {
  const marked = marks.look(spent.falseAlarm)
  return hypotheses.map((hypothesis, index) => {
    const claim = claims[index]!
    const own = marked.get(hypothesis) ?? NO_MARKS
    const test = testClaim(hypothesis, { table, deterministic, marks: own })
    const bounds = claim.bounds.next(test.information, spent)
    return { hypothesis, claim, marks: own, test, bounds, unseen: !last && isUnseen(hypothesis, table) }
  })
}

function isUnseen({ weights }: Hypothesis, { cases, lost }: EvidenceTable): boolean {
  const counts = (index: number): boolean => weights[index]! > 0
  return weights.some((weight) => weight > 0) && !cases.some(counts) && !lost.some(counts)
}

function decideClaim(one: LookedAtClaim, culprit?: Culprit): MetricJudgement {
  const judged = judgementOf(one.hypothesis, one.test, { ...one.bounds, passed: one.claim.passed, culprit })
  return one.unseen && judged.verdict !== 'regression'
    ? { ...judged, verdict: 'inconclusive', reason: 'none of its cases has been drawn yet' }
    : judged
}

/** A claim that waits for its first case has come nowhere. */
function standingOf(one: LookedAtClaim, { verdict }: MetricJudgement): ClaimStanding {
  if (one.unseen) return { worse: 0, pass: 0 }
  return claimStanding(one, { ...one.bounds, passed: one.claim.passed }, verdict)
}

/** Advisory metrics are not followed up: nothing depends on them. */
function findingOf({ hypothesis, marks }: LookedAtClaim, { verdict }: MetricJudgement): Finding {
  if (hypothesis.assertion.role === 'advisory') return { hypothesis, found: undefined }
  if (verdict === 'regression') return { hypothesis, found: 'regression' }
  return { hypothesis, found: marks.concentrated ? 'concentrated' : undefined }
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
