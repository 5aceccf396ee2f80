import { expect, it } from 'vitest'
import { appendAndKill } from '../../ledger/kill-at-random.ts'
import { reopen } from '../../ledger/open-for-test.ts'
import { temporaryFolder } from '../../ledger/temporary-folder.ts'

const FOLDERS = 20
const KILLS_PER_FOLDER = 10

it('holds every acknowledged trial exactly once at each of 200 kills at random instants', async () => {
  for (let folders = 0; folders < FOLDERS; folders += 1) {
    const folder = await temporaryFolder()
    const acknowledged = new Set<number>()
    let next = 0
    for (let kill = 0; kill < KILLS_PER_FOLDER; kill += 1) {
      const run = await appendAndKill(folder, next, Math.random() * 40)
      for (const trial of run.acknowledged) acknowledged.add(trial)
      const recorded = (await reopen(folder)).trials.map(({ trial }) => trial)
      const unique = new Set(recorded)
      expect(unique.size, `kill ${kill}`).toBe(recorded.length)
      const lost = [...acknowledged].filter((trial) => !unique.has(trial))
      expect(lost, `kill ${kill}`).toEqual([])
      next = Math.max(...recorded) + 1
    }
  }
}, 600_000)
