import { fisherWorse } from '../stats/fisher.ts'
import { isQuantityMetric } from '../suite/assertion.ts'
import type { Arm } from '../target/trial.ts'
import type { RecordedSuite } from './recorded-suite.ts'

/** A larger share of cases, trials or scores that one arm lacks leaves too little to judge. */
const MISSING_LIMIT = 0.1
/** Chance below which an uneven loss between the arms is no accident. */
const UNEVEN_LEVEL = 0.01
const MOST_NAMES = 5

/** Indices of cases, by the arms that have a line of theirs, scored or lost. */
export interface CasesByArm {
  readonly both: readonly number[]
  readonly base: readonly number[]
  readonly head: readonly number[]
}

export function casesByArm({ caseIds, cases, heads, lost }: RecordedSuite): CasesByArm {
  const inBase = new Set<number>()
  const inHead = new Set<number>()
  for (const [trial, index] of cases.entries()) (heads[trial] === 1 ? inHead : inBase).add(index)
  for (const one of lost) (one.arm === 'head' ? inHead : inBase).add(one.case)
  const pick = (wanted: (index: number) => boolean) => Array.from(caseIds.keys()).filter(wanted)
  return {
    both: pick((index) => inBase.has(index) && inHead.has(index)),
    base: pick((index) => !inHead.has(index)),
    head: pick((index) => !inBase.has(index)),
  }
}

/** Why the suite cannot be judged, or `undefined` when it can. */
export function suiteShortfall(recorded: RecordedSuite, byArm: CasesByArm): string | undefined {
  const { heads, lost, caseIds, metrics } = recorded
  const ended: Record<Arm, number> = { base: 0, head: 0 }
  for (const isHead of heads) ended[isHead === 1 ? 'head' : 'base'] += 1
  const lostOf = (arm: Arm): number => lost.filter((one) => one.arm === arm).length
  for (const arm of ['base', 'head'] as const) {
    if (ended[arm] > 0) continue
    if (caseIds.length === 0) return 'It holds trials of new and edited cases only, which base has not'
    return lostOf(arm) > 0
      ? `No trial of ${arm} ended: all ${lostOf(arm)} were lost to infrastructure errors`
      : `There is no trial of ${arm}`
  }
  if (metrics.length === 0) return 'No trial has a score'
  if (byArm.both.length === 0) return `Base and head have no case in common: ${oneArmOnly(recorded, byArm)}`
  const alone = byArm.base.length + byArm.head.length
  if (alone > MISSING_LIMIT * caseIds.length) {
    return `${alone} of ${caseIds.length} cases are recorded in one arm only, more than ${MISSING_LIMIT * 100} %: ${oneArmOnly(recorded, byArm)}`
  }
  return lossShortfall(
    { base: lostOf('base'), head: lostOf('head') },
    ended,
    'trials of',
    'lost to infrastructure errors',
  )
}

/** Why one metric cannot be judged, or `undefined` when it can. */
export function metricShortfall(recorded: RecordedSuite, metric: number): string | undefined {
  const name = recorded.metrics[metric]!
  if (isQuantityMetric(name)) {
    return `\`${name}\` is the name of a measured quantity, which is no score: call the score otherwise`
  }
  const known: Record<Arm, number> = { base: 0, head: 0 }
  const unknown: Record<Arm, number> = { base: 0, head: 0 }
  recorded.scores[metric]!.forEach((score, trial) => {
    const counts = Number.isNaN(score) ? unknown : known
    counts[recorded.heads[trial] === 1 ? 'head' : 'base'] += 1
  })
  for (const [arm, other] of [
    ['base', 'head'],
    ['head', 'base'],
  ] as const) {
    if (known[arm] === 0) return `only ${other} has this score: there is nothing in ${arm} to compare it with`
  }
  return lossShortfall(unknown, known, 'trials of', 'recorded without this score')
}

/** `2 only in base (a, b) and 1 only in head (c)`. */
export function oneArmOnly({ caseIds }: RecordedSuite, byArm: CasesByArm): string {
  return (['base', 'head'] as const)
    .filter((arm) => byArm[arm].length > 0)
    .map(
      (arm) => `${byArm[arm].length} only in ${arm} (${named(byArm[arm].map((index) => caseIds[index]!))})`,
    )
    .join(' and ')
}

function named(ids: readonly string[]): string {
  const rest = ids.length - MOST_NAMES
  const shown = ids.slice(0, MOST_NAMES).join(', ')
  return rest > 0 ? `${shown} and ${rest} more` : shown
}

/** An arm that loses many of its trials, or more than the other, would be judged on its survivors. */
function lossShortfall(
  lost: Readonly<Record<Arm, number>>,
  kept: Readonly<Record<Arm, number>>,
  of: string,
  how: string,
): string | undefined {
  for (const arm of ['base', 'head'] as const) {
    const all = lost[arm] + kept[arm]
    if (lost[arm] > MISSING_LIMIT * all) {
      return `${lost[arm]} of ${all} ${of} ${arm} were ${how}, more than ${MISSING_LIMIT * 100} %`
    }
  }
  const base = { passes: kept.base, trials: kept.base + lost.base }
  const head = { passes: kept.head, trials: kept.head + lost.head }
  return 2 * Math.min(fisherWorse(base, head), fisherWorse(head, base)) < UNEVEN_LEVEL
    ? `${lost.base} ${of} base and ${lost.head} of head were ${how}, which is no accident`
    : undefined
}
