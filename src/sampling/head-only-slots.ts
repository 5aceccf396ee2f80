import type { RecordedTrial } from './recorded-trial.ts'
import type { RecordedTrials } from './recorded-trials.ts'
import type { HeadOnlyCase } from './suite-to-sample.ts'

/** A trial of head alone that is wanted. */
export interface HeadOnlySlot {
  readonly one: HeadOnlyCase
  readonly trial: number
  /** The how-manieth of its case it is, from 0. */
  readonly place: number
  readonly known: RecordedTrial | undefined
}

/** The places `from` up to `to` of every case. */
export function* headOnlySlots(
  cases: readonly HeadOnlyCase[],
  recorded: RecordedTrials,
  from: number,
  to: number,
): Generator<HeadOnlySlot> {
  for (const one of cases) {
    const known = recorded.headOnly(one.id, one.form, one.head.hash)
    const free = recorded.freeIndexAlone(one.id, one.form)
    for (let place = from; place < to; place += 1) {
      yield { one, place, trial: known[place]?.trial ?? free + place - known.length, known: known[place] }
    }
  }
}
