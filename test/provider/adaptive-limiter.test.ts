import { describe, expect, it } from 'vitest'
import { createAdaptiveLimiter, type Permit } from '../../src/provider/adaptive-limiter.ts'
import { createFlightSlots } from '../../src/provider/flight-slots.ts'
import { createRandom } from '../../src/stats/random.ts'
import { logNormal, runLimited } from './run-limited.ts'
import { simulatedTime } from './simulated-time.ts'

const { signal } = new AbortController()
const small = { input: 1, output: 0 }
const settle = () => new Promise((resolve) => setImmediate(resolve))

function limiterOf(concurrency: number) {
  const time = simulatedTime()
  const slots = createFlightSlots(concurrency)
  return { time, slots, limiter: createAdaptiveLimiter({ slots, clock: time }) }
}

describe('against a server without limits', () => {
  it('the number in flight doubles from 8 with each round, up to the policy’s', async () => {
    const { seconds, most, lost } = await runLimited(2000, 100, { latencyMs: () => 200 })
    expect({ most, lost }).toEqual({ most: 100, lost: 0 })
    // Rounds of 8, 16, 32 and 64 before the full 100: .8 s for 120 requests instead of .24 s.
    expect(seconds).toBeCloseTo(4.8, 1)
  })

  it('a policy of one request at a time is kept', async () => {
    const { seconds, most } = await runLimited(20, 1, { latencyMs: () => 100 })
    expect(most).toBe(1)
    expect(seconds).toBeCloseTo(2, 5)
  })
})

describe('against a limited rate of requests', () => {
  it.each([
    ['fixed latency', () => 100],
    ['varying latency', logNormal(100, 0.5)],
  ])('that is only seen in refusals, with %s, it is found and kept', async (_, latencyMs) => {
    const { seconds, refused, lost } = await runLimited(2000, 100, {
      latencyMs,
      perSecond: 200,
      burst: 20,
      retryAfterMs: 1000,
    })
    expect(lost).toBe(0)
    // (2000 − 20) / 200 + .1
    expect(seconds).toBeGreaterThan(9.9)
    expect(seconds).toBeLessThan(10.8)
    expect(refused).toBeLessThan(40)
  })

  it('with a large reserve, it is found when the reserve is used up', async () => {
    const { seconds, refused, lost } = await runLimited(2000, 100, {
      latencyMs: logNormal(100, 0.5),
      perSecond: 200,
      burst: 200,
      retryAfterMs: 1000,
    })
    expect(lost).toBe(0)
    expect(seconds).toBeLessThan(10.5)
    expect(refused).toBeLessThan(40)
  })

  it('with a large reserve and hints that are too short, it is found too', async () => {
    const { seconds, refused, lost } = await runLimited(2000, 100, {
      latencyMs: logNormal(2000, 0.8),
      perSecond: 10,
      burst: 600,
      retryAfterMs: 100,
    })
    expect(lost).toBe(0)
    expect(seconds).toBeLessThan(180)
    expect(refused).toBeLessThan(100)
  })

  it('that is announced, hardly a request is refused', async () => {
    const { seconds, refused, lost } = await runLimited(2000, 100, {
      latencyMs: logNormal(2000, 0.8),
      perSecond: 10,
      burst: 600,
      retryAfterMs: 100,
      announces: true,
    })
    expect(lost).toBe(0)
    // The figures in the headers are rounded.
    expect(refused).toBeLessThan(10)
    // (2000 − 600) / 10 and the tail of the last answers
    expect(seconds).toBeLessThan(165)
  })

  it('counted by windows, it waits as long as it is asked to', async () => {
    const { seconds, refused, lost } = await runLimited(1000, 100, {
      latencyMs: logNormal(1000, 0.5),
      window: { requests: 300, ms: 60_000 },
    })
    expect(lost).toBe(0)
    expect(seconds).toBeLessThan(200)
    expect(refused).toBeLessThan(10)
  })
})

describe('against a server that refuses one in twenty for reasons of its own', () => {
  it('the pace falls, but never comes to a stop, and nothing is lost', async () => {
    const luck = createRandom('luck')
    const { seconds, lost } = await runLimited(2000, 50, {
      latencyMs: logNormal(300, 0.5),
      unlucky: () => luck.uniform() < 0.05,
      retryAfterMs: 1000,
    })
    expect(lost).toBe(0)
    // 13.6 s without its refusals; 100 of them that each asked for a second
    expect(seconds).toBeLessThan(70)
  })
})

describe('against a limited rate of tokens', () => {
  it('input and output that are counted apart are kept apart', async () => {
    const { time, limiter } = limiterOf(10)
    const first = await limiter.acquire(small, signal)
    const report = { outputTokens: { limit: 1000, remaining: 100, resetMs: 900 } }
    first.release({ kind: 'answered', tokens: small, report })
    const sent: [string, number][] = []
    const send = (name: string, most: { readonly input: number; readonly output: number }) =>
      limiter.acquire(most, signal).then((permit) => {
        sent.push([name, time.now()])
        permit.release({ kind: 'answered', tokens: most })
      })
    // Output flows in at 1 a millisecond; input is not limited.
    await time.run(
      Promise.all([
        send('much input', { input: 100_000, output: 50 }),
        send('much output', { input: 1, output: 250 }),
      ]),
    )
    expect(sent).toEqual([
      ['much input', 0],
      ['much output', 200],
    ])
  })

  it('that is announced, nothing is refused', async () => {
    const { seconds, refused, lost } = await runLimited(2000, 100, {
      latencyMs: logNormal(500, 0.8),
      tokensPerSecond: 1000,
      tokenBurst: 6000,
    })
    expect({ lost, refused }).toEqual({ lost: 0, refused: 0 })
    // (2000 × 10 − 6000) / 1000
    expect(seconds).toBeGreaterThan(14)
    expect(seconds).toBeLessThan(20)
  })
})

describe('against a limited number in flight', () => {
  it.each([
    [4, 200, 200, 11.3],
    [20, 1000, 200, 11.3],
    [60, 1000, 2000, 38],
  ])('of %d, it is found and kept', async (inFlight, requests, medianMs, ideal) => {
    const { seconds, refused, lost } = await runLimited(requests, 100, {
      latencyMs: logNormal(medianMs, 0.5),
      inFlight,
      retryAfterMs: 1000,
    })
    expect(lost).toBe(0)
    expect(seconds).toBeLessThan(1.3 * ideal)
    expect(refused / requests).toBeLessThan(0.05)
  })
})

describe('against a server that shuts for three of ten seconds', () => {
  it('nothing is lost, and the rest of the time is used', async () => {
    const { seconds, refused, lost } = await runLimited(4000, 50, {
      latencyMs: logNormal(300, 0.5),
      shut: (now) => now % 10_000 > 7000,
      retryAfterMs: 1000,
    })
    expect(lost).toBe(0)
    // 27 s of work in 70 % of the time
    expect(seconds).toBeLessThan(50)
    expect(refused).toBeLessThan(150)
  })
})

describe('those who wait', () => {
  it('are served in the order in which they came', async () => {
    const { limiter } = limiterOf(2)
    const order: string[] = []
    const permits = ['a', 'b', 'c', 'd'].map((name) =>
      limiter.acquire(small, signal).then((permit) => {
        order.push(name)
        return permit
      }),
    )
    await settle()
    expect(order).toEqual(['a', 'b'])
    ;(await permits[1]!).release({ kind: 'failed' })
    await settle()
    expect(order).toEqual(['a', 'b', 'c'])
    ;(await permits[0]!).release({ kind: 'failed' })
    await settle()
    expect(order).toEqual(['a', 'b', 'c', 'd'])
  })

  it('are forgotten when they abort, and reject at once when they have', async () => {
    const { limiter } = limiterOf(1)
    const first = await limiter.acquire(small, signal)
    const controller = new AbortController()
    const second = limiter.acquire(small, controller.signal)
    const third = limiter.acquire(small, signal)
    const reason = new Error('stop')
    controller.abort(reason)
    await expect(second).rejects.toBe(reason)
    await expect(limiter.acquire(small, controller.signal)).rejects.toBe(reason)
    first.release({ kind: 'answered' })
    await expect(third).resolves.toBeDefined()
  })

  it('leave no alarm behind when they abort during a pause', async () => {
    const { limiter, time } = limiterOf(4)
    limiter.trip(60_000)
    const controller = new AbortController()
    const waiting = limiter.acquire(small, controller.signal)
    await settle()
    controller.abort(new Error('stop'))
    await expect(waiting).rejects.toThrow('stop')
    expect(time.now()).toBe(0)
  })

  it('share the places of their provider with those of another model family', async () => {
    const { limiter, slots, time } = limiterOf(2)
    const other = createAdaptiveLimiter({ slots, clock: time })
    const held = [await limiter.acquire(small, signal), await limiter.acquire(small, signal)]
    let served: Permit | undefined
    other.acquire(small, signal).then((permit) => {
      served = permit
    })
    await settle()
    expect(served).toBeUndefined()
    held[0]!.release({ kind: 'answered' })
    await settle()
    expect(served).toBeDefined()
  })

  it('are let out one first after a pause', async () => {
    const { limiter, time } = limiterOf(20)
    limiter.trip(5000)
    const out: number[] = []
    const acquire = () =>
      limiter.acquire(small, signal).then((permit) => {
        out.push(time.now())
        return permit
      })
    const permits = Array.from({ length: 10 }, acquire)
    const first = await time.run(permits[0]!)
    await settle()
    expect(out).toEqual([5000])
    first.release({ kind: 'answered' })
    await settle()
    expect(out).toEqual([5000, 5000, 5000])
  })

  it('know how long they are held back, which is nothing while nobody waits', async () => {
    const { limiter, time } = limiterOf(20)
    limiter.trip(5000)
    expect(limiter.heldBackMs()).toBe(0)
    const waiting = limiter.acquire(small, signal)
    await settle()
    expect(limiter.heldBackMs()).toBe(5000)
    await time.run(waiting)
    expect(limiter.heldBackMs()).toBe(0)
  })
})
