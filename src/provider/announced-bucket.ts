import type { LimitWindow } from './limit-headers.ts'

/** Requests and tokens are limited by the minute unless the provider's own figures say otherwise. */
const USUAL_PERIOD_MS = 60_000

/**
 * A token bucket as the provider announces it in its headers. It lets everything pass until the first announcement; between two
 * of them it counts on by itself.
 */
export interface AnnouncedBucket {
  /** Milliseconds until an amount may be taken; 0: now. */
  waitMs(amount: number, now: number): number
  /** @returns the sum of all that was taken so far, this amount included: names the moment for `announce` */
  take(amount: number, now: number): number
  giveBack(amount: number, now: number): void
  /**
   * @param taken what `take` returned for the request whose reply this is: what was taken since is not in the provider's figure
   * @param sentAt when that request was sent: what has flowed in since is not in it either
   */
  announce(announced: LimitWindow, taken: number, sentAt: number, now: number): void
}

export function createAnnouncedBucket(): AnnouncedBucket {
  let known: { readonly capacity: number; readonly perMs: number } | undefined
  let level = 0
  let at = 0
  let taken = 0

  const fill = (now: number): void => {
    if (known === undefined) return
    level = Math.min(known.capacity, level + known.perMs * Math.max(0, now - at))
    at = now
  }

  return {
    waitMs(amount, now) {
      if (known === undefined) return 0
      fill(now)
      // A request larger than the bucket may be sent when the bucket is full, and is then for the provider to judge.
      const wanted = Math.min(amount, known.capacity)
      return level >= wanted ? 0 : (wanted - level) / known.perMs
    },
    take(amount, now) {
      fill(now)
      level -= amount
      taken += amount
      return taken
    },
    giveBack(amount, now) {
      fill(now)
      if (known !== undefined) level = Math.min(known.capacity, level + amount)
    },
    announce({ limit, remaining, resetMs }, takenThen, sentAt, now) {
      if (limit === undefined || remaining === undefined || !(limit > 0) || !(remaining >= 0)) return
      const used = limit - remaining
      const told = resetMs !== undefined && resetMs > 0 && used > 0
      known = { capacity: limit, perMs: told ? used / resetMs : (known?.perMs ?? limit / USUAL_PERIOD_MS) }
      level = Math.min(limit, remaining - (taken - takenThen) + known.perMs * Math.max(0, now - sentAt))
      at = now
    },
  }
}
