import { join } from 'node:path'
import { checkLine, parseJsonLine, readLines } from './json-lines.ts'
import { type TrialRecord, trialRecordSchema } from './trial-record.ts'

/**
 * The trials of a ledger in the order in which they ended, read without taking it from a process that is writing to it: a last line that is
 * not complete yet is left out. One is in memory at a time.
 * @param length bytes to read from the start; default all
 * @throws UserError naming file and line: unreadable, or not a trial
 */
export async function* readRecords(directory: string, length?: number): AsyncGenerator<TrialRecord> {
  for await (const line of readLines(join(directory, 'trials.jsonl'), length)) {
    if (line.terminated) yield checkLine(trialRecordSchema, parseJsonLine(line), line)
  }
}
