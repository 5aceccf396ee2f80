import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findProgram } from './find-program.ts'
import { UserError } from './finding.ts'
import type { ProcessGuard } from './process-guard.ts'

/** After the program itself has ended, what has left its group may still hold its pipes. */
const PIPES_CLOSE_MS = 500

export interface ProgramStart {
  readonly run: readonly string[]
  readonly directory: string
  /** The program's whole environment, but for the mark of the run. */
  readonly environment: Readonly<Record<string, string>>
  /** Written to its stdin, which is then closed; absent: stdin is empty. */
  readonly input?: string
  /** Of data in each of its processes; kept where the system has prlimit(1). */
  readonly memoryMegabytes: number
  readonly guard: ProcessGuard
  /** Gets what it prints, stdout and stderr alike. */
  readonly onOutput: (chunk: Buffer) => void
}

export interface RunningProgram {
  /** Resolves when the program and every process of its group is gone. */
  readonly ended: Promise<ProgramEnd>
  /** Ends the whole group: SIGTERM, and SIGKILL after `graceMs` (0: at once). */
  end(graceMs: number): Promise<ProgramEnd>
}

export interface ProgramEnd {
  /** `undefined` when a signal ended it. */
  readonly code: number | undefined
  readonly signal: string | undefined
}

/**
 * Starts a program without a shell, in a process group of its own. When it ends, so does all that is left of its group.
 * @throws UserError when it is not found or cannot be started
 */
export async function startProgram(options: ProgramStart): Promise<RunningProgram> {
  const { guard, directory } = options
  const [file, ...args] = withLimits(options)
  const child = spawn(file!, args, {
    cwd: directory,
    env: { ...options.environment, ...guard.mark },
    shell: false,
    detached: true,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  await started(child, options)
  const group = child.pid!
  guard.watch(group)
  child.stdout?.on('data', options.onOutput)
  child.stderr?.on('data', options.onOutput)
  // A program that does not read its input closes the pipe; how it ends tells the rest.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(options.input)
  let over = false
  const ended = whenEnded(child, () => kill(group, 'SIGKILL')).then((end) => {
    over = true
    guard.forget(group)
    return end
  })
  return {
    ended,
    async end(graceMs) {
      if (!over) kill(group, graceMs === 0 ? 'SIGKILL' : 'SIGTERM')
      const timer = setTimeout(() => {
        if (!over) kill(group, 'SIGKILL')
      }, graceMs)
      try {
        return await ended
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

function withLimits({ run, directory, environment, memoryMegabytes }: ProgramStart): readonly string[] {
  const [name = '', ...args] = run
  const { PATH } = environment
  const file = findProgram(name, directory, PATH)
  if (file === undefined) {
    throw new UserError({
      message: `the program ${JSON.stringify(name)} was not found`,
      hint: name.includes('/')
        ? 'a path is relative to the folder that it runs in, and the file has to be executable'
        : 'install it, or put it on the PATH',
    })
  }
  const prlimit = process.platform === 'linux' ? findProgram('prlimit', '/', PATH) : undefined
  if (prlimit === undefined) return [file, ...args]
  // Not the address space: engines such as V8 reserve far more of it than they use.
  return [prlimit, `--data=${memoryMegabytes * 2 ** 20}`, '--core=0', '--', file, ...args]
}

/** `exit` comes when the program is gone; `close` when nobody holds its pipes any more. */
function whenEnded(child: ChildProcess, killRest: () => void): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    child.once('exit', () => {
      killRest()
      timer = setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, PIPES_CLOSE_MS)
    })
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code: code ?? undefined, signal: signal ?? undefined })
    })
  })
}

function started(child: ChildProcess, { run, directory }: ProgramStart): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error: NodeJS.ErrnoException) => {
      // A missing working directory is reported with the same code as a missing program.
      const message = existsSync(directory)
        ? `the program ${JSON.stringify(run[0])} cannot be started (${error.code ?? 'unknown reason'})`
        : `the folder ${directory} does not exist`
      reject(new UserError({ message }, { cause: error }))
    })
  })
}

function kill(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
