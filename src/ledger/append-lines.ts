import type { LedgerFile } from './ledger-file.ts'

/** Power loss may take what was written in the last second; a kill of the process takes nothing that was acknowledged. */
const SYNC_AFTER_MS = 1000

interface LineAppender {
  /** Bytes in the file, and the lines they are. */
  readonly length: number
  readonly lines: number
  /**
   * Resolves when the line is in the file. Rejects with the first failure of the file, after which nothing is written any more.
   * @param line ends in its only newline
   */
  append(line: Uint8Array): Promise<void>
  /** Writes what is waiting, syncs and closes the file. Rejects with a failure only if no `append` has reported it. */
  close(): Promise<void>
}

interface WaitingLine {
  readonly line: Uint8Array
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Appends whole lines: those that arrive while a write is in flight share the next one.
 * @param start what the file holds: whole lines only
 * @param describe turns an error of the file into what the caller sees; told how many lines are safe
 */
export function appendLines(
  file: LedgerFile,
  start: { readonly length: number; readonly lines: number },
  describe: (error: unknown, safeLines: number) => unknown,
): LineAppender {
  let { length, lines } = start
  let syncedLines = lines
  let waiting: WaitingLine[] = []
  let failure: { readonly error: unknown; reported: boolean } | undefined
  let running: Promise<void> | undefined
  let syncDue = false
  let timer: NodeJS.Timeout | undefined
  let closing: Promise<void> | undefined

  const run = async (): Promise<void> => {
    // Lines that are appended in the same turn share a write.
    await Promise.resolve()
    while (waiting.length > 0 || syncDue) {
      if (syncDue) await sync()
      const batch = waiting
      waiting = []
      if (failure === undefined) await write(batch)
      else refuse(batch)
    }
    running = undefined
  }
  const wake = (): void => {
    running ??= run()
  }

  const refuse = (batch: readonly WaitingLine[]): void => {
    for (const { reject } of batch) {
      failure!.reported = true
      reject(failure!.error)
    }
  }

  const write = async (batch: readonly WaitingLine[]): Promise<void> => {
    const bytes = Buffer.concat(batch.map(({ line }) => line))
    let written = 0
    let problem: unknown
    try {
      // A short write tells that something is wrong, the write of the rest tells what.
      while (written < bytes.length) written += await writeSome(file, bytes.subarray(written))
    } catch (error) {
      problem = error
    }
    const whole = wholeLines(batch, written)
    lines += whole.lines
    length += whole.length
    for (const { resolve } of batch.slice(0, whole.lines)) resolve()
    if (problem === undefined) {
      timer ??= setTimeout(() => {
        syncDue = true
        wake()
      }, SYNC_AFTER_MS).unref()
      return
    }
    // Where even this fails, the torn line is cut when the ledger is opened next.
    if (written > whole.length) await file.truncate(length).catch(() => {})
    const safe = await file.sync().then(
      () => lines,
      () => syncedLines,
    )
    failure = { error: describe(problem, safe), reported: false }
    refuse(batch.slice(whole.lines))
  }

  const sync = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    syncDue = false
    if (failure !== undefined || syncedLines === lines) return
    try {
      await file.sync()
      syncedLines = lines
    } catch (error) {
      failure = { error: describe(error, syncedLines), reported: false }
    }
  }

  const close = async (): Promise<void> => {
    await running
    await sync()
    await file.close()
    if (failure !== undefined && !failure.reported) throw failure.error
  }

  return {
    get length() {
      return length
    },
    get lines() {
      return lines
    },
    append: (line) =>
      new Promise((resolve, reject) => {
        if (closing !== undefined) {
          reject(new Error('the ledger is closed'))
          return
        }
        waiting.push({ line, resolve, reject })
        wake()
      }),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

async function writeSome(file: LedgerFile, bytes: Uint8Array): Promise<number> {
  const written = await file.write(bytes)
  if (written === 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO', syscall: 'write' })
  return written
}

/** The lines of a batch that lie wholly within its first `written` bytes. */
function wholeLines(
  batch: readonly WaitingLine[],
  written: number,
): { readonly lines: number; readonly length: number } {
  let length = 0
  let lines = 0
  for (const { line } of batch) {
    if (length + line.length > written) break
    length += line.length
    lines += 1
  }
  return { lines, length }
}
