import type { StoppingRule } from '../sampling/decider.ts'
import type { SuiteEvidence } from '../sampling/evidence.ts'
import type { SamplingPlan } from '../sampling/sampling-plan.ts'
import { holm } from '../stats/holm.ts'
import { ratioDifference } from '../stats/log-ratio.ts'
import { flipsNeeded, type SignFlipResult, signFlipTests } from '../stats/sign-flip-test.ts'
import type { Assertion, MetricRole } from '../suite/assertion.ts'
import type { Suite } from '../suite/suite.ts'
import type { ClaimTest, DecisionContext } from './claim-test.ts'
import { describeCases } from './describe-cases.ts'
import type { SuiteLevels } from './error-budget.ts'
import { type EvidenceTable, pairedDifferences, sliceWeights, tabulate } from './evidence-table.ts'
import { foldVerdicts } from './fold-verdicts.ts'
import type { Hypothesis } from './hypothesis.ts'
import type { MetricJudgement, SuiteJudgement } from './judgement.ts'
import { missingTooMuch } from './missing-share.ts'
import { testClaim } from './test-claim.ts'

export interface DeciderOptions {
  readonly suite: Pick<Suite, 'assertions' | 'deterministic'>
  /** False-alarm levels of this suite, by role. */
  readonly levels: SuiteLevels
  /** One-sided level of a false pass. */
  readonly miss: number
  readonly plan: SamplingPlan
}

export interface SuiteDecider extends StoppingRule {
  /** The verdict on all evidence that there is. Never throws on evidence in range; never a pass without a complete plan. */
  judge(evidence: SuiteEvidence): SuiteJudgement
}

/** More flips than this cost more time than they could sharpen a decision. */
const MOST_FLIPS = 99_999
/** Level at which advisory metrics are described: they spend nothing and turn nothing red. */
const ADVISORY_LEVEL = 0.05

/**
 * Decides once, when the planned number of pairs is complete: one look, so that nothing is spent on peeking. All claims of a role share
 * the suite's level for that role by Holm's method.
 */
export function createFixedDecider(options: DeciderOptions): SuiteDecider {
  const { plan } = options
  return {
    nextLook: (blinded) => (blinded.pairs + blinded.missing < plan.pairs ? plan.pairs : undefined),
    look: (evidence) => evidence.pairs.length + evidence.missing.length >= plan.pairs,
    judge: (evidence) => judge(evidence, options),
  }
}

function judge(evidence: SuiteEvidence, options: DeciderOptions): SuiteJudgement {
  const table = tabulate(evidence)
  const metrics = judgeMetrics(table, options)
  const cases = describeCases(table, options.suite.assertions)
  const incomplete = incompleteness(evidence, options.plan, options.suite.deterministic)
  if (incomplete !== undefined)
    return { verdict: 'not-evaluable', reason: incomplete, metrics, cases, notes: [] }
  if (metrics.length === 0) {
    return {
      verdict: 'unaffected',
      reason: 'new and edited cases were run and are shown; there is nothing to compare them with',
      metrics,
      cases,
      notes: [],
    }
  }
  return { ...foldVerdicts(metrics), metrics, cases, notes: [] }
}

function incompleteness(
  evidence: SuiteEvidence,
  plan: SamplingPlan,
  deterministic: boolean,
): string | undefined {
  const seen = evidence.pairs.length + evidence.missing.length
  if ((plan.cases.length > 0 && plan.pairs === 0) || plan.pairs + plan.headOnlyTrials === 0)
    return 'the budget does not allow a single pair of trials'
  if (seen < plan.pairs) return `only ${seen} of ${plan.pairs} planned pairs were run`
  if (deterministic && evidence.missing.length + evidence.headOnlyLost > 0) {
    return 'a trial of a deterministic suite was lost: what is not known exactly cannot pass'
  }
  return missingTooMuch(evidence)
}

function judgeMetrics(table: EvidenceTable, options: DeciderOptions): readonly MetricJudgement[] {
  const { suite, levels, miss, plan } = options
  const hypotheses = judgeable(suite.assertions, plan).flatMap((assertion): readonly Hypothesis[] =>
    [undefined, ...assertion.slices].map((slice) => ({
      assertion,
      claim: assertion.claim,
      slice,
      metric: table.metrics.indexOf(assertion.metric),
      weights: sliceWeights(table, slice),
    })),
  )
  const flips = flipTogether(hypotheses, table, levels, plan.seed)
  const tests = hypotheses.map((hypothesis) =>
    testClaim(hypothesis, { table, deterministic: suite.deterministic, flips: flips.get(hypothesis) }),
  )
  const contexts = shareLevels(hypotheses, tests, levels, miss)
  return hypotheses.map(({ assertion, claim, slice }, index) => {
    const { base, head, p, decide } = tests[index]!
    return {
      metric: assertion.metric,
      role: assertion.role,
      claim,
      ...(slice === undefined ? {} : { slice }),
      base,
      head,
      p,
      ...decide(contexts[index]!),
    }
  })
}

/** Where no case is affected there is nothing to compare: only claims about head alone can be judged, on its new and edited cases. */
function judgeable(assertions: readonly Assertion[], plan: SamplingPlan): readonly Assertion[] {
  return plan.cases.length > 0
    ? assertions
    : assertions.filter(({ claim }) => claim.kind === 'at-least' || claim.kind === 'at-most')
}

/** The sign-flip tests of all hypotheses that need one, on the same flips. */
function flipTogether(
  hypotheses: readonly Hypothesis[],
  table: EvidenceTable,
  levels: SuiteLevels,
  seed: string,
): ReadonlyMap<Hypothesis, SignFlipResult> {
  const flipped = hypotheses.filter(({ claim }) => claim.kind !== 'distribution')
  if (flipped.length === 0) return new Map()
  const level = Math.min(...[levels.primary, levels.guardrail, ADVISORY_LEVEL].filter((one) => one > 0))
  const results = signFlipTests(
    table.cases,
    flipped.map((hypothesis) => ({
      differences: differencesOf(hypothesis, table),
      weights: hypothesis.weights,
    })),
    { seed: `${seed}/flips`, flips: Math.min(MOST_FLIPS, flipsNeeded(level, flipped.length)) },
  )
  return new Map(flipped.map((hypothesis, index) => [hypothesis, results[index]!]))
}

function differencesOf({ claim, metric, weights }: Hypothesis, table: EvidenceTable): Float64Array {
  if (claim.kind === 'ratio-at-most') {
    return table.base[metric]!.map((base, pair) =>
      ratioDifference(base, table.head[metric]![pair]!, claim.ratio),
    )
  }
  const { differences } = pairedDifferences(table, metric, weights)
  return claim.kind === 'at-most' ? differences.map((difference) => -difference) : differences
}

/** Holm's method within each role: who is rejected, and at which level each claim was tested in the end. */
function shareLevels(
  hypotheses: readonly Hypothesis[],
  tests: readonly ClaimTest[],
  levels: SuiteLevels,
  miss: number,
): readonly DecisionContext[] {
  const contexts = new Array<DecisionContext>(hypotheses.length)
  const family = (role: MetricRole): number[] =>
    [...hypotheses.keys()].filter((index) => hypotheses[index]!.assertion.role === role)
  for (const role of ['primary', 'guardrail'] as const) {
    const members = family(role)
    const p = members.map((index) => tests[index]!.p ?? 1)
    const adjusted = holm(p)
    const rejected = adjusted.filter((value) => value <= levels[role]).length
    const rank = [...p.keys()].sort((a, b) => p[a]! - p[b]!)
    members.forEach((index, place) => {
      const step = Math.min(rank.indexOf(place), rejected)
      contexts[index] = {
        rejected: adjusted[place]! <= levels[role],
        level: levels[role] / (members.length - Math.min(step, members.length - 1)),
        miss,
      }
    })
  }
  for (const index of family('advisory')) {
    contexts[index] = { rejected: (tests[index]!.p ?? 1) <= ADVISORY_LEVEL, level: ADVISORY_LEVEL, miss }
  }
  return contexts
}
