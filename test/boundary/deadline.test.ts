import { describe, expect, it } from 'vitest'
import { DeadlineError, runWithin } from '../../src/boundary/deadline.ts'

describe('work under a deadline', () => {
  it('gives what it gives', () => {
    expect(runWithin(1000, () => ({ a: 1 }))).toEqual({ a: 1 })
    expect(() =>
      runWithin(1000, () => {
        throw new TypeError('its own')
      }),
    ).toThrow(new TypeError('its own'))
  })

  it('is ended when its time is over, inside a native regular expression too', () => {
    expect(() => runWithin(50, () => /^(a+)+$/.test(`${'a'.repeat(40)}b`))).toThrow(DeadlineError)
    expect(runWithin(1000, () => 'still usable')).toBe('still usable')
  })

  it('may hold other work under a deadline', () => {
    expect(runWithin(1000, () => runWithin(1000, () => 1) + runWithin(1000, () => 2))).toBe(3)
  })
})
