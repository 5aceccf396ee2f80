import { fileURLToPath } from 'node:url'
import { askAtTerminal } from './ask-at-terminal.ts'
import { Interrupted } from './interrupted.ts'

/** Everything of the machine that the project touches, in one value, so that all between the edges is tested with plain values. */
export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly directory: string
  /** Folder of the installed package: holds `evals/` and `schema/`. */
  readonly packageDirectory: string
  readonly stdout: TextSink
  readonly stderr: TextSink
  /** Asks the person at the terminal and gives their line, trimmed. Absent where nobody is there to answer. */
  readonly ask?: (question: string) => Promise<string>
  /** Fires on the first SIGINT or SIGTERM. */
  readonly interrupted: AbortSignal
  readonly now: () => Date
  /** Uniform in [0, 1): jitter of retries only, never what is sampled. */
  readonly random: () => number
}

export interface TextSink {
  write(text: string): void
  readonly isTerminal: boolean
  /** Width in characters; 80 where unknown. */
  readonly columns: number
  /** Height in lines; absent where unknown. */
  readonly rows?: number
}

/** @param entry `import.meta.url` of the entry point, one folder below the package's own */
export function systemWorld(entry: string): World {
  return {
    environment: process.env,
    directory: process.cwd(),
    packageDirectory: fileURLToPath(new URL('..', entry)),
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    ...(process.stdin.isTTY && process.stdout.isTTY ? { ask: askAtTerminal } : {}),
    interrupted: interruption(),
    now: () => new Date(),
    random: Math.random,
  }
}

function sink(stream: NodeJS.WriteStream): TextSink {
  // A reader that has seen enough (`| head`) closes the pipe: that is not a failure of ours.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  return {
    write: (text) => {
      stream.write(text)
    },
    isTerminal: stream.isTTY === true,
    // Asked anew each time: windows are resized.
    get columns() {
      // A terminal that does not know its width says 0.
      return stream.columns || 80
    },
    get rows() {
      return stream.rows || 24
    },
  }
}

/** The first signal asks for an orderly end; a second one ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      controller.abort(new Interrupted(`interrupted by ${signal}`))
    })
  }
  return controller.signal
}
