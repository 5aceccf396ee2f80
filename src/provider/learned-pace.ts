import type { SentRequest } from './flight-cap.ts'

/** A rate from fewer requests is a guess. */
const ENOUGH = 16
/** What was let through in less time may all have been a reserve. */
const SHORTEST_MS = 100
/** Requests per millisecond: however often it is refused, it asks again. */
const SLOWEST = 1 / 5000
/** The pace is tried a little faster after each clean quarter of a second, or 16 requests where those take longer. */
const EPOCH_MS = 250
/** How late a timer may be without slowing the pace. */
const SLACK_MS = 20
const HALF_LIFE_MS = 60_000
const GROWTH = { guessed: 0.25, measured: 0.02, least: 0.002, most: 0.5 }
/** Measurements this close to each other are of the same limit. */
const AGREEMENT = 0.05

/**
 * The rate that a provider lets through, learned from its refusals: at each of them its bucket is empty, so that what it let through
 * between two of them divided by the time is its rate. Requests are spread at about that rate, and after each clean stretch a
 * little more is tried: 2 %, 4 %, 8 %, …, as CUBIC does around the last known limit (RFC 9438 §4.2); less where measurements agree.
 */
export interface LearnedPace {
  /** Milliseconds until the next request may leave; 0: now. */
  waitMs(now: number): number
  sent(now: number): void
  /**
   * The first refusal of an episode.
   * @param byRate whether it is known that the rate is at fault, and not the number of requests in flight
   */
  refused(request: SentRequest, byRate: boolean, now: number): void
  /** A further refusal of the same episode. */
  refusedToo(request: SentRequest): void
  /** The provider took nothing at all for a while: its refusals said nothing about the rate. */
  wasShut(request: SentRequest, until: number): void
}

export function createLearnedPace(): LearnedPace {
  /** Requests per millisecond. */
  let rate = Number.POSITIVE_INFINITY
  let rateWhenOpen = rate
  /** The last measurement, and how fast the pace may grow after one. */
  let measured = 0
  /** The most that was let through of late. Who refuses a few requests even at half of that does not mean the pace. */
  let best = 0
  let bestAt = 0
  let caution = GROWTH.measured
  let growth = GROWTH.guessed
  /** When the next request is due: the generic cell rate algorithm (ITU-T I.371). */
  let due = 0
  /** From where requests are counted. `empty`: the provider's bucket is known to have been so. */
  let mark: { number: number; at: number; empty: boolean } | undefined
  let refusedSinceMark = 0
  let epoch = { start: 0, sent: 0 }

  const grow = (now: number): void => {
    const elapsed = now - epoch.start
    if (rate === Number.POSITIVE_INFINITY || epoch.sent < ENOUGH || elapsed < EPOCH_MS) return
    // A pace that does not hold anything back has shown nothing.
    if (epoch.sent / elapsed > 0.8 * rate) {
      rate *= 1 + growth
      growth = Math.min(GROWTH.most, 2 * growth)
    }
    epoch = { start: now, sent: 0 }
  }

  return {
    waitMs: (now) => (rate === Number.POSITIVE_INFINITY ? 0 : Math.max(0, due - SLACK_MS - now)),
    sent(now) {
      mark ??= { number: 0, at: now, empty: false }
      epoch.sent += 1
      grow(now)
      due = Math.max(due, now) + 1 / rate
    },
    refused({ number, sentAt }, byRate, now) {
      const { number: from, at, empty } = mark!
      const through = Math.max(0, number - from - 1 - refusedSinceMark)
      const elapsed = sentAt - at
      epoch = { start: now, sent: 0 }
      if (through < ENOUGH && rate < Number.POSITIVE_INFINITY) {
        refusedSinceMark += 1
        rate = Math.max(SLOWEST, rate / 2, Math.min(rate, (through + 2) / Math.max(elapsed, 1)))
        return
      }
      const latest = Math.max(through, 1) / Math.max(elapsed, empty ? 1 : SHORTEST_MS)
      if (empty) {
        best = Math.max(latest, best * 0.5 ** ((now - bestAt) / HALF_LIFE_MS))
        bestAt = now
        const agrees = Math.abs(latest / measured - 1) < AGREEMENT
        caution = agrees ? Math.max(GROWTH.least, caution / 2) : GROWTH.measured
        measured = latest
      }
      const wanted = latest * (byRate ? 0.99 : 1.1)
      growth = empty ? caution : GROWTH.guessed
      rate =
        rate === Number.POSITIVE_INFINITY
          ? wanted
          : Math.max(SLOWEST, rate / 2, best / 2, Math.min(rate, wanted))
      rateWhenOpen = rate
      mark = { number, at: sentAt, empty: true }
      refusedSinceMark = 0
    },
    refusedToo({ number, sentAt }) {
      if (mark?.empty && number > mark.number && refusedSinceMark === 0)
        mark = { number, at: sentAt, empty: true }
      else refusedSinceMark += 1
    },
    wasShut({ number }, until) {
      rate = rateWhenOpen
      mark = { number, at: until, empty: false }
      refusedSinceMark = 0
    },
  }
}
