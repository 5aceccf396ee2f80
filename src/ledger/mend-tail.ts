import { UserError } from '../boundary/finding.ts'
import { checkLine, type Line, parseJsonLine, readLines } from './json-lines.ts'
import type { LedgerFile } from './ledger-file.ts'
import { trialRecordSchema } from './trial-record.ts'

/**
 * Reads a ledger's file through and leaves whole, valid lines only. What a kill or a power loss leaves behind is a last line that is
 * torn or filled with NULs: it is cut, with a warning. A last line that only lacks its newline is whole, and gets it.
 * @returns what the file then holds
 * @throws UserError when a line before the last is damaged or a line is no trial: that is no trace of a kill, and nothing is cut.
 */
export async function mendTail(
  path: string,
  file: LedgerFile,
  warn: (text: string) => void,
): Promise<{ readonly length: number; readonly lines: number }> {
  let length = 0
  let lines = 0
  let damage: { readonly line: Line; readonly error: UserError } | undefined
  for await (const line of readLines(path)) {
    if (damage !== undefined) throw changedByOthers(damage.error)
    const content = contentOf(line)
    if ('error' in content) {
      damage = { line, error: content.error }
      continue
    }
    checkTrial(content.value, line)
    lines += 1
    length = line.start + line.bytes.length + 1
    if (!line.terminated) await file.write(Buffer.from('\n'))
  }
  if (damage !== undefined) {
    const { line } = damage
    await file.truncate(length)
    const bytes = line.bytes.length
    warn(
      `${path}:${line.number}: the last line is damaged and was cut (${bytes} bytes); its trial is drawn again`,
    )
  }
  return { length, lines }
}

function contentOf(line: Line): { readonly value: unknown } | { readonly error: UserError } {
  try {
    return { value: parseJsonLine(line) }
  } catch (error) {
    if (error instanceof UserError) return { error }
    throw error
  }
}

function checkTrial(value: unknown, line: Line): void {
  try {
    checkLine(trialRecordSchema, value, line)
  } catch (error) {
    throw error instanceof UserError ? changedByOthers(error) : error
  }
}

function changedByOthers(error: UserError): UserError {
  const hint =
    'something else than a run has changed the ledger: restore the file, or move the folder away to draw all trials anew'
  return new UserError(
    error.findings.map((finding) => ({ ...finding, hint })),
    { cause: error },
  )
}
