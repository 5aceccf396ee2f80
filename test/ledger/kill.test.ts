import { expect, it } from 'vitest'
import { appendAndKill } from './kill-at-random.ts'
import { reopen } from './open-for-test.ts'
import { temporaryFolder } from './temporary-folder.ts'

const FOLDERS = 4
const KILLS_PER_FOLDER = 5
const IN_FLIGHT = 20

it('holds every acknowledged trial exactly once after 20 kills at different instants', async () => {
  for (let folders = 0; folders < FOLDERS; folders += 1) {
    const folder = await temporaryFolder()
    const acknowledged: number[] = []
    let next = 0
    for (let kill = 0; kill < KILLS_PER_FOLDER; kill += 1) {
      const run = await appendAndKill(folder, next, (folders * KILLS_PER_FOLDER + kill) % 12)
      expect(run.acknowledged.length, run.stderr).toBeGreaterThan(0)
      if (kill > 0) expect(run.stderr).toContain('ended without closing this ledger')
      acknowledged.push(...run.acknowledged)
      next = Math.max(...run.acknowledged) + 100
    }
    const recorded = (await reopen(folder)).trials.map(({ trial }) => trial)
    const unique = new Set(recorded)
    expect(unique.size).toBe(recorded.length)
    expect(acknowledged.filter((trial) => !unique.has(trial))).toEqual([])
    // What was written and not yet acknowledged: at most what was in flight at each kill.
    expect(recorded.length - acknowledged.length).toBeLessThanOrEqual(KILLS_PER_FOLDER * IN_FLIGHT)
  }
}, 120_000)
