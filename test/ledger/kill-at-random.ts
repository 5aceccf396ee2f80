import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('./append-until-killed.ts', import.meta.url))

/** Another process that appends to a ledger until it is killed, and prints each acknowledged trial on a line. */
export function startAppending(
  directory: string,
  first: number,
): ChildProcessByStdio<null, Readable, Readable> {
  const child = spawn(process.execPath, [script, directory, String(first)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.setEncoding('utf8')
  child.stderr.setEncoding('utf8')
  return child
}

/**
 * Lets another process append to a ledger and kills it with SIGKILL so many milliseconds after its first acknowledged trial.
 * @returns the trials that were acknowledged, and what the process said on stderr
 */
export async function appendAndKill(
  directory: string,
  first: number,
  afterMs: number,
): Promise<{ readonly acknowledged: readonly number[]; readonly stderr: string }> {
  const child = spawn(process.execPath, [script, directory, String(first)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stderr.on('data', (text: string) => {
    stderr += text
  })
  child.stdout.on('data', (text: string) => {
    if (stdout === '') setTimeout(() => child.kill('SIGKILL'), afterMs)
    stdout += text
  })
  await once(child, 'close')
  return { acknowledged: stdout.split('\n').slice(0, -1).map(Number), stderr }
}
