import type { Clock } from '../../src/provider/clock.ts'

/** Time that stands still while anything runs, and then leaps to whatever is due next. */
export interface SimulatedTime extends Clock {
  /** Calls back at a later time, in the order of time. */
  after(ms: number, callback: () => void): void
  /** Lets time pass until the promise settles; throws when nothing is due any more and it has not. */
  run<T>(promise: Promise<T>): Promise<T>
}

interface Due {
  readonly at: number
  readonly order: number
  readonly callback: () => void
}

export function simulatedTime(): SimulatedTime {
  let now = 0
  let order = 0
  const due: Due[] = []

  const after = (ms: number, callback: () => void): void => {
    const entry = { at: now + Math.max(0, ms), order: order++, callback }
    let index = due.length
    while (index > 0 && (due[index - 1]!.at < entry.at || due[index - 1]!.at === entry.at)) index -= 1
    due.splice(index, 0, entry)
  }
  return {
    now: () => now,
    after,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        after(ms, () => resolve())
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      }),
    async run(promise) {
      let settled = false
      const mark = () => {
        settled = true
      }
      promise.then(mark, mark)
      for (;;) {
        // All that the last moment set in motion happens before the next.
        await new Promise((resolve) => setImmediate(resolve))
        if (settled) return promise
        const next = due.pop()
        if (next === undefined) throw new Error('nothing is due any more, and it has not ended')
        now = next.at
        next.callback()
      }
    },
  }
}
