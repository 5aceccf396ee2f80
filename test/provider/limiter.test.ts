import { describe, expect, it } from 'vitest'
import { createLimiter, type Permit } from '../../src/provider/limiter.ts'

const signal = new AbortController().signal
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('a limiter', () => {
  it('lets no more out than its limit, and the longest waiting first', async () => {
    const limiter = createLimiter(2)
    const order: string[] = []
    const take = (name: string) =>
      limiter.acquire(signal).then((permit) => {
        order.push(name)
        return permit
      })
    const permits: Promise<Permit>[] = ['a', 'b', 'c', 'd'].map(take)
    await settle()
    expect(order).toEqual(['a', 'b'])
    ;(await permits[1]!).release()
    await settle()
    expect(order).toEqual(['a', 'b', 'c'])
    ;(await permits[0]!).release()
    ;(await permits[2]!).release()
    await settle()
    expect(order).toEqual(['a', 'b', 'c', 'd'])
    ;(await permits[3]!).release()
    const both = await Promise.all([limiter.acquire(signal), limiter.acquire(signal)])
    expect(both).toHaveLength(2)
  })

  it('forgets who aborted while waiting, and gives the turn to the next', async () => {
    const limiter = createLimiter(1)
    const first = await limiter.acquire(signal)
    const controller = new AbortController()
    const second = limiter.acquire(controller.signal)
    const third = limiter.acquire(signal)
    const reason = new Error('stop')
    controller.abort(reason)
    await expect(second).rejects.toBe(reason)
    first.release()
    await expect(third).resolves.toBeDefined()
  })

  it('rejects at once who has aborted before', async () => {
    const reason = new Error('stop')
    await expect(createLimiter(1).acquire(AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})
