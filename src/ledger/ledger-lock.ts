import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import type { RunningProcesses } from './running-processes.ts'

interface Holder {
  readonly path: string
  readonly host: string
  readonly pid: number
  readonly start: string | undefined
  readonly since: string | undefined
}

/**
 * Takes the ledger in a directory for this process.
 *
 * Each process writes a lock file of its own and only then looks for others. So of two that start together at least one sees the
 * other, and nobody ever removes a lock but its owner or, where the owner is gone, whoever comes next.
 * @param since ISO 8601
 * @returns gives the ledger back
 * @throws UserError naming the process that has the ledger.
 */
export async function lockLedger(
  directory: string,
  processes: RunningProcesses,
  since: string,
  warn: (text: string) => void,
): Promise<() => Promise<void>> {
  const { pid } = processes
  const host = encodeURIComponent(processes.host)
  const own = join(directory, `lock.${host}.${pid}`)
  const start = (await processes.find(pid))?.start
  await createOwnLock({ path: own, host, pid, start, since }, processes)
  const release = (): Promise<void> => rm(own, { force: true })
  try {
    for (const other of await otherHolders(directory, own)) {
      if (await isHeld(other, processes)) throw inUse(other)
      warn(`${directory}: process ${other.pid} ended without closing this ledger; its trials are kept`)
      await rm(other.path, { force: true })
    }
  } catch (error) {
    await release()
    throw error
  }
  return release
}

async function createOwnLock(own: Holder, processes: RunningProcesses): Promise<void> {
  const { path, ...holder } = own
  const content = JSON.stringify(holder)
  try {
    await writeFile(path, content, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      await rm(path, { force: true })
      throw error
    }
    // This process has the ledger open already, or an earlier process with the same id was killed.
    const earlier = await readHolder(path, own.host, own.pid)
    if (await isHeld(earlier, processes)) throw inUse(earlier)
    await writeFile(path, content)
  }
}

async function otherHolders(directory: string, own: string): Promise<readonly Holder[]> {
  const names = (await readdir(directory))
    .map((name) => /^lock\.(.+)\.(\d+)$/.exec(name))
    .filter((match) => match !== null)
  return Promise.all(
    names
      .map(([name, host, pid]) => ({ path: join(directory, name), host: host!, pid: Number(pid) }))
      .filter(({ path }) => path !== own)
      .map(({ path, host, pid }) => readHolder(path, host, pid)),
  )
}

/** The name says who; what the content adds is missing where a process was killed between making the file and filling it. */
async function readHolder(path: string, host: string, pid: number): Promise<Holder> {
  let content: { readonly start?: unknown; readonly since?: unknown } = {}
  try {
    content = Object(JSON.parse(await readFile(path, 'utf8')))
  } catch {}
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
  return { path, host, pid, start: text(content.start), since: text(content.since) }
}

/** A process of another machine cannot be seen from here, so its lock holds. */
async function isHeld(holder: Holder, processes: RunningProcesses): Promise<boolean> {
  if (holder.host !== encodeURIComponent(processes.host)) return true
  const running = await processes.find(holder.pid)
  if (running === undefined) return false
  return running.start === undefined || holder.start === undefined || running.start === holder.start
}

function inUse(holder: Holder): UserError {
  const since = holder.since === undefined ? '' : ` (since ${holder.since})`
  return new UserError({
    file: holder.path,
    message: `process ${holder.pid} on ${holder.host} is writing to this ledger${since}`,
    hint: 'wait until it has ended or choose another output folder; delete this file if that process no longer runs',
  })
}
