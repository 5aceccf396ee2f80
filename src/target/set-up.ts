import { childEnvironment } from '../boundary/child-environment.ts'
import { UserError } from '../boundary/finding.ts'
import { createOutputTail } from '../boundary/output-tail.ts'
import type { Redact } from '../boundary/redactor.ts'
import { startProgram } from '../boundary/run-program.ts'
import { withLinkedSignal } from '../provider/linked-signal.ts'
import type { Program, SideCode } from '../suite/program.ts'
import { CodeFailure, lastWords } from './code-failure.ts'
import type { Workplace } from './workplace.ts'

const LIMIT_MINUTES = 15

/**
 * Runs a program that prepares a tree, to its end.
 * @throws CodeFailure when it does not succeed; the abort reason
 */
export async function setUp(
  side: SideCode['side'],
  program: Program,
  place: Workplace,
  options: {
    readonly environment: Readonly<Record<string, string | undefined>>
    readonly redact: Redact
    readonly signal: AbortSignal
  },
): Promise<void> {
  const tail = createOutputTail(options.redact)
  const what = `the setup of ${side} (${program.run.join(' ').slice(0, 80)})`
  const limit = AbortSignal.timeout(LIMIT_MINUTES * 60_000)
  const code = await withLinkedSignal([options.signal, limit], async (signal) => {
    const running = await startProgram({
      run: program.run,
      directory: place.directory,
      environment: { ...childEnvironment(options.environment, place.home), ...program.environment },
      memoryMegabytes: program.memoryMegabytes,
      guard: place.guard,
      onOutput: tail.add,
    }).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error
      throw new CodeFailure(`${what} cannot be run: ${error.message}`, { cause: error })
    })
    const end = () => void running.end(0)
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    return (await running.ended).code
  })
  options.signal.throwIfAborted()
  if (limit.aborted) throw new CodeFailure(`${what} took longer than ${LIMIT_MINUTES} minutes`)
  if (code !== 0) {
    throw new CodeFailure(
      `${what} failed (${code === undefined ? 'killed' : `code ${code}`}); ${lastWords(tail.lines(5))}`,
    )
  }
}
