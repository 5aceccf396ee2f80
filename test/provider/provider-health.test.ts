import { beforeEach, describe, expect, it } from 'vitest'
import { ProviderError, type ProviderErrorKind } from '../../src/provider/provider-error.ts'
import { createProviderHealth, type ProviderHealth } from '../../src/provider/provider-health.ts'

let now: number
let pauses: number[]
let health: ProviderHealth

beforeEach(() => {
  now = 0
  pauses = []
  health = createProviderHealth({
    clock: { now: () => now },
    pause: (ms) => pauses.push(ms),
  })
})

function fail(
  times: number,
  more: { kind?: ProviderErrorKind; draw?: string; hint?: number; inFlight?: number } = {},
) {
  const error = new ProviderError('it failed', {
    kind: more.kind ?? 'server-error',
    retryable: true,
    ...(more.hint === undefined ? {} : { retryAfterMs: more.hint }),
  })
  for (let index = 0; index < times; index += 1) {
    health.failed(error, { drawKey: more.draw ?? `draw ${index}`, sentAt: now, inFlight: more.inFlight ?? 1 })
  }
}

const why = () => (health.down.reason as ProviderError | undefined)?.message

describe('a provider that never answered', () => {
  it('is down after five failures in a row', () => {
    fail(4)
    expect(why()).toBeUndefined()
    fail(1)
    expect(why()).toBe('it failed; it has not answered any request and counts as down')
  })

  it('is not down because of one case', () => {
    fail(20, { draw: 'the same' })
    expect(why()).toBeUndefined()
    fail(1, { draw: 'another' })
    expect(why()).toBeDefined()
  })
})

describe('a provider that has answered', () => {
  beforeEach(() => health.answered())

  it('is paused after five failures in a row, and is down when it fails twice after that', () => {
    fail(5)
    expect(pauses).toEqual([5000])
    now = 5001
    fail(1)
    expect(why()).toBeUndefined()
    fail(1)
    expect(why()).toBe('it failed; it has stopped answering and counts as down')
  })

  it('is not blamed after the pause for what was sent before it', () => {
    fail(5)
    now = 4000
    fail(30)
    expect(why()).toBeUndefined()
    expect(pauses).toEqual([5000])
  })

  it('is as good as new when it answers after the pause', () => {
    fail(5)
    now = 6000
    fail(1)
    health.answered()
    fail(4)
    expect(why()).toBeUndefined()
    expect(pauses).toEqual([5000])
  })

  it('is not paused for five failures in a row among a hundred requests in flight', () => {
    fail(24, { inFlight: 100 })
    expect(pauses).toEqual([])
    fail(1, { inFlight: 100 })
    expect(pauses).toEqual([5000])
  })
})

describe('a provider that limits the rate', () => {
  it('is down when it does nothing else for 15 s beyond what it asked for', () => {
    fail(30, { kind: 'rate-limited', hint: 4000 })
    now = 18_900
    fail(1, { kind: 'rate-limited', hint: 4000 })
    expect(why()).toBeUndefined()
    now = 19_100
    fail(1, { kind: 'rate-limited', hint: 4000 })
    expect(why()).toBe('it failed; it lets no request through and counts as down')
  })

  it('is not when it lets one request through', () => {
    fail(30, { kind: 'rate-limited' })
    now = 14_000
    health.answered()
    now = 20_000
    fail(30, { kind: 'rate-limited' })
    expect(why()).toBeUndefined()
  })
})
