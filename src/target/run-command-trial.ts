import { constants } from 'node:fs'
import { mkdtemp, open } from 'node:fs/promises'
import { join } from 'node:path'
import { childEnvironment } from '../boundary/child-environment.ts'
import { UserError } from '../boundary/finding.ts'
import { createOutputTail, type OutputTail } from '../boundary/output-tail.ts'
import type { Redact } from '../boundary/redactor.ts'
import { removeFolder } from '../boundary/remove-folder.ts'
import { type ProgramEnd, startProgram } from '../boundary/run-program.ts'
import { withLinkedSignal } from '../provider/linked-signal.ts'
import type { RenderedCommand } from '../suite/render-command.ts'
import { CodeFailure } from './code-failure.ts'
import { infraError } from './infra-error.ts'
import { readResult } from './reported-result.ts'
import type { TrialResult } from './trial.ts'
import type { Workplace } from './workplace.ts'

const MAX_RESULT_BYTES = 8 * 1024 * 1024
const MAX_PRINTED_BYTES = 16 * 1024 * 1024

export interface CommandOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Of a service that the program may ask. */
  readonly serviceUrl: string | undefined
  readonly timeLimitMs: number
  readonly redact: Redact
  /** Ends the program; the rejection is then the signal's reason. */
  readonly signal: AbortSignal
}

/**
 * Runs the program once: the case on stdin, the result in a file. A program that fails, hangs, or gives no result is an
 * `infra-error`: it says nothing about the answer that it would have given.
 * @throws CodeFailure when it cannot be started; the abort reason
 */
export async function runCommandTrial(
  rendered: RenderedCommand,
  place: Workplace,
  options: CommandOptions,
): Promise<TrialResult> {
  // An earlier trial's program may have taken the folder away, or put something else in its place.
  const folder = await mkdtemp(join(place.home, 'trial-')).catch(({ code }: NodeJS.ErrnoException) => {
    throw new CodeFailure(`the command cannot be run: no folder can be made in ${place.home} (${code})`)
  })
  try {
    return await runIn(folder, rendered, place, options)
  } finally {
    await removeFolder(folder)
  }
}

async function runIn(
  folder: string,
  rendered: RenderedCommand,
  place: Workplace,
  options: CommandOptions,
): Promise<TrialResult> {
  const file = join(folder, 'result.json')
  const tail = createOutputTail(options.redact)
  const tooMuch = new AbortController()
  const limit = AbortSignal.timeout(options.timeLimitMs)
  const started = performance.now()
  const end = await withLinkedSignal([options.signal, limit, tooMuch.signal], (signal) =>
    runToEnd(rendered, place, environmentOf(rendered, folder, file, options), signal, (chunk) => {
      tail.add(chunk)
      if (tail.bytes > MAX_PRINTED_BYTES) tooMuch.abort()
    }),
  )
  const latencyMs = performance.now() - started
  options.signal.throwIfAborted()
  if (tooMuch.signal.aborted) return failed(`it printed more than ${MAX_PRINTED_BYTES / 2 ** 20} MiB`, tail)
  if (limit.aborted) return failed(`it did not end within ${options.timeLimitMs / 1000} s`, tail)
  if (end.code !== 0) return failed(howItEnded(end), tail)
  const text = await readResultFile(file)
  if (text.problem !== undefined) return failed(text.problem, tail)
  const result = readResult(text.content)
  if (typeof result === 'string') return failed(`its result ${result}`, tail)
  if (result.outcome === 'infra-error') return failed(result.error ?? 'it reports an infra-error', tail)
  const { output, outcome, trace, quantities, model } = result
  return {
    outcome,
    output,
    trace,
    quantities: { ...quantities, latency_ms: latencyMs, steps: quantities.steps ?? 1 },
    attempts: 1,
    ...(model === undefined ? {} : { model }),
  }
}

function environmentOf(
  { program }: RenderedCommand,
  folder: string,
  file: string,
  { environment, serviceUrl }: CommandOptions,
): Readonly<Record<string, string>> {
  return {
    ...childEnvironment(environment, folder),
    ...program.environment,
    NOISEFLOOR_RESULT: file,
    ...(serviceUrl === undefined ? {} : { NOISEFLOOR_SERVICE: serviceUrl }),
  }
}

async function runToEnd(
  { program, input }: RenderedCommand,
  { directory, guard }: Workplace,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
  onOutput: (chunk: Buffer) => void,
): Promise<ProgramEnd> {
  const { run, memoryMegabytes } = program
  const running = await startProgram({
    run,
    directory,
    environment,
    input,
    memoryMegabytes,
    guard,
    onOutput,
  }).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error
    throw new CodeFailure(`the command cannot be run: ${error.message}`, { cause: error })
  })
  const end = () => void running.end(0)
  if (signal.aborted) end()
  signal.addEventListener('abort', end, { once: true })
  return running.ended
}

function howItEnded({ code, signal }: ProgramEnd): string {
  return code === undefined ? `it was ended by ${signal}` : `it ended with code ${code}`
}

function failed(problem: string, tail: OutputTail): TrialResult {
  const line = tail.complaint()
  return infraError(`the command: ${problem}${line === undefined ? '' : `; it printed: ${line}`}`, 1)
}

type ResultFile = { readonly problem: string } | { readonly problem?: undefined; readonly content: string }

/** The program may have put anything in its place: a link, a pipe, a device. */
async function readResultFile(file: string): Promise<ResultFile> {
  try {
    await using handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const found = await handle.stat()
    if (!found.isFile()) return { problem: 'its result is no regular file' }
    if (found.size > MAX_RESULT_BYTES)
      return { problem: `its result is larger than ${MAX_RESULT_BYTES / 2 ** 20} MiB` }
    const bytes = await handle.readFile()
    return { content: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { problem: 'it wrote no result to the file $NOISEFLOOR_RESULT' }
    if (code === 'ELOOP') return { problem: 'its result is a symbolic link' }
    if (error instanceof TypeError) return { problem: 'its result is not UTF-8' }
    return { problem: `its result cannot be read (${code ?? 'unknown reason'})` }
  }
}
