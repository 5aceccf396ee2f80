import { join, resolve } from 'node:path'
import type { FileTree } from '../boundary/file-tree.ts'
import { type Finding, formatFinding, UserError } from '../boundary/finding.ts'
import { nearest } from '../boundary/nearest.ts'
import { printable } from '../boundary/printable.ts'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { refuseOwnFiles } from '../change/own-files.ts'
import { openRepository } from '../change/repository.ts'
import { type CalibratedSuite, calibrationSchema } from '../report/calibration.ts'
import { renderCalibration } from '../report/calibration-terminal.ts'
import { checkRunnable } from '../sampling/check-runnable.ts'
import { type PlannedSuite, planPush } from '../sampling/plan-push.ts'
import { requirePolicy } from '../suite/load-policy.ts'
import { loadSuites } from '../suite/load-suites.ts'
import type { Policy } from '../suite/policy.ts'
import type { Suite } from '../suite/suite.ts'
import { designSuite } from '../verdict/design-suite.ts'
import { splitFalseAlarm } from '../verdict/error-budget.ts'
import { reserveRates } from '../verdict/reserve-rates.ts'
import { calibrateLive } from './calibrate-live.ts'
import { calibrateSuite, uncalibrated } from './calibrate-suite.ts'
import { commandLogger } from './command-logger.ts'
import { selfComparison } from './self-comparison.ts'
import { showProgress } from './show-progress.ts'
import { terminalLook } from './terminal-look.ts'

export interface CalibrateOptions {
  readonly config: string
  readonly suite: readonly string[]
  readonly out: string
  readonly live: boolean
  readonly pairs?: string
  readonly runs?: string
  readonly json: boolean
}

/**
 * `noisefloor calibrate`: how the gate fares on the working tree's own suites when nothing changed and when the margin is lost, from
 * recorded trials; with `--live` base is drawn against base first. Resolves to the exit code: 2 when a suite could not be calibrated.
 */
export async function calibrate(options: CalibrateOptions, world: World): Promise<number> {
  const progress = showProgress(world)
  const logger = commandLogger({ ...world, stderr: progress.stderr })
  const runs = wholeNumber('--runs', options.runs, 20, 100_000)
  const pairs = livePairs(options)
  const repository = await openRepository(world.directory, runProcess, { environment: world.environment })
  try {
    await refuseOwnFiles(repository, resolve(world.directory, options.out))
    const { policy, suites } = await loadWorkingTree(repository.workingTree(), options)
    const directory = join(resolve(world.directory, options.out), 'ledger')
    const readied = await Promise.all(suites.map((suite) => planAlone(suite, policy)))
    const planned = readied.flatMap((one) => one.planned ?? [])
    const live =
      pairs === undefined
        ? new Map()
        : await calibrateLive(planned, pairs, policy, {
            directory,
            world,
            warn: (text) => logger.warning(text),
            onProgress: progress.update,
          })
    progress.end()
    const results: CalibratedSuite[] = []
    for (const one of readied) {
      results.push(
        one.planned === undefined
          ? uncalibrated(one.suite, 'not-evaluable', one.findings.map(formatFinding).join('; '))
          : await calibrateSuite(one.planned, policy, directory, {
              ...(runs === undefined ? {} : { runs }),
              live: live.get(one.suite.name) ?? null,
              onBatch: (what, count) =>
                world.stderr.write(`${printable(one.suite.name)}: ${count} simulated runs: ${what}\n`),
            }),
      )
    }
    const calibration = calibrationSchema.parse({ v: 1, suites: results })
    world.stdout.write(
      options.json
        ? `${JSON.stringify(calibration, null, 2)}\n`
        : renderCalibration(calibration, terminalLook(world.stdout, world)),
    )
    const failed = results.some(
      ({ status, live: drawn }) =>
        status === 'no-trials' || status === 'not-evaluable' || drawn?.verdict === 'not-evaluable',
    )
    return failed ? 2 : 0
  } finally {
    progress.end()
    await repository.close()
  }
}

async function loadWorkingTree(
  tree: FileTree,
  options: CalibrateOptions,
): Promise<{ readonly policy: Policy; readonly suites: readonly Suite[] }> {
  const policy = await requirePolicy(tree, options.config)
  const { suites, invalid } = await loadSuites(tree, policy.suites)
  const mistakes = invalid.flatMap((one) => one.findings)
  const unknown = options.suite.filter((name) => !suites.some((suite) => suite.name === name))
  if (unknown.length > 0 && mistakes.length === 0) {
    throw new UserError(
      unknown.map((name) => {
        const names = suites.map((suite) => suite.name)
        const near = nearest(name, names)
        return {
          file: 'command line',
          message: `there is no suite "${name}"`,
          hint: near === undefined ? `known: ${names.join(', ') || 'none'}` : `did you mean "${near}"?`,
        }
      }),
    )
  }
  if (mistakes.length > 0) throw new UserError(mistakes)
  const chosen =
    options.suite.length === 0 ? suites : suites.filter(({ name }) => options.suite.includes(name))
  if (chosen.length > 0) return { policy, suites: chosen }
  throw new UserError({
    file: options.config,
    message: `no suite matches ${policy.suites.join(', ')}`,
    hint: 'add one, or mend `suites`',
  })
}

type ReadiedSuite =
  | { readonly suite: Suite; readonly planned: PlannedSuite }
  | { readonly suite: Suite; readonly planned?: undefined; readonly findings: readonly Finding[] }

/** As a check would plan the suite if it alone were affected, all of its cases. */
async function planAlone(suite: Suite, policy: Policy): Promise<ReadiedSuite> {
  try {
    const findings = await checkRunnable(suite)
    if (findings.length > 0) return { suite, findings }
    if (suite.target.kind !== 'prompt') {
      const place = suite.places.get('target') ?? { file: suite.file }
      return {
        suite,
        findings: [{ ...place, message: 'only suites with a prompt and a model are calibrated' }],
      }
    }
    const [levels] = splitFalseAlarm([suite.assertions.map(({ role }) => role)], policy.errorRates.falseAlarm)
    const [planned] = planPush(
      [selfComparison(suite, suite.target)],
      policy,
      [
        {
          assumed: designSuite({
            assertions: suite.assertions,
            cases: suite.cases,
            rates: reserveRates(
              { ...levels!, miss: policy.errorRates.miss },
              suite,
              policy.errorRates.extension,
            ),
          }),
        },
      ],
      undefined,
      new Set([suite.name]),
    )
    return { suite, planned: planned! }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { suite, findings: error.findings }
  }
}

function livePairs({ live, pairs }: CalibrateOptions): number | undefined {
  if (!live && pairs === undefined) return undefined
  const hint = 'such as `--live --pairs 100`: that many pairs of base against base, two calls each'
  if (!live) throw new UserError({ file: 'command line', message: '--pairs needs --live', hint })
  if (pairs === undefined) {
    throw new UserError({
      file: 'command line',
      message: '--live needs to know how many pairs to draw',
      hint,
    })
  }
  return wholeNumber('--pairs', pairs, 1, 1_000_000)
}

/** @throws UserError unless it is a whole number within these bounds */
function wholeNumber<Given extends string | undefined>(
  option: string,
  given: Given,
  least: number,
  most: number,
): Given extends string ? number : number | undefined
function wholeNumber(option: string, given: string | undefined, least: number, most: number) {
  if (given === undefined) return undefined
  const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN
  if (value >= least && value <= most) return value
  throw new UserError({
    file: 'command line',
    message: `${option} ${given} is not a whole number from ${least} to ${most}`,
    hint: `such as ${option} 400`,
  })
}
