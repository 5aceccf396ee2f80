import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { UserError } from './finding.ts'

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024
const MAX_STDERR_BYTES = 64 * 1024

export interface ProcessOptions {
  readonly cwd: string
  /** The child's whole environment; absent: this process's own. */
  readonly environment?: Readonly<Record<string, string>>
  /** Written to the child's stdin, which is then closed; absent: stdin is empty. */
  readonly input?: Uint8Array | string
  /** Of stdout; default 64 MiB. */
  readonly maxBytes?: number
  /** Kills the child; the rejection is then the signal's reason. */
  readonly signal?: AbortSignal
}

export interface ProcessResult {
  /** Exit code; 128 + the signal's number is not imitated: a child that a signal ended has −1. */
  readonly code: number
  readonly stdout: Buffer
  /** At most the first 64 KiB. */
  readonly stderr: string
}

/**
 * Runs a program without a shell and waits for its end. A non-zero exit code is a result, not an error.
 * @throws UserError when the program is not found or cannot be started; Error when it writes more than `maxBytes`; the abort
 *   reason when `signal` aborts. The child has been killed by then.
 */
export async function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  options.signal?.throwIfAborted()
  const child = spawn(command, args, {
    cwd: options.cwd,
    shell: false,
    windowsHide: true,
    ...(options.environment === undefined ? {} : { env: options.environment }),
  })
  const abort = () => child.kill('SIGKILL')
  options.signal?.addEventListener('abort', abort, { once: true })
  try {
    return await collect(child, command, options)
  } finally {
    options.signal?.removeEventListener('abort', abort)
  }
}

function collect(
  child: ChildProcessWithoutNullStreams,
  command: string,
  options: ProcessOptions,
): Promise<ProcessResult> {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  let stdoutBytes = 0
  let stderrBytes = 0
  child.stdout.on('data', (chunk: Buffer) => {
    stdoutBytes += chunk.length
    if (stdoutBytes > maxBytes) child.kill('SIGKILL')
    else stdout.push(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderrBytes < MAX_STDERR_BYTES) stderr.push(chunk.subarray(0, MAX_STDERR_BYTES - stderrBytes))
    stderrBytes += chunk.length
  })
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(startFailure(error, command, options.cwd)))
    // A child that does not read its input closes the pipe; its exit code tells the rest.
    child.stdin.on('error', () => undefined)
    child.on('close', (code) => {
      if (options.signal?.aborted) reject(options.signal.reason)
      else if (stdoutBytes > maxBytes) {
        reject(new Error(`${command} wrote more than ${maxBytes.toLocaleString('en')} bytes`))
      } else {
        resolve({
          code: code ?? -1,
          stdout: Buffer.concat(stdout),
          stderr: Buffer.concat(stderr).toString('utf8'),
        })
      }
    })
    child.stdin.end(options.input ?? '')
  })
}

function startFailure(error: NodeJS.ErrnoException, command: string, cwd: string): Error {
  if (error.syscall?.startsWith('spawn') !== true) return error
  // A missing working directory is reported with the same code as a missing program.
  if (!existsSync(cwd))
    return new UserError({ message: `the directory ${cwd} does not exist` }, { cause: error })
  if (error.code === 'ENOENT') {
    return new UserError(
      { message: `the program ${command} was not found`, hint: `install ${command} or put it on the PATH` },
      { cause: error },
    )
  }
  return new UserError(
    { message: `the program ${command} cannot be started (${error.code})` },
    { cause: error },
  )
}
