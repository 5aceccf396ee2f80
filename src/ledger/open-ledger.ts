import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import { appendLines } from './append-lines.ts'
import { syncDirectory, writeDurably } from './durable-file.ts'
import { checkLine, parseJsonLine, readLines } from './json-lines.ts'
import { asLedgerError } from './ledger-error.ts'
import { type LedgerFile, type OpenLedgerFile, openLedgerFile } from './ledger-file.ts'
import { lockLedger } from './ledger-lock.ts'
import { mendTail } from './mend-tail.ts'
import { processesOfThisMachine, type RunningProcesses } from './running-processes.ts'
import { type TrialRecord, trialRecordSchema } from './trial-record.ts'
import { writeTrial } from './write-trial.ts'

export interface LedgerOptions {
  /** Made where there is none. */
  readonly directory: string
  /** ISO 8601. */
  readonly now: () => string
  readonly warn: (text: string) => void
  readonly openFile?: OpenLedgerFile
  readonly processes?: RunningProcesses
}

/** The record of all trials of a run and the plan they were drawn under. Belongs to one process until it is closed. */
export interface Ledger extends AsyncDisposable {
  /** The file that holds the trials. */
  readonly file: string
  /** The JSON value that `writePlan` was given, now or in an earlier run; `undefined` before. */
  readonly plan: unknown
  /** Number of trials on disk. */
  readonly size: number
  /**
   * Resolves when the plan survives a power loss.
   * @throws LedgerError when it cannot be written; Error when there is a plan: a plan is never replaced.
   */
  writePlan(plan: unknown): Promise<void>
  /**
   * Puts a further key into the plan, or another value under it; everything else in the plan stays as it is. Resolves when that survives a
   * power loss.
   * @throws LedgerError when it cannot be written: the plan is then what it was; Error when there is no plan.
   */
  addToPlan(key: string, value: unknown): Promise<void>
  /** The trials that are on disk when iteration begins, in the order in which they ended. One is in memory at a time. */
  trials(): AsyncIterable<TrialRecord>
  /**
   * Resolves when the trial is in the file: from then on no kill of this process loses it. Power loss may take the last second.
   * @throws LedgerError when it cannot be written; every later call then fails alike. RangeError for what is not a trial record.
   */
  append(record: TrialRecord): Promise<void>
  /** Writes what is waiting to disk and gives the ledger back. */
  close(): Promise<void>
}

/**
 * Opens the ledger in a folder: `plan.json`, written once, and `trials.jsonl`, appended to. A last line that a kill has torn is cut,
 * with a warning.
 * @throws UserError when another process has it, or a file is damaged otherwise; LedgerError when the folder cannot be written.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { directory, warn } = options
  const file = join(directory, 'trials.jsonl')
  const planFile = join(directory, 'plan.json')
  let release: (() => Promise<void>) | undefined
  let handle: LedgerFile | undefined
  try {
    await mkdir(directory, { recursive: true })
    release = await lockLedger(directory, options.processes ?? processesOfThisMachine, options.now(), warn)
    handle = await (options.openFile ?? openLedgerFile)(file)
    const plan = await readPlan(planFile)
    const held = await mendTail(file, handle, warn)
    await syncDirectory(directory)
    return ledger({ file, planFile, plan, handle, held, release })
  } catch (error) {
    await handle?.close()
    await release?.()
    throw asLedgerError(error, (error as NodeJS.ErrnoException).path ?? file, undefined)
  }
}

function ledger(parts: {
  readonly file: string
  readonly planFile: string
  readonly plan: unknown
  readonly handle: LedgerFile
  readonly held: { readonly length: number; readonly lines: number }
  readonly release: () => Promise<void>
}): Ledger {
  const { file } = parts
  let plan = parts.plan
  const lines = appendLines(parts.handle, parts.held, (error, count) => asLedgerError(error, file, count))
  const close = async (): Promise<void> => {
    try {
      await lines.close()
    } finally {
      await parts.release()
    }
  }
  return {
    file,
    get plan() {
      return plan
    },
    get size() {
      return lines.lines
    },
    async writePlan(value) {
      if (plan !== undefined) throw new Error('the ledger has a plan: it is never replaced')
      plan = value
      await writeDurably(parts.planFile, `${JSON.stringify(value)}\n`).catch((error: unknown) => {
        plan = undefined
        throw asLedgerError(error, parts.planFile, lines.lines)
      })
    },
    async addToPlan(key, value) {
      if (typeof plan !== 'object' || plan === null) throw new Error('the ledger has no plan')
      const grown = { ...plan, [key]: value }
      await writeDurably(parts.planFile, `${JSON.stringify(grown)}\n`).catch((error: unknown) => {
        throw asLedgerError(error, parts.planFile, lines.lines)
      })
      plan = grown
    },
    async *trials() {
      for await (const line of readLines(file, lines.length))
        yield checkLine(trialRecordSchema, parseJsonLine(line), line)
    },
    async append(record) {
      await lines.append(writeTrial(record))
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function readPlan(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    if (!(error instanceof SyntaxError)) throw error
    throw new UserError(
      {
        file: path,
        message: 'the plan is not valid JSON',
        hint: 'restore the file, or move the folder away to draw all trials anew',
      },
      { cause: error },
    )
  }
}
