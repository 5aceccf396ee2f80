import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { processesOfThisMachine, type RunningProcesses } from '../../src/ledger/running-processes.ts'
import { aTrial } from './a-trial.ts'
import { startAppending } from './kill-at-random.ts'
import { openForTest, reopen } from './open-for-test.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A process that does nothing but run. */
async function idleProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1e6)'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  await once(child.stdout, 'data')
  return child.pid!
}

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-v'], { stdio: 'ignore' })
  await once(child, 'close')
  return child.pid!
}

const host = encodeURIComponent(processesOfThisMachine.host)

async function writeLock(
  folder: string,
  pid: number,
  start: string | undefined,
  owner = host,
): Promise<string> {
  const path = join(folder, `lock.${owner}.${pid}`)
  await writeFile(path, JSON.stringify({ pid, host: owner, start, since: '2026-04-01T00:00:00.000Z' }))
  return path
}

describe('the lock of a ledger', () => {
  it('keeps a second process out of a run that is going on, which loses nothing by it', async () => {
    const folder = await temporaryFolder()
    const first = startAppending(folder, 0)
    let acknowledged = ''
    first.stdout.on('data', (text: string) => {
      acknowledged += text
    })
    await once(first.stdout, 'data')
    const size = acknowledged.length
    await expect(openForTest(folder)).rejects.toThrow(`process ${first.pid}`)
    while (acknowledged.length === size) await once(first.stdout, 'data')
    first.kill('SIGKILL')
    await once(first, 'close')
    const recorded = new Set((await reopen(folder)).trials.map(({ trial }) => trial))
    for (const trial of acknowledged.split('\n').slice(0, -1)) expect(recorded).toContain(Number(trial))
  })

  it('refuses a second opening while another process has it, naming the process', async () => {
    const folder = await temporaryFolder()
    const pid = await idleProcess()
    const lock = await writeLock(folder, pid, (await processesOfThisMachine.find(pid))?.start)
    await expect(openForTest(folder)).rejects.toMatchObject({
      name: 'UserError',
      findings: [
        { file: lock, message: expect.stringMatching(`^process ${pid} on .* is writing to this ledger`) },
      ],
    })
    expect(await readdir(folder)).toEqual([`lock.${host}.${pid}`])
  })

  it('refuses a second opening in the same process, and lets the first one go on', async () => {
    const folder = await temporaryFolder()
    const { ledger } = await openForTest(folder)
    await expect(openForTest(folder)).rejects.toThrow(`process ${process.pid}`)
    await ledger.append(aTrial())
    await ledger.close()
    await (await openForTest(folder)).ledger.close()
  })

  it('lets at most one in of several processes that open the ledger at the same time', async () => {
    const folder = await temporaryFolder()
    const processes = (pid: number): RunningProcesses => ({
      host: 'laptop',
      pid,
      find: async () => ({ start: '1' }),
    })
    const opened = await Promise.allSettled(
      [1, 2, 3, 4].map((pid) => openForTest(folder, { processes: processes(pid) })),
    )
    const winners = opened.filter((result) => result.status === 'fulfilled')
    expect(winners.length).toBeLessThanOrEqual(1)
    for (const { value } of winners) await value.ledger.close()
    expect(await readdir(folder)).not.toContainEqual(expect.stringContaining('lock'))
    await (await openForTest(folder)).ledger.close()
  })

  it('is taken over with a warning when its process is gone', async () => {
    const folder = await temporaryFolder()
    const pid = await endedProcess()
    await writeLock(folder, pid, '123')
    const { ledger, warnings } = await openForTest(folder)
    expect(warnings).toEqual([
      `${folder}: process ${pid} ended without closing this ledger; its trials are kept`,
    ])
    await ledger.close()
    expect(await readdir(folder)).toEqual(['trials.jsonl'])
  })

  it('is taken over when its process was killed before it had written more than the name', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, `lock.${host}.${await endedProcess()}`), '')
    const { ledger, warnings } = await openForTest(folder)
    expect(warnings).toHaveLength(1)
    await ledger.close()
  })

  it.runIf(process.platform === 'linux')(
    'is taken over when its process id belongs to a later process',
    async () => {
      const folder = await temporaryFolder()
      await writeLock(folder, await idleProcess(), '1')
      await writeLock(folder, process.pid, '1')
      const { ledger } = await openForTest(folder)
      await ledger.close()
      expect(await readdir(folder)).toEqual(['trials.jsonl'])
    },
  )

  it('holds when it was taken on another machine, and says what to delete', async () => {
    const folder = await temporaryFolder()
    const lock = await writeLock(folder, 1, '1', 'elsewhere')
    await expect(openForTest(folder)).rejects.toMatchObject({
      findings: [{ file: lock, hint: expect.stringContaining('delete this file') }],
    })
  })
})
