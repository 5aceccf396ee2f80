import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TrialRecord } from '../../src/ledger/trial-record.ts'

/** All trials that the ledgers of a repository hold, in the order of their lines. */
export async function recordedTrials(root: string): Promise<readonly TrialRecord[]> {
  const directory = join(root, '.noisefloor', 'ledger')
  const folders = await readdir(directory)
  const texts = await Promise.all(
    folders.map((folder) => readFile(join(directory, folder, 'trials.jsonl'), 'utf8')),
  )
  return texts.flatMap((text) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): TrialRecord => JSON.parse(line)),
  )
}
