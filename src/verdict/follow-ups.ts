import type { SuiteEvidence } from '../sampling/evidence.ts'
import type { FollowUp } from '../sampling/follow-up.ts'
import type { SamplingPlan } from '../sampling/sampling-plan.ts'
import { type Attribution, attributeDrop } from './attribute-drop.ts'
import { unanswered } from './confirmations.ts'
import { isAboutDrop, isAboutLabels, standingOut } from './culprit-search.ts'
import type { Culprits } from './judgement.ts'
import { type AttributionPlan, planAttribution } from './plan-attribution.ts'
import type { SuiteLooks } from './suite-looks.ts'

/** Fresh trials that are wanted now: first those that name cases, then, once the suite is red, those that tell ingredients apart. */
export function wantedFollowUps(
  looks: SuiteLooks,
  evidence: SuiteEvidence,
  plan: SamplingPlan,
): readonly FollowUp[] {
  const { followUps } = evidence
  if (followUps === undefined || followUps.closed) return []
  const cases = looks.culprits.outstanding(followUps)
  if (cases.length > 0) return cases
  return unanswered(attributionPlan(looks, evidence, plan)?.sets ?? [], followUps.trials)
}

/** `undefined` where the suite is not red, or head changes one ingredient only. */
export function attributionOf(
  looks: SuiteLooks,
  evidence: SuiteEvidence,
  plan: SamplingPlan,
): Attribution | undefined {
  const planned = attributionPlan(looks, evidence, plan)
  return planned === undefined ? undefined : attributeDrop(planned, evidence.followUps?.trials ?? [])
}

/** `undefined` where no score of several cases got worse, and no labels of several cases changed. */
export function culpritsOf(looks: SuiteLooks, { followUps }: SuiteEvidence): Culprits | undefined {
  const { drops, culprits } = looks
  const hypotheses = drops?.hypotheses.filter((one) => isAboutDrop(one) || isAboutLabels(one)) ?? []
  if (drops === undefined || hypotheses.length === 0 || drops.table.caseIds.length < 2) return undefined
  const suspects = hypotheses.flatMap((one) => standingOut(one, drops.table))
  const outstanding = unanswered(culprits.tried, followUps?.trials ?? [])
  const isTried = culprits.tried.length > 0 && outstanding.length === 0
  return {
    ...(hypotheses.every(isAboutLabels) ? { of: 'labels' } : {}),
    status:
      culprits.confirmed(followUps).length > 0
        ? 'confirmed'
        : isTried || suspects.length === 0
          ? 'spread'
          : 'not-tried',
    suspects: countCases(suspects),
    tried: isTried ? countCases(culprits.tried) : 0,
    slices: [...new Set(hypotheses.flatMap((one) => one.slice ?? []))],
  }
}

function countCases(items: readonly { readonly case: number }[]): number {
  return new Set(items.map((one) => one.case)).size
}

function attributionPlan(
  { drops, culprits, pairs, ended }: SuiteLooks,
  evidence: SuiteEvidence,
  plan: SamplingPlan,
): AttributionPlan | undefined {
  const hypothesis = drops?.hypotheses
    .filter(isAboutDrop)
    .toSorted((a, b) => Number(b.assertion.role === 'primary') - Number(a.assertion.role === 'primary'))[0]
  if (drops === undefined || hypothesis === undefined || !ended) return undefined
  return planAttribution({
    hypothesis,
    cases: evidence.cases,
    table: drops.table,
    confirmed: culprits.confirmed(evidence.followUps),
    plan,
    calls: culprits.callsLeft(pairs),
  })
}
