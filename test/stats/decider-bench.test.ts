import { describe, expect, it } from 'vitest'
import { measure } from '../../bench/stats/measure.ts'
import { listScenarios } from '../../bench/stats/scenarios.ts'

const scenarios = new Map(listScenarios().map((one) => [one.id, one]))
const RUNS = 60
const measured = (id: string) => measure(scenarios.get(id)!, 'test', 0, RUNS)
const error = (share: number) => Math.sqrt((share * (1 - share)) / RUNS)

/** The benchmark in small: `npm run bench:stats` has the figures. Bounds are three standard errors wide. */
describe('the decider on suites whose truth is known', () => {
  it.each(['S1/0', 'S5/0', 'S6/0'])(
    'decides %s, where nothing changed, within two thirds of the fixed design',
    (id) => {
      const { red, passed, pairs } = measured(id)
      expect(red / RUNS).toBeLessThanOrEqual(0.05 + 3 * error(0.05))
      expect(passed / RUNS).toBeGreaterThan(0.92 - 3 * error(0.92))
      expect(pairs / RUNS / scenarios.get(id)!.fixedPairs!).toBeLessThan(0.67)
    },
  )

  it.each(['S1/1', 'S5/1', 'S5b/1'])('finds the drop of the margin in %s, and seldom passes it', (id) => {
    const { red, passed, pairs } = measured(id)
    expect(passed / RUNS).toBeLessThanOrEqual(0.1 + 3 * error(0.1))
    expect(red / RUNS).toBeGreaterThan(0.85 - 3 * error(0.85))
    expect(pairs / RUNS / scenarios.get(id)!.fixedPairs!).toBeLessThan(0.85)
  })

  it('decides with fewer calls from ten past trials a case', () => {
    const { red, passed, pairs } = measured('H10-S2/0')
    expect(red / RUNS).toBeLessThanOrEqual(0.05 + 3 * error(0.05))
    expect(passed / RUNS).toBeGreaterThan(0.92 - 3 * error(0.92))
    expect(pairs / RUNS / scenarios.get('H10-S2/0')!.fixedPairs!).toBeLessThan(0.48)
  })

  it.each(['H10w-S2/1', 'H10h-S2/1', 'H10h-S3/1'])(
    'seldom passes a drop of the margin in %s, whose history is of other cases or calls those calm that drop',
    (id) => {
      expect(measured(id).passed / RUNS).toBeLessThanOrEqual(0.1 + 3 * error(0.1))
    },
  )

  it('alarms no more often where history misleads', () => {
    expect(measured('H10h-S2/0').red / RUNS).toBeLessThanOrEqual(0.05 + 3 * error(0.05))
  })

  it('never alarms when everything passes, and covers the truth after stopping', () => {
    expect(measured('S10/5').red).toBe(0)
    const { covered } = measured('S11/0')
    expect(covered / RUNS).toBeGreaterThan(0.9 - 3 * error(0.9))
  })
})
