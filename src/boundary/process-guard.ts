import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { guardProcesses } from './guard-script.ts'

/** Sees to it that no program outlives this process, whatever ends it. */
export interface ProcessGuard {
  /** Marks a program as one of this run; belongs into its environment. */
  readonly mark: Readonly<Record<string, string>>
  watch(group: number): void
  forget(group: number): void
  /** Kills whatever is left of the run's programs and removes its folder. */
  close(): Promise<void>
}

/**
 * Starts the guard, a small process of its own.
 * @param folder removed in the end
 */
export function openProcessGuard(folder: string): ProcessGuard {
  const id = randomUUID()
  const script = `(${guardProcesses.toString()})(...process.argv.slice(1))`
  const guard = spawn(process.execPath, ['-e', script, `NOISEFLOOR_RUN=${id}`, folder], {
    // A group of its own: what interrupts a terminal's foreground must not end it first.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
    cwd: '/',
  })
  const ended = once(guard, 'close')
  // Without it the run goes on: its programs are ended in the ordinary way.
  ended.catch(() => undefined)
  guard.stdin.on('error', () => undefined)
  guard.unref()
  if (guard.stdin instanceof Socket) guard.stdin.unref()
  const say = (line: string) => guard.stdin.write(`${line}\n`)
  return {
    mark: { NOISEFLOOR_RUN: id },
    watch: (group) => say(`+${group}`),
    forget: (group) => say(`-${group}`),
    async close() {
      guard.ref()
      guard.stdin.end('.\n')
      await ended.catch(() => undefined)
    },
  }
}
