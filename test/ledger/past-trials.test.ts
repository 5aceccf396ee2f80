import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPastRuns } from '../../src/ledger/past-trials.ts'
import { aTrial } from './a-trial.ts'
import { temporaryFolder } from './temporary-folder.ts'

const line = (own: Parameters<typeof aTrial>[0] = {}): string => `${JSON.stringify(aTrial(own))}\n`

/** Ledgers by name, the first one the newest. */
async function ledgersOf(contents: Readonly<Record<string, string>>): Promise<string> {
  const directory = await temporaryFolder()
  await Promise.all(
    Object.entries(contents).map(async ([name, content], age) => {
      await mkdir(join(directory, name))
      const file = join(directory, name, 'trials.jsonl')
      await writeFile(file, content)
      await utimes(file, 1e9 - age, 1e9 - age)
    }),
  )
  return directory
}

async function read(directory: string, mostBytes?: number) {
  const warnings: string[] = []
  const runs = await readPastRuns(directory, new Set(['triage']), (text) => warnings.push(text), mostBytes)
  return { runs, warnings }
}

describe('the trials of earlier runs', () => {
  it('are those of every ledger of the suite, newest first, of both arms, without what failed', async () => {
    const directory = await ledgersOf({
      'triage-b': line({ arm: 'base', scores: { queue: 0 } }) + line({ outcome: 'infra-error', scores: {} }),
      'other-a': line({ suite: 'other' }),
      'triage-a': line({ scores: { queue: 1 } }),
    })
    expect(await read(directory)).toEqual({
      runs: [
        { suite: 'triage', trials: [{ case: 'refund-angry', scores: { queue: 0 } }] },
        { suite: 'triage', trials: [{ case: 'refund-angry', scores: { queue: 1 } }] },
      ],
      warnings: [],
    })
  })

  it('are none where nothing was ever recorded', async () => {
    expect(await read(join(await temporaryFolder(), 'none'))).toEqual({ runs: [], warnings: [] })
    expect(await read(await ledgersOf({ empty: '' }))).toEqual({ runs: [], warnings: [] })
  })

  it('end where another process is still writing', async () => {
    const { runs, warnings } = await read(await ledgersOf({ a: line() + line({ trial: 1 }).slice(0, 40) }))
    expect([runs[0]!.trials.length, warnings]).toEqual([1, []])
  })

  it.each([
    ['damaged', `${line()}\u0000\n${line()}`],
    ['not JSON', 'trial 1\n'],
    ['of something else', '{"name":"x"}\n'],
    ['out of range', line().replace('"queue":1', '"queue":7')],
  ])('leave out a ledger that is %s, with a warning that names it', async (_, content) => {
    const { runs, warnings } = await read(await ledgersOf({ broken: content, whole: line() }))
    expect(runs).toHaveLength(1)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(join('broken', 'trials.jsonl'))
  })

  it('are read up to a limit, the newest first, and it says so', async () => {
    const long = line().repeat(100)
    const directory = await ledgersOf({ new: long, old: long, oldest: line({ case: 'oldest' }) })
    const { runs, warnings } = await read(directory, 1.5 * long.length)
    expect(runs.map((run) => run.trials.length)).toEqual([100, 50])
    expect(warnings.join()).toContain('only the newest')
  })
})
