import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/boundary/finding.ts'
import { LedgerError } from '../../src/ledger/ledger-error.ts'
import { type LedgerFile, openLedgerFile } from '../../src/ledger/ledger-file.ts'
import { aTrial } from './a-trial.ts'
import { openForTest, reopen } from './open-for-test.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A real file on a disk with so many bytes left: like the real thing it first writes what fits and then fails. */
function openOnDiskOf(capacity: number, broken: Partial<LedgerFile> = {}) {
  return async (path: string): Promise<LedgerFile> => {
    const file = await openLedgerFile(path)
    let left = capacity
    return {
      ...file,
      async write(bytes) {
        if (left === 0) throw systemError('ENOSPC', 'write')
        const written = await file.write(bytes.subarray(0, Math.min(left, bytes.length)))
        left -= written
        return written
      },
      ...broken,
    }
  }
}

function systemError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${code}: ${syscall}`), { code, syscall })
}

const record = (trial: number) => aTrial({ trial, output: 'x'.repeat(trial % 7) })
const lineLength = (trial: number) => Buffer.byteLength(JSON.stringify(record(trial))) + 1

describe('a ledger on a full disk', () => {
  it('keeps every trial that was acknowledged and no piece of another, wherever the disk fills up', async () => {
    const twoLines = lineLength(0) + lineLength(1)
    for (let capacity = twoLines - 1; capacity <= twoLines + lineLength(2); capacity += 17) {
      const folder = await temporaryFolder()
      const { ledger } = await openForTest(folder, { openFile: openOnDiskOf(capacity) })
      const results = await Promise.allSettled([0, 1, 2, 3].map((trial) => ledger.append(record(trial))))
      const safe = results.filter(({ status }) => status === 'fulfilled').length
      expect(results.map(({ status }) => status)).toEqual(
        results.map((_, trial) => (trial < safe ? 'fulfilled' : 'rejected')),
      )
      expect(ledger.size).toBe(safe)
      await ledger.close()
      const expected = [0, 1, 2, 3].slice(0, safe).map((trial) => `${JSON.stringify(record(trial))}\n`)
      expect(await readFile(join(folder, 'trials.jsonl'), 'utf8')).toBe(expected.join(''))
    }
  })

  it('says how many trials are safe, where, and what to do, again at every later append', async () => {
    const folder = await temporaryFolder()
    const { ledger } = await openForTest(folder, { openFile: openOnDiskOf(lineLength(0) + 10) })
    await ledger.append(record(0))
    for (const trial of [1, 2]) {
      await expect(ledger.append(record(trial))).rejects.toMatchObject({
        name: 'LedgerError',
        code: 'ENOSPC',
        message: `${ledger.file}: disk full: 1 trial is safe in ${ledger.file}; free space and run again`,
      })
    }
    await ledger.close()
  })

  it('goes on when there is space again', async () => {
    const folder = await temporaryFolder()
    const first = await openForTest(folder, { openFile: openOnDiskOf(lineLength(0) + 10) })
    await Promise.allSettled([0, 1].map((trial) => first.ledger.append(record(trial))))
    await first.ledger.close()
    const second = await openForTest(folder)
    await second.ledger.append(record(1))
    await second.ledger.close()
    expect(await reopen(folder)).toEqual({ trials: [record(0), record(1)], warnings: [] })
  })

  it('is mended when it is next opened, if not even the torn line could be cut', async () => {
    const folder = await temporaryFolder()
    const truncate = () => Promise.reject(systemError('EIO', 'ftruncate'))
    const { ledger } = await openForTest(folder, { openFile: openOnDiskOf(lineLength(0) + 10, { truncate }) })
    await Promise.allSettled([0, 1].map((trial) => ledger.append(record(trial))))
    await ledger.close()
    expect(await reopen(folder)).toMatchObject({
      trials: [record(0)],
      warnings: [expect.stringContaining('damaged')],
    })
  })

  it('takes a short write for what it is where the rest can be written', async () => {
    const folder = await temporaryFolder()
    const openFile = async (path: string): Promise<LedgerFile> => {
      const file = await openLedgerFile(path)
      return { ...file, write: (bytes) => file.write(bytes.subarray(0, 100)) }
    }
    const { ledger } = await openForTest(folder, { openFile })
    await Promise.all([0, 1, 2].map((trial) => ledger.append(record(trial))))
    await ledger.close()
    expect((await reopen(folder)).trials).toEqual([0, 1, 2].map(record))
  })

  it('reports a disk that fails to sync when it is closed', async () => {
    const sync = () => Promise.reject(systemError('EIO', 'fdatasync'))
    const { ledger } = await openForTest(await temporaryFolder(), { openFile: openOnDiskOf(1e6, { sync }) })
    await ledger.append(record(0))
    await expect(ledger.close()).rejects.toMatchObject({
      name: 'LedgerError',
      code: 'EIO',
      message: expect.stringContaining('cannot be written (EIO): 0 trials are safe'),
    })
  })

  it('does not hang on a disk that writes nothing and says nothing', async () => {
    const write = () => Promise.resolve(0)
    const { ledger } = await openForTest(await temporaryFolder(), { openFile: openOnDiskOf(1e6, { write }) })
    await expect(ledger.append(record(0))).rejects.toMatchObject({ name: 'LedgerError', code: 'EIO' })
    await ledger.close()
  })

  it.runIf(process.platform === 'linux')('understands the device that is always full', async () => {
    const full = await openLedgerFile('/dev/full')
    const write = (bytes: Uint8Array) => full.write(bytes)
    const { ledger } = await openForTest(await temporaryFolder(), { openFile: openOnDiskOf(1e6, { write }) })
    const error = await ledger.append(record(0)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(LedgerError)
    expect(error, 'the command line prints it short, with exit code 2').toBeInstanceOf(UserError)
    expect(error).toMatchObject({ code: 'ENOSPC' })
    await ledger.close()
    await full.close()
  })
})
