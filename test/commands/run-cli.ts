import { fileURLToPath } from 'node:url'
import type { World } from '../../src/boundary/world.ts'
import { main } from '../../src/commands/main.ts'

export interface CliRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line in this process, in a directory, as somebody on a laptop with a piped terminal of 80 columns. */
export async function runCli(
  directory: string,
  args: readonly string[],
  options: {
    readonly environment?: Record<string, string>
    readonly interrupted?: AbortSignal
    readonly now?: () => Date
    /** Somebody at the terminal. */
    readonly ask?: (question: string) => Promise<string>
  } = {},
): Promise<CliRun> {
  const output = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      output[name] += text
    },
    isTerminal: false,
    columns: 80,
  })
  const world: World = {
    environment: { PATH: process.env['PATH'] ?? '', ...options.environment },
    directory,
    packageDirectory: fileURLToPath(new URL('../../', import.meta.url)),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    interrupted: options.interrupted ?? new AbortController().signal,
    now: options.now ?? (() => new Date('2026-11-01T12:00:00Z')),
    random: () => 0.5,
    ...(options.ask === undefined ? {} : { ask: options.ask }),
  }
  const code = await main(args, world)
  return { code, ...output }
}
