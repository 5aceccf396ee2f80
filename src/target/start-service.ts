import { mkdir, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { dirname } from 'node:path'
import { Agent } from 'undici'
import { childEnvironment } from '../boundary/child-environment.ts'
import { UserError } from '../boundary/finding.ts'
import { createOutputTail } from '../boundary/output-tail.ts'
import type { Redact } from '../boundary/redactor.ts'
import { startProgram } from '../boundary/run-program.ts'
import { fillValue, TemplateError } from '../boundary/template.ts'
import { systemClock } from '../provider/clock.ts'
import type { ServedProgram, SideCode } from '../suite/program.ts'
import { CodeFailure, lastWords } from './code-failure.ts'
import type { Workplace } from './workplace.ts'

/** A service of one side that runs and is ready. */
export interface Service {
  readonly baseUrl: string
  /** Aborts with a CodeFailure when its program ends by itself. */
  readonly down: AbortSignal
  stop(): Promise<void>
}

interface StartOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly redact: Redact
  /** Gives up starting. */
  readonly signal: AbortSignal
  /** The file that gets what it printed. */
  readonly log: string
}

const POLL_MS = 50
const STOP_GRACE_MS = 3_000
/** Somebody else may take the free port before the service does. */
const STARTS = 3
const SHOWN_LINES = 5

/**
 * Starts a service and waits until it is ready.
 * @throws CodeFailure when it ends before, or is not ready in time; the abort reason
 */
export async function startService(
  side: SideCode['side'],
  name: string,
  served: ServedProgram,
  place: Workplace,
  options: StartOptions,
): Promise<Service> {
  for (let start = 1; ; start += 1) {
    try {
      return await startOnce(`the service ${name} of ${side}`, served, place, options)
    } catch (error) {
      if (!(error instanceof PortTaken) || start === STARTS) throw error
    }
  }
}

class PortTaken extends CodeFailure {}

async function startOnce(
  what: string,
  served: ServedProgram,
  place: Workplace,
  { environment, redact, signal, log }: StartOptions,
): Promise<Service> {
  signal.throwIfAborted()
  const port = await freePort()
  const tail = createOutputTail(redact)
  const failure = (message: string) =>
    new CodeFailure(`${message}; ${lastWords(tail.lines(SHOWN_LINES))}; all of its log is in ${log}`)
  const running = await startProgram({
    run: argumentsFor(served.run, port),
    directory: place.directory,
    environment: {
      ...childEnvironment(environment, place.home),
      HOST: '127.0.0.1',
      ...served.environment,
      [served.portVariable]: String(port),
    },
    memoryMegabytes: served.memoryMegabytes,
    guard: place.guard,
    onOutput: tail.add,
  }).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error
    throw new CodeFailure(`${what} cannot be started: ${error.message}`, { cause: error })
  })
  const down = new AbortController()
  const ended = running.ended.then(async ({ code, signal: killedBy }) => {
    await writeLog(log, tail.text())
    const how = code === undefined ? `was ended by ${killedBy}` : `ended with code ${code}`
    const taken = /EADDRINUSE|address already in use/i.test(tail.text())
    const error = failure(`${what} ${how}`)
    down.abort(taken ? new PortTaken(error.message) : error)
  })
  const stop = async () => {
    await running.end(STOP_GRACE_MS)
    await ended
  }
  try {
    await untilReady(served.ready, port, AbortSignal.any([signal, down.signal]))
  } catch (error) {
    await stop()
    if (error !== NOT_READY) throw error
    throw failure(`${what} was not ready within ${served.ready.timeoutSeconds} s`)
  }
  return { baseUrl: `http://127.0.0.1:${port}`, down: down.signal, stop }
}

function argumentsFor(run: readonly string[], port: number): readonly string[] {
  return run.map((argument) => {
    if (!argument.includes('{{')) return argument
    try {
      return String(fillValue(argument, { port }))
    } catch (error) {
      // Braces of the program's own.
      if (error instanceof TemplateError) return argument
      throw error
    }
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const NOT_READY = Symbol('not ready')

async function untilReady(ready: ServedProgram['ready'], port: number, signal: AbortSignal): Promise<void> {
  const { path } = ready
  const agent = new Agent({ connect: { timeout: 1_000 }, headersTimeout: 5_000, bodyTimeout: 5_000 })
  const isReady = path === undefined ? () => accepts(port) : () => answers(agent, port, path, signal)
  const deadline = performance.now() + ready.timeoutSeconds * 1000
  try {
    for (;;) {
      signal.throwIfAborted()
      if (await isReady()) return
      signal.throwIfAborted()
      if (performance.now() > deadline) throw NOT_READY
      await systemClock.sleep(POLL_MS, signal)
    }
  } finally {
    await agent.destroy()
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1_000 })
    const done = (is: boolean) => {
      socket.destroy()
      resolve(is)
    }
    socket.once('connect', () => done(true))
    socket.once('error', () => done(false))
    socket.once('timeout', () => done(false))
  })
}

async function answers(agent: Agent, port: number, path: string, signal: AbortSignal): Promise<boolean> {
  try {
    const origin = `http://127.0.0.1:${port}`
    const { statusCode, body } = await agent.request({ origin, path, method: 'GET', signal })
    body.on('error', () => undefined).destroy()
    return statusCode < 400
  } catch {
    return false
  }
}

/** A log that cannot be written is no reason to fail. */
async function writeLog(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  } catch {
    // Its end is in the message all the same.
  }
}
