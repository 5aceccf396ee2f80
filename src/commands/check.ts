import { resolve } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import { inCi } from '../boundary/in-ci.ts'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { refuseOwnFiles } from '../change/own-files.ts'
import { openRepository } from '../change/repository.ts'
import { selectSides } from '../change/sides.ts'
import { runGate } from '../gate.ts'
import { commandLogger } from './command-logger.ts'
import { presentReport } from './present-report.ts'
import { rehearsalFolder } from './rehearsal-folder.ts'
import { showProgress } from './show-progress.ts'

export interface CheckOptions {
  readonly config: string
  readonly base?: string
  readonly head?: string
  readonly suite: readonly string[]
  readonly case: readonly string[]
  readonly model?: string
  readonly out: string
  readonly seed?: string
  readonly offline: boolean
  /** True without a number. */
  readonly extend?: true | string
  readonly approveGateChanges: boolean
  readonly json: boolean
  /** False: nothing is shown while the run goes on. */
  readonly progress: boolean
  /** Of the report only its first sentence is printed, and no progress. */
  readonly quiet: boolean
  readonly markdown?: string
  readonly junit?: string
}

/** `noisefloor check`: gates head against base and prints the report. Resolves to the exit code. */
export async function check(options: CheckOptions, world: World): Promise<number> {
  const progress = showProgress(world, { wanted: options.progress && !options.quiet })
  const logger = commandLogger({ ...world, stderr: progress.stderr })
  const repository = await openRepository(world.directory, runProcess, { environment: world.environment })
  const out = rehearsalFolder(options)
  try {
    await refuseOwnFiles(repository, resolve(world.directory, options.out))
    const sides = await selectSides(repository, options)
    const report = await runGate(
      sides,
      {
        config: options.config,
        suites: options.suite,
        cases: options.case,
        ...(options.model === undefined ? {} : { model: options.model }),
        out,
        seed: checkedSeed(options.seed),
        offline: options.offline,
        ...checkedExtension(options),
        approved: options.approveGateChanges,
        trustHead: !inCi(world.environment),
        // A CI that is not known does not say whose change it is.
        codeOrigin: inCi(world.environment) ? 'outside' : 'local',
        onProgress: progress.update,
        warn: (text) => logger.warning(text),
      },
      world,
    )
    progress.end()
    await presentReport(report, { ...options, out }, world, logger)
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

/** @throws UserError unless it is left out or a number of pairs that may be drawn now */
function checkedExtension({ extend, offline }: CheckOptions): {
  readonly extend?: { readonly pairs: number | undefined }
} {
  if (extend === undefined) return {}
  if (offline) {
    throw new UserError({
      file: 'command line',
      message: '--extend draws further trials, and --offline draws none',
      hint: 'leave one of them out; what an extension has recorded counts offline too',
    })
  }
  if (extend === true) return { extend: { pairs: undefined } }
  if (/^[1-9]\d{0,7}$/.test(extend)) return { extend: { pairs: Number(extend) } }
  throw new UserError({
    file: 'command line',
    message: `--extend ${extend} is not a number of pairs`,
    hint: 'such as --extend 300, or --extend alone for as many as the call budget of a suite pays for',
  })
}
