import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import { readRecords } from '../ledger/read-records.ts'
import type { TrialRecord } from '../ledger/trial-record.ts'
import { type CaseScorers, compileScorers } from '../scoring/compile-scorers.ts'
import type { Suite } from '../suite/suite.ts'
import { createLabelTexts } from './label-texts.ts'
import { ledgerPrefix } from './plan-push.ts'
import { metricsOf } from './prepare-suite.ts'
import { recordedValues } from './recorded-values.ts'

/** What earlier runs recorded of a suite while nothing had changed: trials of base, whichever base that was. */
export interface SuiteHistory {
  readonly metrics: readonly string[]
  /** Ledgers that hold trials of it. */
  readonly runs: number
  /** By case id, for cases that the suite has now: one value per metric of each trial, NaN where a quantity is unknown. */
  readonly trials: ReadonlyMap<string, readonly Float64Array[]>
  /** Mean tokens of a trial; absent where no trial tells them. */
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number }
  /** Mean of a trial; absent where no trial tells it. */
  readonly latencyMs?: number
  /** What was left out, one sentence each. */
  readonly notes: readonly string[]
}

/** Trials of a suite after which no further ledger is read. */
const ENOUGH_TRIALS = 20_000
/** Read of a suite's ledgers together, so that planning stays fast however long replies and traces are. */
const MOST_BYTES = 32 * 1024 * 1024

/**
 * Reads all ledgers of a suite, the newest first, and scores their trials with the suite's scorers of now. A trial of head counts too where
 * base was sent the very same request: the arms did not differ then, or the change has been merged since.
 *
 * Which trials count depends on no score, and of a comparison that is still to be drawn there are none.
 *
 * @param directory holds a folder per suite and comparison; it need not exist
 * @param mostBytes beyond the newest ones nothing is read
 * @throws UserError for scorers that cannot be compiled
 */
export async function readHistory(
  directory: string,
  suite: Pick<Suite, 'name' | 'cases' | 'scorers' | 'assertions' | 'places'>,
  mostBytes = MOST_BYTES,
): Promise<SuiteHistory> {
  const metrics = metricsOf(suite)
  const collected = createCollection()
  const notes: string[] = []
  const scorers = rememberScorers(suite)
  // Only which labels are equal counts here; nothing shows them.
  const labels = createLabelTexts((text) => text)
  let runs = 0
  let left = mostBytes
  for (const ledger of await ledgersOf(directory, suite.name)) {
    if (left <= 0 || collected.size() >= ENOUGH_TRIALS) break
    const before = collected.size()
    try {
      for await (const record of readRecords(ledger.path, left)) {
        if (record.suite !== suite.name || record.form !== undefined) continue
        const scored = await scorers(record.case)
        const values = scored === undefined ? undefined : recordedValues(record, scored, metrics, labels)
        if (values !== undefined) collected.add(record, values)
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      notes.push(`the rest of a ledger is left out: ${error.message}`)
    }
    left -= ledger.bytes
    runs += Number(collected.size() > before)
  }
  if (left < 0)
    notes.push(`of earlier trials, only the newest ${Math.round(mostBytes / 2 ** 20)} MiB are read`)
  return { metrics, runs, ...collected.finish(), notes }
}

/** The scorers of a case, compiled when its first trial is met; `undefined` for a case that the suite no longer has. */
function rememberScorers(
  suite: Pick<Suite, 'cases' | 'scorers' | 'places'>,
): (id: string) => Promise<CaseScorers | undefined> {
  const cases = new Map(suite.cases.map((one) => [one.id, one]))
  const compiled = new Map<string, CaseScorers>()
  return async (id) => {
    const aCase = cases.get(id)
    if (aCase === undefined) return undefined
    const known = compiled.get(id) ?? (await compileScorers(suite.scorers, aCase, suite.places))
    compiled.set(id, known)
    return known
  }
}

function createCollection() {
  const base = new Map<string, Float64Array[]>()
  const head: { readonly case: string; readonly request: string; readonly values: Float64Array }[] = []
  const baseRequests = new Set<string>()
  const tokens = { trials: 0, input: 0, output: 0 }
  const latency = { trials: 0, milliseconds: 0 }
  const keep = (id: string, values: Float64Array): void => {
    const trials = base.get(id)
    if (trials === undefined) base.set(id, [values])
    else trials.push(values)
  }
  return {
    size: () => [...base.values()].reduce((sum, trials) => sum + trials.length, 0),
    add(record: TrialRecord, values: Float64Array): void {
      const { input_tokens, output_tokens, latency_ms } = record.quantities
      if (latency_ms !== undefined) {
        latency.trials += 1
        latency.milliseconds += latency_ms
      }
      if (input_tokens !== undefined && output_tokens !== undefined) {
        tokens.trials += 1
        tokens.input += input_tokens
        tokens.output += output_tokens
      }
      if (record.arm === 'head') head.push({ case: record.case, request: record.request, values })
      else {
        baseRequests.add(`${record.case} ${record.request}`)
        keep(record.case, values)
      }
    },
    finish(): Pick<SuiteHistory, 'trials' | 'usage' | 'latencyMs'> {
      for (const one of head) if (baseRequests.has(`${one.case} ${one.request}`)) keep(one.case, one.values)
      const { trials, input, output } = tokens
      return {
        trials: base,
        ...(trials === 0 ? {} : { usage: { inputTokens: input / trials, outputTokens: output / trials } }),
        ...(latency.trials === 0 ? {} : { latencyMs: latency.milliseconds / latency.trials }),
      }
    },
  }
}

interface FoundLedger {
  readonly path: string
  readonly bytes: number
}

async function ledgersOf(directory: string, suite: string): Promise<readonly FoundLedger[]> {
  const prefix = ledgerPrefix(suite)
  const folders = (await readdir(directory).catch(nothingThere)).filter((name) => name.startsWith(prefix))
  const dated = await Promise.all(
    folders.map(async (name) => {
      const path = join(directory, name)
      const file = await stat(join(path, 'trials.jsonl')).catch(() => undefined)
      return file === undefined ? [] : [{ path, bytes: file.size, changed: file.mtimeMs }]
    }),
  )
  return dated.flat().sort((a, b) => b.changed - a.changed || (a.path < b.path ? -1 : 1))
}

function nothingThere(error: NodeJS.ErrnoException): readonly string[] {
  if (error.code === 'ENOENT') return []
  throw error
}
