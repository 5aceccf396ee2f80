import type { StoppingRule } from '../sampling/decider.ts'
import type { SuiteEvidence } from '../sampling/evidence.ts'
import { planLength, type SamplingPlan } from '../sampling/sampling-plan.ts'
import type { Suite } from '../suite/suite.ts'
import { describeCases } from './describe-cases.ts'
import { describeLabels } from './describe-labels.ts'
import { tabulate } from './evidence-table.ts'
import { createExtension, type Extension } from './extension.ts'
import { foldVerdicts } from './fold-verdicts.ts'
import { attributionOf, culpritsOf, wantedFollowUps } from './follow-ups.ts'
import { listHypotheses } from './hypothesis.ts'
import { judgeFallback } from './judge-fallback.ts'
import type { MetricJudgement, SuiteJudgement } from './judgement.ts'
import { createLookPlan } from './look-plan.ts'
import { missingTooMuch } from './missing-share.ts'
import { shownMetrics } from './shown-metrics.ts'
import { createSuiteLooks, type SuiteLooks } from './suite-looks.ts'
import type { SuiteStanding } from './suite-standing.ts'

export interface DeciderOptions {
  readonly suite: Pick<Suite, 'assertions' | 'deterministic'>
  /** Holds the error rates and the seed of the flips besides the most pairs that may be drawn. */
  readonly plan: SamplingPlan
  /**
   * Told after each look, to be shown to people, who may ask where the suite stands by now. Nothing comes back: what is sampled must not depend
   * on who is winning.
   */
  readonly onLook?: (standing: () => SuiteStanding | undefined) => void
}

export interface SuiteDecider extends StoppingRule {
  /** The verdict on all evidence that there is. Never throws on evidence in range; never a pass that no look has given. */
  judge(evidence: SuiteEvidence): SuiteJudgement
}

/**
 * Looks again and again while pairs come in, and stops the whole suite when every gating claim is decided, one is violated, or the
 * horizon is reached: `statistics.md` §3 and §4. All looks follow from the plan and the recorded trials, so a replay decides alike.
 */
export function createSequentialDecider({ suite, plan, onLook }: DeciderOptions): SuiteDecider {
  let extension: Extension | undefined
  const lookPlan = createLookPlan(suite, plan)
  const live = createSuiteLooks(suite, plan, lookPlan)
  const replay = (evidence: SuiteEvidence): SuiteLooks => {
    const looks = createSuiteLooks(suite, plan, lookPlan)
    looks.extend(evidence)
    return looks
  }
  return {
    nextLook: (blinded) => lookPlan.nextLook(blinded),
    look(evidence) {
      live.extend(evidence)
      onLook?.(live.standing)
      return live.ended
    },
    followUps: (evidence) => wantedFollowUps(live, evidence, plan),
    isOpen(evidence) {
      extension ??= live.ended ? extensionOf(evidence, live, { suite, plan }) : undefined
      extension?.extend(evidence)
      return extension?.open ?? false
    },
    judge(evidence) {
      // Nobody draws any more: what is not there is not to be had.
      const closed = { ...evidence, followUps: { trials: evidence.followUps?.trials ?? [], closed: true } }
      if (live.ended) live.extend(closed)
      const judged = judge(closed, live.ended ? live : replay(closed), { suite, plan })
      const fallback = judgeFallback(evidence, suite.assertions)
      return fallback === undefined ? judged : { ...judged, fallback }
    },
  }
}

const ONLY_FALLBACK =
  'Every request to the model is the same on both sides; the fallback changed: it was run and is shown, and decides nothing'

function judge(evidence: SuiteEvidence, looks: SuiteLooks, { suite, plan }: DeciderOptions): SuiteJudgement {
  const table = tabulate(evidence, plan.perRound)
  const confirmed = looks.culprits.confirmed(evidence.followUps)
  const hypotheses = listHypotheses(suite.assertions, evidence.cases, evidence.metrics)
  const described = (judged: readonly MetricJudgement[]): readonly MetricJudgement[] =>
    judged.map((one, index) =>
      one.claim.kind === 'distribution' && one.verdict === 'regression'
        ? { ...one, movedCases: describeLabels(table, hypotheses[index]!, confirmed) }
        : one,
    )
  const decided = described(looks.metrics(evidence))
  const metrics = [...decided, ...shownMetrics(table, suite.assertions)]
  const cases = describeCases(table, suite.assertions, confirmed)
  if (plan.cases.length + plan.headOnlyCases === 0 && plan.fallbackTrials !== undefined) {
    return { verdict: 'unaffected', reason: ONLY_FALLBACK, metrics, cases, notes: [] }
  }
  const incomplete = incompleteness(evidence, looks, { suite, plan })
  if (incomplete !== undefined)
    return { verdict: 'not-evaluable', reason: incomplete, metrics, cases, notes: [] }
  if (decided.length === 0) {
    return {
      verdict: 'unaffected',
      reason: `${headOnlyForms(evidence)} cases were run in head alone and are shown; nothing judges them`,
      metrics,
      cases,
      notes: [],
    }
  }
  const followed = followedUp(evidence, looks, { suite, plan })
  const extension = extensionOf(evidence, looks, { suite, plan })
  if (extension === undefined) {
    const folded = foldVerdicts(decided)
    const notes = folded.verdict === 'inconclusive' ? cappedHorizon(looks, plan) : []
    return { ...folded, metrics, cases, notes, ...followed }
  }
  extension.extend(evidence)
  const extended = extension.judge(evidence)
  const folded = foldVerdicts(extended.metrics)
  const notes = folded.verdict === 'inconclusive' ? cappedHorizon(looks, plan) : []
  return {
    ...folded,
    ...extended,
    metrics: described(extended.metrics),
    cases,
    notes: [...notes, ...extended.notes],
    ...followed,
  }
}

function headOnlyForms({ headOnly }: SuiteEvidence): string {
  const forms = (['new', 'edited'] as const).filter((form) => headOnly.some((trial) => trial.form === form))
  return `${forms.join(' and ').slice(0, 1).toUpperCase()}${forms.join(' and ').slice(1)}`
}

/** A green suite, and one whose trials do not vary, has nothing to be followed up. */
function followedUp(
  evidence: SuiteEvidence,
  looks: SuiteLooks,
  { suite, plan }: DeciderOptions,
): Pick<SuiteJudgement, 'culprits' | 'attribution'> {
  if (suite.deterministic) return {}
  const culprits = culpritsOf(looks, evidence)
  const attribution = attributionOf(looks, evidence, plan)
  return {
    ...(culprits === undefined ? {} : { culprits }),
    ...(attribution === undefined ? {} : { attribution }),
  }
}

/** Where the plan ended without a decision, and error rates are kept for going on. */
function extensionOf(
  evidence: SuiteEvidence,
  looks: SuiteLooks,
  { suite, plan }: DeciderOptions,
): Extension | undefined {
  if (
    plan.cases.length === 0 ||
    plan.rates.extension === undefined ||
    incompleteness(evidence, looks, { suite, plan }) !== undefined
  )
    return undefined
  const main = looks.metrics(evidence)
  if (foldVerdicts(main).verdict !== 'inconclusive') return undefined
  return createExtension({ suite, plan, evidence, main, pairs: looks.pairs })
}

function incompleteness(
  evidence: SuiteEvidence,
  looks: SuiteLooks,
  { suite, plan }: DeciderOptions,
): string | undefined {
  if (planLength(plan) === 0) return 'The budget does not allow a single pair of trials'
  if (suite.deterministic && evidence.missing.length + evidence.headOnlyLost > 0) {
    return 'A trial of a deterministic suite was lost: what is not known exactly cannot pass'
  }
  const lost = missingTooMuch(evidence)
  if (lost !== undefined) return lost
  if (looks.ended) return undefined
  const seen =
    plan.cases.length === 0
      ? `${evidence.headOnly.length + evidence.headOnlyLost} trials of new and edited cases`
      : `${evidence.pairs.length + evidence.missing.length} pairs`
  return `${seen} were run, too few to decide, and the plan goes on to at most ${planLength(plan)}`
}

function cappedHorizon({ wanted, pairs }: SuiteLooks, plan: SamplingPlan): readonly string[] {
  const most = planLength(plan)
  const what = plan.cases.length === 0 ? 'trials' : 'pairs'
  return pairs >= most && wanted > most
    ? [
        `with the noise of these cases the stated error rates want up to ${wanted} ${what} and the budget allows ${most}: raise \`budget: { suite-calls, calls }\` in the policy, or the margin`,
      ]
    : []
}
