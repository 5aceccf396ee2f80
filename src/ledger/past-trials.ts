import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import { checkLine, parseJsonLine, readLines } from './json-lines.ts'
import { type ForeignTrial, foreignTrialSchema } from './trial-record.ts'

/** The usable trials of one ledger. */
interface PastRun {
  readonly suite: string
  readonly trials: readonly Pick<ForeignTrial, 'case' | 'scores'>[]
}

/** Read of all ledgers together, so that planning stays fast however much was recorded: some 40,000 trials. */
const MOST_BYTES = 32 * 1024 * 1024

/**
 * Reads what earlier runs recorded of some suites, newest first, 32 MiB at most. Ledgers are not locked for it: one that another process is writing
 * ends where its last whole line ends. One that cannot be read is left out with a warning, for no run depends on it.
 *
 * @param directory folder that holds a ledger per suite and comparison; it need not exist
 * @param warn told what was left out
 */
export async function readPastRuns(
  directory: string,
  suites: ReadonlySet<string>,
  warn: (text: string) => void,
  mostBytes = MOST_BYTES,
): Promise<readonly PastRun[]> {
  const runs: PastRun[] = []
  let left = mostBytes
  let skipped = 0
  for (const { file, size } of await newestFirst(directory)) {
    if (left <= 0) {
      skipped += 1
      continue
    }
    try {
      const run = await readRun(file, suites, left)
      if (run === undefined) continue
      left -= size
      if (run.trials.length > 0) runs.push(run)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      warn(`${error.message}; this ledger is left out of the history that the plan uses`)
    }
  }
  if (skipped > 0 || left < 0) {
    warn(
      `${directory}: only the newest ${Math.round(mostBytes / 2 ** 20)} MiB of earlier trials are used for planning`,
    )
  }
  return runs
}

interface FoundLedger {
  readonly file: string
  readonly size: number
  readonly changed: number
}

async function newestFirst(directory: string): Promise<readonly FoundLedger[]> {
  const names = await readdir(directory).catch(() => [])
  const found = await Promise.all(
    names.map(async (name): Promise<readonly FoundLedger[]> => {
      const file = join(directory, name, 'trials.jsonl')
      const known = await stat(file).catch(() => undefined)
      return known === undefined || !known.isFile() || known.size === 0
        ? []
        : [{ file, size: known.size, changed: known.mtimeMs }]
    }),
  )
  return found.flat().sort((a, b) => b.changed - a.changed || (a.file < b.file ? -1 : 1))
}

/** `undefined` for the ledger of another suite: its first line tells. */
async function readRun(
  file: string,
  suites: ReadonlySet<string>,
  most: number,
): Promise<PastRun | undefined> {
  const trials: PastRun['trials'][number][] = []
  let suite: string | undefined
  for await (const line of readLines(file, most)) {
    // Still being written, torn by a kill, or cut by the limit.
    if (!line.terminated) break
    const trial = checkLine(foreignTrialSchema, parseJsonLine(line), line)
    suite ??= trial.suite
    if (!suites.has(suite)) return undefined
    if (trial.suite === suite && trial.outcome !== 'infra-error') {
      trials.push({ case: trial.case, scores: trial.scores })
    }
  }
  return suite === undefined ? undefined : { suite, trials }
}
