import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProviderError } from '../../src/provider/provider-error.ts'
import { createRetryBudget, withRetries } from '../../src/provider/retry.ts'
import { retryHintMs } from '../../src/provider/retry-hint.ts'
import { virtualClock } from './virtual-clock.ts'

const signal = new AbortController().signal

function busy(retryAfterMs?: number) {
  return new ProviderError('it is overloaded (503)', {
    kind: 'overloaded',
    status: 503,
    retryable: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

/** Fails with the given errors in turn, then resolves. */
function run(errors: readonly Error[], random = 0.999) {
  const clock = virtualClock()
  let attempts = 0
  const result = withRetries(
    async (number) => {
      attempts += 1
      expect(number).toBe(attempts)
      const error = errors[number - 1]
      if (error !== undefined) throw error
      return 'answer'
    },
    { budget: createRetryBudget(), clock, random: () => random, signal },
  )
  return { clock, result, attempts: () => attempts }
}

describe('retries', () => {
  it('stop at the first answer', async () => {
    const { clock, result } = run([])
    expect(await result).toEqual({ value: 'answer', attempts: 1 })
    expect(clock.waits).toEqual([])
  })

  it('wait with full jitter below .5, 1, 2 and 4 seconds', async () => {
    const { clock, result } = run([busy(), busy(), busy(), busy()], 0.5)
    expect(await result).toEqual({ value: 'answer', attempts: 5 })
    expect(clock.waits).toEqual([250, 500, 1000, 2000])
  })

  it('end after the fifth attempt, with the last error and its facts', async () => {
    const { result, attempts } = run(Array.from({ length: 9 }, () => busy(10)))
    await expect(result).rejects.toMatchObject({
      kind: 'overloaded',
      status: 503,
      attempts: 5,
      retryable: true,
      message: 'it is overloaded (503) (5 attempts)',
    })
    expect(attempts()).toBe(5)
  })

  it('wait the larger of the hint and the backoff', async () => {
    const { clock, result } = run([busy(10), busy(5000)], 0.5)
    await result
    expect(clock.waits).toEqual([250, 5000])
  })

  it('are not made for an error that will come again', async () => {
    const bad = new ProviderError('it refused the request (400)', { kind: 'bad-request', status: 400 })
    const { result, attempts } = run([bad])
    await expect(result).rejects.toBe(bad)
    expect(attempts()).toBe(1)
  })

  it('are not made for an error that is no answer of a provider', async () => {
    const bug = new TypeError('a bug')
    await expect(run([bug]).result).rejects.toBe(bug)
  })

  it('end at an abort during a wait, with its reason', async () => {
    const controller = new AbortController()
    const reason = new Error('stop')
    const result = withRetries(
      async () => {
        controller.abort(reason)
        throw busy()
      },
      { budget: createRetryBudget(), clock: virtualClock(), random: () => 0, signal: controller.signal },
    )
    await expect(result).rejects.toBe(reason)
  })

  it('of a whole provider stay below 20 and 35 % of its requests', async () => {
    const budget = createRetryBudget()
    const clock = virtualClock()
    let sent = 0
    for (let call = 0; call < 1000; call += 1) {
      const failing = async () => {
        sent += 1
        throw busy()
      }
      await withRetries(failing, { budget, clock, random: () => 0, signal }).catch(() => {})
    }
    expect(sent).toBe(1000 + 20 + 350)
  })

  it('never wait longer than their backoff allows, whatever the jitter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (random) => {
        const { clock, result } = run([busy(), busy(), busy(), busy()], random)
        await result
        clock.waits.forEach((wait, index) => {
          expect(wait).toBeLessThanOrEqual(500 * 2 ** index)
        })
      }),
      { numRuns: 50 },
    )
  })
})

describe('a hint to wait', () => {
  it.each([
    [{ 'retry-after-ms': '1500' }, 1500],
    [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
    [{ 'retry-after': '9' }, 9000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': '0' }, 0],
    [{ date: 'Sun, 01 Nov 2026 10:00:00 GMT', 'retry-after': 'Sun, 01 Nov 2026 10:00:07 GMT' }, 7000],
    [{ date: 'Sun, 01 Nov 2026 10:00:00 GMT', 'retry-after': 'Sun, 01 Nov 2026 09:00:00 GMT' }, 0],
  ])('%j is read', (headers, expected) => {
    expect(retryHintMs(headers as unknown as Record<string, string>)).toBe(expected)
  })

  it.each([
    {},
    { 'retry-after': '' },
    { 'retry-after': '-5' },
    { 'retry-after': 'soon' },
    { 'retry-after': '1e9' },
    { 'retry-after': 'Sun, 01 Nov 2026 10:00:07 GMT' },
  ])('%j says nothing', (headers) => {
    expect(retryHintMs(headers as Record<string, string>)).toBeUndefined()
  })
})
