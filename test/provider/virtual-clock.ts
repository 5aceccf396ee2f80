import type { Clock } from '../../src/provider/clock.ts'

/** A clock in which sleeping moves the time at once; it remembers every wait. */
export function virtualClock(): Clock & { readonly waits: readonly number[] } {
  let time = 0
  const waits: number[] = []
  return {
    waits,
    now: () => time,
    async sleep(ms, signal) {
      signal.throwIfAborted()
      waits.push(ms)
      time += ms
    },
  }
}
