import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')

/** The command line as it is shipped: the bundle that the sources give, as a process of its own. */
export interface ShippedCli extends Disposable {
  /** @param limitKb the most that it may write to one file, in KiB, as on a disk that fills up */
  start(directory: string, args: readonly string[], limitKb?: number): RunningCli
}

interface RunningCli {
  readonly ended: Promise<CliEnd>
  kill(): void
}

interface CliEnd {
  /** `null` after a kill. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export function buildShippedCli(): ShippedCli {
  const bundle = mkdtempSync(join(tmpdir(), 'noisefloor-shipped-'))
  execFileSync(join(root, 'node_modules/.bin/rolldown'), ['-c', '-d', bundle], { cwd: root, stdio: 'pipe' })
  const script = join(bundle, 'cli.js')
  return {
    start(directory, args, limitKb) {
      const command = [process.execPath, script, ...args]
      const [file, ...rest] =
        limitKb === undefined ? command : ['bash', '-c', FULL, 'full', String(limitKb), ...command]
      const child = spawn(file!, rest, {
        cwd: directory,
        env: { PATH: process.env['PATH'] ?? '', TRIAGE_KEY: 'sk-0123456789' },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let [stdout, stderr] = ['', '']
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text
      })
      return {
        ended: once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr })),
        kill: () => child.kill('SIGKILL'),
      }
    },
    [Symbol.dispose]: () => rmSync(bundle, { recursive: true, force: true }),
  }
}

/** A write beyond the limit fails, and does not end the process. */
const FULL = 'trap "" XFSZ; ulimit -f "$1"; shift; exec "$@"'
