import type { FollowUp, FollowUps } from '../sampling/follow-up.ts'
import { callsUpTo, plannedCalls } from '../sampling/plan-suite.ts'
import type { SamplingPlan } from '../sampling/sampling-plan.ts'
import { isQuantityMetric } from '../suite/assertion.ts'
import { CULPRIT_DROP, confirmedCase } from './case-tests.ts'
import type { Culprit } from './claim-test.ts'
import { type ConfirmedDrop, createConfirmations, isOfLabels, isSame, unanswered } from './confirmations.ts'
import type { EvidenceTable } from './evidence-table.ts'
import type { Hypothesis } from './hypothesis.ts'
import { bySuspicion, type Suspect, screenCases, screenLabels } from './screen-cases.ts'

/** What a look has found of a hypothesis. */
export interface Finding {
  readonly hypothesis: Hypothesis
  /** `regression`: red already, its cases are only to be named. `concentrated`: marked, but red only with a culprit. */
  readonly found: 'regression' | 'concentrated' | undefined
}

/** Names the cases behind the drops of a suite on fresh trials. Where none can be had, a concentrated drop is held against the run's own data. */
export interface CulpritSearch {
  /** @param pairs that the plan will have drawn when it ends, as far as that is known */
  begin(findings: readonly Finding[], table: EvidenceTable, pairs: number): void
  /** Fresh trials that are asked for and not there; none once nothing more can be drawn. */
  outstanding(followUps: FollowUps | undefined): readonly FollowUp[]
  /** What makes a concentrated drop red. */
  culpritOf(
    hypothesis: Hypothesis,
    table: EvidenceTable,
    followUps: FollowUps | undefined,
  ): Culprit | undefined
  confirmed(followUps: FollowUps | undefined): readonly ConfirmedDrop[]
  readonly tried: readonly FollowUp[]
  /** Calls that the plan allows and that neither `pairs` pairs nor what is asked for take. */
  callsLeft(pairs: number): number
}

/** Attempts for drops that are not red yet, so that something is left for when one is. */
const EARLY_ATTEMPTS = 2
/** Where more than five suspects are more than half of the cases, none of them stands out. */
const BROAD = { suspects: 5, share: 0.5 }

export function createCulpritSearch(plan: SamplingPlan): CulpritSearch {
  const confirmations = createConfirmations()
  const callsLeft = (pairs: number): number =>
    plannedCalls(plan).most - callsUpTo(plan, pairs) - 2 * confirmations.wanted.length
  const missing = (followUps: FollowUps | undefined) =>
    unanswered(confirmations.wanted, followUps?.trials ?? [])
  const confirmed = (followUps: FollowUps | undefined) => confirmations.confirmed(followUps?.trials ?? [])
  return {
    begin(findings, table, pairs) {
      const isRed = findings.some((one) => one.found === 'regression')
      if (!isRed && confirmations.attempts >= EARLY_ATTEMPTS) return
      const suspects = findings
        .flatMap((one) => suspectsOf(one, table))
        .filter((one) => isRed || !confirmations.suspects.some((tried) => isSame(one, tried)))
        .toSorted(bySuspicion)
      confirmations.attempt(distinct(suspects), callsLeft(pairs))
    },
    outstanding: (followUps) => (followUps === undefined || followUps.closed ? [] : missing(followUps)),
    culpritOf({ metric, weights }, table, followUps) {
      const worst = confirmed(followUps)
        .filter((one) => isOfDrop(one, metric, weights) && one.drop >= CULPRIT_DROP)
        .toSorted((a, b) => b.drop - a.drop)[0]
      if (worst !== undefined) return { id: table.caseIds[worst.case]!, drop: -worst.drop, fresh: true }
      const isTried = confirmations.suspects.some((one) => isOfDrop(one, metric, weights))
      // Fresh trials that do not confirm it overrule what the run's own data say.
      if (isTried && missing(followUps).length === 0) return undefined
      return confirmedCase(table, metric, weights)
    },
    confirmed,
    tried: confirmations.wanted,
    callsLeft,
  }
}

/** Whether the hypothesis is about a score of which less is worse: only then can a drop be blamed on something. */
export function isAboutDrop({ assertion, claim }: Hypothesis): boolean {
  return (claim.kind === 'no-regression' || claim.kind === 'at-least') && !isQuantityMetric(assertion.metric)
}

export function isAboutLabels({ claim }: Hypothesis): boolean {
  return claim.kind === 'distribution'
}

/** The cases that stand out, the most suspicious first. None where there is only one case, or where they are most of the cases. */
export function standingOut(hypothesis: Hypothesis, table: EvidenceTable): readonly Suspect[] {
  const cases = hypothesis.weights.filter((weight) => weight > 0).length
  if (cases < 2 || !(isAboutDrop(hypothesis) || isAboutLabels(hypothesis))) return []
  const suspects = isAboutLabels(hypothesis)
    ? screenLabels(table, hypothesis)
    : screenCases(table, hypothesis)
  return suspects.length > BROAD.suspects && suspects.length > BROAD.share * cases ? [] : suspects
}

function isOfDrop(
  one: Pick<Suspect, 'case' | 'metric' | 'lost'>,
  metric: number,
  weights: Float64Array,
): boolean {
  return one.metric === metric && weights[one.case]! > 0 && !isOfLabels(one)
}

function suspectsOf({ hypothesis, found }: Finding, table: EvidenceTable): readonly Suspect[] {
  switch (found) {
    case 'regression':
      return standingOut(hypothesis, table)
    case 'concentrated':
      return screenCases(table, hypothesis).filter((one) => one.drop >= CULPRIT_DROP)
    case undefined:
      return []
  }
}

/** A case may be suspected by a metric's claim over all cases and over a slice. */
function distinct(suspects: readonly Suspect[]): readonly Suspect[] {
  return suspects.filter((one, place) => suspects.findIndex((other) => isSame(one, other)) === place)
}
