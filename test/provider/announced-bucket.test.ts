import { describe, expect, it } from 'vitest'
import { createAnnouncedBucket } from '../../src/provider/announced-bucket.ts'

describe('a bucket', () => {
  it('lets everything pass until something is announced', () => {
    const bucket = createAnnouncedBucket()
    for (let index = 0; index < 1000; index += 1) bucket.take(50, 0)
    expect(bucket.waitMs(1e9, 0)).toBe(0)
  })

  it('refills as fast as the time to full says', () => {
    const bucket = createAnnouncedBucket()
    const taken = bucket.take(1, 0)
    // 600 a minute: 60 are missing, and 6 s to full.
    bucket.announce({ limit: 600, remaining: 540, resetMs: 6000 }, taken, 0, 0)
    expect(bucket.waitMs(540, 0)).toBe(0)
    expect(bucket.waitMs(541, 0)).toBeCloseTo(100, 6)
    expect(bucket.waitMs(541, 100)).toBeCloseTo(0, 6)
  })

  it('counts what was sent after the request whose reply it reads', () => {
    const bucket = createAnnouncedBucket()
    const taken = bucket.take(10, 0)
    bucket.take(100, 5)
    bucket.announce({ limit: 1000, remaining: 150, resetMs: 85_000 }, taken, 0, 1000)
    // 150 − 100, and ten came in during that second.
    expect(bucket.waitMs(60, 1000)).toBeCloseTo(0, 6)
    expect(bucket.waitMs(61, 1000)).toBeCloseTo(100, 6)
  })

  it('takes back what was reserved and not used', () => {
    const bucket = createAnnouncedBucket()
    bucket.announce({ limit: 1000, remaining: 100, resetMs: 90_000 }, 0, 0, 0)
    bucket.take(100, 0)
    expect(bucket.waitMs(60, 0)).toBeCloseTo(6000, 6)
    bucket.giveBack(60, 0)
    expect(bucket.waitMs(60, 0)).toBe(0)
  })

  it('lets a request that is larger than itself leave when it is full', () => {
    const bucket = createAnnouncedBucket()
    bucket.announce({ limit: 1000, remaining: 900, resetMs: 10_000 }, 0, 0, 0)
    expect(bucket.waitMs(5000, 0)).toBeCloseTo(10_000, 6)
  })

  it.each([
    { remaining: 5 },
    { limit: 100 },
    { limit: -1, remaining: -1 },
    { limit: 0, remaining: 0 },
    { limit: Number.NaN, remaining: 1 },
  ])('learns nothing from %j', (announced) => {
    const bucket = createAnnouncedBucket()
    bucket.announce(announced, 0, 0, 0)
    expect(bucket.waitMs(1e9, 0)).toBe(0)
  })

  it('refills within a minute where no time is told', () => {
    const bucket = createAnnouncedBucket()
    bucket.announce({ limit: 600, remaining: 0 }, 0, 0, 0)
    expect(bucket.waitMs(1, 0)).toBeCloseTo(100, 6)
  })
})
