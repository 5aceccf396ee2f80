import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import type { Logger } from '../boundary/logger.ts'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { openRepository } from '../change/repository.ts'
import { selectSides } from '../change/sides.ts'
import { runGate } from '../gate.ts'
import { renderJson } from '../report/json.ts'
import { renderMarkdown } from '../report/markdown.ts'
import { renderTerminal } from '../report/terminal.ts'
import { commandLogger } from './command-logger.ts'
import { showProgress } from './show-progress.ts'

export interface CheckOptions {
  readonly config: string
  readonly base?: string
  readonly head?: string
  readonly suite: readonly string[]
  readonly case: readonly string[]
  readonly out: string
  readonly seed?: string
  readonly offline: boolean
  readonly approveGateChanges: boolean
  readonly json: boolean
  readonly markdown?: string
}

/** `noisefloor check`: gates head against base and prints the report. Resolves to the exit code. */
export async function check(options: CheckOptions, world: World): Promise<number> {
  const logger = commandLogger(world)
  const repository = await openRepository(world.directory, runProcess, { environment: world.environment })
  const progress = showProgress(world.stderr)
  try {
    const sides = await selectSides(repository, options)
    const report = await runGate(
      sides,
      {
        config: options.config,
        suites: options.suite,
        cases: options.case,
        out: options.out,
        seed: checkedSeed(options.seed),
        offline: options.offline,
        approved: options.approveGateChanges,
        trustHead: world.environment['CI'] !== 'true',
        // A CI that is not known does not say whose change it is.
        codeOrigin: world.environment['CI'] === 'true' ? 'outside' : 'local',
        onProgress: progress.update,
        warn: (text) => logger.warning(text),
      },
      world,
    )
    progress.end()
    const json = renderJson(report)
    const { isTerminal, columns } = world.stdout
    const colour = isTerminal && world.environment['NO_COLOR'] === undefined
    world.stdout.write(options.json ? json : renderTerminal(report, { columns, colour }))
    // The verdict is told before anything can go wrong with a file, and no file changes it.
    const out = resolve(world.directory, options.out)
    await orWarn(logger, () => writeReport(out, json))
    if (options.markdown !== undefined) {
      const file = resolve(world.directory, options.markdown)
      await orWarn(logger, () => writeFile(file, renderMarkdown(report)))
    }
    return report.exit_code
  } finally {
    progress.end()
    await repository.close()
  }
}

/** The folder ignores itself, so that nobody has to edit a `.gitignore` and no trial is committed by accident. */
async function writeReport(directory: string, json: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, '.gitignore'), '*\n')
  await writeFile(join(directory, 'report.json'), json)
}

async function orWarn(logger: Logger, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    logger.warning(`${path ?? 'a report'} could not be written (${code}); the verdict stands`)
  }
}

/** @throws UserError unless it is a whole number */
function checkedSeed(seed: string | undefined): string | undefined {
  if (seed === undefined || /^\d+$/.test(seed)) return seed
  throw new UserError({
    file: 'command line',
    message: `--seed ${seed} is not a whole number`,
    hint: 'such as --seed 7',
  })
}
