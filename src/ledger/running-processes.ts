import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'

/** The processes of this machine, as a lock needs to know them. */
export interface RunningProcesses {
  readonly host: string
  readonly pid: number
  /**
   * The process with this id, if it runs.
   * @returns `start`: when it started, in the operating system's own units, which tells it from an earlier process with the same
   *   id; absent where the system does not say
   */
  find(pid: number): Promise<{ readonly start?: string } | undefined>
}

export const processesOfThisMachine: RunningProcesses = {
  host: hostname(),
  pid: process.pid,
  async find(pid) {
    if (!acceptsSignals(pid)) return undefined
    // proc_pid_stat(5): fields 3 (state) and 22 (start), counted after the name in parentheses, which may itself hold spaces.
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const start = fields[19]
    // A killed process that nobody waited for still has an id.
    if (fields[0] === 'Z') return undefined
    return start === undefined ? {} : { start }
  },
}

function acceptsSignals(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
