import { type FollowUp, type FollowUpTrials, followUpKey } from '../sampling/follow-up.ts'
import { holm } from '../stats/holm.ts'
import { pWorse, summary } from './case-tests.ts'
import type { ArmSummary } from './claim-test.ts'
import type { Suspect } from './screen-cases.ts'

/** A suspect whose drop fresh trials confirm. Of labels, the figures are the share of those that came less often in the run. */
export interface ConfirmedDrop extends Pick<Suspect, 'case' | 'metric' | 'lost'> {
  readonly base: ArmSummary
  readonly head: ArmSummary
  /** Of the fresh trials alone, adjusted for the other suspects of the attempt. */
  readonly p: number
  /** base − head. */
  readonly drop: number
}

/** The attempts of a suite to name culprits. What is tried is decided by the run's own data, what is named by fresh data alone. */
export interface Confirmations {
  /**
   * Asks for fresh pairs of the most suspicious.
   * @param calls that may be made; as many suspects as they suffice for are tried
   */
  attempt(suspects: readonly Suspect[], calls: number): void
  readonly attempts: number
  /** All pairs that have been asked for. */
  readonly wanted: readonly FollowUp[]
  /** Of all attempts. */
  readonly suspects: readonly Suspect[]
  confirmed(trials: readonly FollowUpTrials[]): readonly ConfirmedDrop[]
}

interface Attempt {
  readonly suspects: readonly Suspect[]
  readonly level: number
  /** Per case, fresh pairs up to and with this attempt. */
  readonly pairs: ReadonlyMap<number, number>
}

/** Suspects of one attempt. */
const MOST_SUSPECTS = 5
/** Fresh pairs of a suspect. Six against none of six is .0011 by Fisher's test; graded scores need 2⁻⁸ to reach as far. */
const PAIRS = { passFail: 6, graded: 8 }
/** Share of unconcerned suites, at most, in which a case is named. */
const NAMING_LEVEL = 0.05
/** The first attempt spends four fifths of the level, each later one four fifths of what is left. */
const SPENT_AT_ONCE = 0.8

/**
 * Each attempt is one family of tests by Holm's method at a level of its own, and the levels sum to 5 %. A suspect that is tried again is
 * judged on all its fresh pairs; which cases are tried never depends on them.
 */
export function createConfirmations(): Confirmations {
  const attempts: Attempt[] = []
  const wanted: FollowUp[] = []
  const pairs = new Map<number, number>()
  return {
    attempt(suspects, calls) {
      const tried = affordable(suspects.slice(0, MOST_SUSPECTS), calls)
      if (tried.length === 0) return
      const fresh = pairsPerCase(tried)
      for (let round = 0; round < Math.max(...fresh.values()); round += 1) {
        for (const [index, count] of fresh) {
          if (round >= count) continue
          const place = pairs.get(index) ?? 0
          wanted.push({ purpose: 'confirmation', case: index, place, variants: ['head'] })
          pairs.set(index, place + 1)
        }
      }
      const level = NAMING_LEVEL * SPENT_AT_ONCE * (1 - SPENT_AT_ONCE) ** attempts.length
      attempts.push({ suspects: tried, level, pairs: new Map(pairs) })
    },
    get attempts() {
      return attempts.length
    },
    wanted,
    get suspects() {
      return attempts.flatMap(({ suspects }) => suspects)
    },
    confirmed(trials) {
      const named: ConfirmedDrop[] = []
      for (const attempt of attempts) {
        named.push(...namedBy(attempt, trials).filter((one) => !named.some((other) => isSame(one, other))))
      }
      return named
    },
  }
}

/** The sets that the trials do not answer yet. */
export function unanswered(
  wanted: readonly FollowUp[],
  trials: readonly FollowUpTrials[],
): readonly FollowUp[] {
  const answered = new Set(trials.map(followUpKey))
  return wanted.filter((one) => !answered.has(followUpKey(one)))
}

function affordable(suspects: readonly Suspect[], calls: number): readonly Suspect[] {
  for (let count = suspects.length; count > 0; count -= 1) {
    const tried = suspects.slice(0, count)
    const fresh = [...pairsPerCase(tried).values()].reduce((sum, pairs) => sum + pairs, 0)
    if (2 * fresh <= calls) return tried
  }
  return []
}

/** A case may be suspected on several metrics: its pairs serve them all. */
function pairsPerCase(suspects: readonly Suspect[]): ReadonlyMap<number, number> {
  const fresh = new Map<number, number>()
  for (const { case: index, graded } of suspects) {
    fresh.set(index, Math.max(fresh.get(index) ?? 0, graded ? PAIRS.graded : PAIRS.passFail))
  }
  return fresh
}

function namedBy(
  { suspects, level, pairs }: Attempt,
  trials: readonly FollowUpTrials[],
): readonly ConfirmedDrop[] {
  const tests = suspects.map(({ case: index, metric, lost }) => {
    const scoreOf = (value: number): number => (lost === undefined ? value : Number(lost.has(value)))
    const sets = trials
      .filter((one) => one.purpose === 'confirmation' && one.case === index && one.place < pairs.get(index)!)
      .toSorted((a, b) => a.place - b.place)
      .map((one) => ({ base: one.base?.[metric], head: one.variants.get('head')?.[metric] }))
      .filter(isWhole)
    const base = sets.map((one) => scoreOf(one.base))
    const head = sets.map((one) => scoreOf(one.head))
    const suspect = { case: index, metric, ...(lost === undefined ? {} : { lost }) }
    return { suspect, base, head, p: sets.length === 0 ? 1 : pWorse(base, head) }
  })
  const adjusted = holm(tests.map((test) => test.p))
  return tests.flatMap(({ suspect, base, head }, place) => {
    const p = adjusted[place]!
    if (p > level) return []
    const [before, after] = [summary(base), summary(head)]
    return [{ ...suspect, base: before, head: after, p, drop: before.mean! - after.mean! }]
  })
}

function isWhole(pair: {
  readonly base: number | undefined
  readonly head: number | undefined
}): pair is { readonly base: number; readonly head: number } {
  return pair.base !== undefined && pair.head !== undefined && !Number.isNaN(pair.head - pair.base)
}

type Suspicion = Pick<Suspect, 'case' | 'metric' | 'lost'>

/** A score may be suspected for its drop and, where it is asserted as a distribution, for its values. */
export function isSame(a: Suspicion, b: Suspicion): boolean {
  return a.case === b.case && a.metric === b.metric && isOfLabels(a) === isOfLabels(b)
}

export function isOfLabels({ lost }: Pick<Suspect, 'lost'>): boolean {
  return lost !== undefined
}
