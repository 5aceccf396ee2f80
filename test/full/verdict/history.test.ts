import { describe, expect, it } from 'vitest'
import { measure } from '../../../bench/stats/measure.ts'
import { listScenarios } from '../../../bench/stats/scenarios.ts'

const scenarios = new Map(listScenarios().map((one) => [one.id, one]))
const RUNS = 400
const measured = (id: string) => measure(scenarios.get(id)!, 'noisefloor', 0, RUNS)
const limit = (level: number) => level + 2 * Math.sqrt((level * (1 - level)) / RUNS)

/** H10: ten past trials a case; H10w: of other cases; H10h: those that drop most never varied in them, all others as much as can be. */
describe('the decider, allocated by history', () => {
  it.each(['H10-S2/0', 'H10w-S2/0', 'H10h-S2/0', 'H10h-S3/0'])(
    'alarms no more often than the policy says when nothing changed: %s',
    (id) => {
      expect(measured(id).red / RUNS).toBeLessThanOrEqual(limit(0.05))
    },
  )

  it.each(['H10-S2/1', 'H10w-S2/1', 'H10w-S3/1', 'H10h-S2/1', 'H10h-S3/1'])(
    'passes a drop of the margin no more often than the policy says: %s',
    (id) => {
      expect(measured(id).passed / RUNS).toBeLessThanOrEqual(limit(0.1))
    },
  )
})
