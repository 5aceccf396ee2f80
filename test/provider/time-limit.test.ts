import { describe, expect, it } from 'vitest'
import { createLearnedLimit } from '../../src/provider/learned-limit.ts'
import { ProviderError } from '../../src/provider/provider-error.ts'
import { createTimeLimit } from '../../src/provider/time-limit.ts'
import { logNormal } from './run-limited.ts'
import { simulatedTime } from './simulated-time.ts'

const { signal } = new AbortController()

/** Runs requests that take the given times, 50 at a time, each until it is answered; gives how often and when they were cut off. */
async function run(times: readonly ((attempt: number) => number)[], firstByteMs?: number) {
  const time = simulatedTime()
  const limit = createTimeLimit({ limitMs: 120_000, clock: time })
  const cuts: { index: number; attempt: number; afterMs: number }[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < times.length; index = next++) {
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        const start = time.now()
        try {
          await limit.run(
            async (linked, onFirstByte) => {
              const total = times[index]!(attempt)
              const first = Math.min(total, firstByteMs ?? total)
              await time.sleep(first, linked)
              if (firstByteMs !== undefined) onFirstByte()
              await time.sleep(total - first, linked)
            },
            { attempt, signal },
          )
          break
        } catch (error) {
          expect(error).toBeInstanceOf(ProviderError)
          cuts.push({ index, attempt, afterMs: time.now() - start })
        }
      }
    }
  }
  await time.run(Promise.all(Array.from({ length: 50 }, work)))
  return { cuts, seconds: time.now() / 1000 }
}

describe('the limit that is learned', () => {
  it('is unknown until a hundred answers', () => {
    const limit = createLearnedLimit()
    for (let index = 0; index < 99; index += 1) limit.add(100)
    expect(limit.limitMs()).toBeUndefined()
    limit.add(100)
    expect(limit.limitMs()).toBe(10_000)
  })

  it('is three times the 99th percentile', () => {
    const limit = createLearnedLimit()
    for (let index = 0; index < 1000; index += 1) limit.add(index < 985 ? 1000 : 20_000)
    expect(limit.limitMs()).toBe(60_000)
  })
})

describe('requests', () => {
  it('that hang are given up long before the policy’s limit, and their next attempt is answered', async () => {
    const latency = logNormal(300, 1)
    const times = Array.from(
      { length: 1000 },
      (_, index) => (attempt: number) => (index % 100 === 7 && attempt === 1 ? 1e9 : latency()),
    )
    const { cuts, seconds } = await run(times)
    expect(cuts.map(({ index }) => index % 100)).toEqual(new Array(10).fill(7))
    expect(cuts.every(({ attempt }) => attempt === 1)).toBe(true)
    expect(seconds).toBeLessThan(25)
  })

  it('that are merely slow are not: less than one in a thousand with a heavy tail', async () => {
    const latency = logNormal(3000, 1)
    const { cuts } = await run(Array.from({ length: 5000 }, () => () => latency()))
    expect(cuts.length).toBeLessThan(5)
  })

  it('are not cut off when slowness is the manner of one in twenty', async () => {
    const latency = logNormal(1000, 0.3)
    const times = Array.from({ length: 2000 }, (_, index) => () => (index % 20 === 3 ? 60_000 : latency()))
    const { cuts } = await run(times)
    // Two in a hundred at most, and each of those is answered in the end.
    expect(cuts.length).toBeLessThan(50)
  })

  it('have the policy’s limit as long as nothing is known', async () => {
    const { cuts } = await run(Array.from({ length: 20 }, () => () => 1e9))
    expect(cuts.every(({ afterMs }) => afterMs === 120_000)).toBe(true)
    expect(cuts).toHaveLength(100)
  })

  it('that have begun to answer are never cut off for their length', async () => {
    const latency = logNormal(500, 0.5)
    const times = Array.from({ length: 1000 }, (_, index) => () => (index === 700 ? 100_000 : latency()))
    expect((await run(times, 50)).cuts).toEqual([])
  })

  it('end with the reason of an abort', async () => {
    const time = simulatedTime()
    const controller = new AbortController()
    const reason = new Error('stop')
    const limit = createTimeLimit({ limitMs: 1000, clock: time })
    const running = limit.run((linked) => time.sleep(500, linked), { attempt: 1, signal: controller.signal })
    controller.abort(reason)
    await expect(running).rejects.toBe(reason)
  })
})
