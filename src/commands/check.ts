import { UserError } from '../boundary/finding.ts'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { openRepository } from '../change/repository.ts'
import { selectSides } from '../change/sides.ts'
import { runGate } from '../gate.ts'
import { commandLogger } from './command-logger.ts'
import { presentReport } from './present-report.ts'
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
    await presentReport(report, options, world, logger)
    return report.exit_code
  } finally {
    progress.end()
    await repository.close()
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
