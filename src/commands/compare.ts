import { UserError } from '../boundary/finding.ts'
import { nearest } from '../boundary/nearest.ts'
import { createRedactor, secretsOf } from '../boundary/redactor.ts'
import { shellQuoted } from '../boundary/shell-quoted.ts'
import type { World } from '../boundary/world.ts'
import { redactReport } from '../github/redact-report.ts'
import { reportComparison } from '../report/report-comparison.ts'
import type { Policy } from '../suite/policy.ts'
import { compareRecorded } from '../verdict/compare-recorded.ts'
import { splitFalseAlarm } from '../verdict/error-budget.ts'
import type { RecordedSuite } from '../verdict/recorded-suite.ts'
import { commandLogger } from './command-logger.ts'
import { presentReport } from './present-report.ts'
import { readRecorded } from './read-recorded.ts'

export interface CompareOptions {
  /** File of base's trials, or of both arms' where there is no other. */
  readonly base: string
  readonly head?: string
  readonly suite: readonly string[]
  readonly margin: string
  readonly falseAlarm: string
  readonly miss: string
  readonly onInconclusive: Policy['onInconclusive']
  readonly out: string
  readonly json: boolean
  readonly quiet: boolean
  readonly markdown?: string
  readonly junit?: string
}

/** `noisefloor compare`: decides on recorded trials and prints the report. Resolves to the exit code. */
export async function compare(options: CompareOptions, world: World): Promise<number> {
  const started = performance.now()
  const logger = commandLogger(world)
  const margin = shareOf(
    '--margin',
    options.margin,
    (value) => value > 0 && value <= 1,
    'above 0 and at most 1',
  )
  const rates = {
    falseAlarm: shareOf('--false-alarm', options.falseAlarm, isErrorRate, 'above 0 and below 0.5'),
    miss: shareOf('--miss', options.miss, isErrorRate, 'above 0 and below 0.5'),
  }
  const { suites, findings } = await readRecorded(options, world.directory)
  const wanted = findings.length > 0 ? [] : selectNamed(suites, options.suite)
  const levels = splitFalseAlarm(
    wanted.map(() => ['primary']),
    rates.falseAlarm,
  )
  const report = reportComparison({
    base: options.head === undefined ? `${options.base} (base)` : options.base,
    head: options.head ?? `${options.base} (head)`,
    file: options.head ?? options.base,
    judged: wanted.map((recorded, index) => ({
      recorded,
      judgement: compareRecorded(recorded, {
        margin,
        falseAlarm: levels[index]!.primary,
        miss: rates.miss,
      }),
    })),
    findings,
    errorRates: rates,
    onInconclusive: options.onInconclusive,
    reproduce: reproduce(options),
    durationMs: performance.now() - started,
  })
  // With --json nobody sees the report; with a terminal it shows them itself.
  if (options.json) for (const finding of report.findings) logger.error(finding)
  const redact = createRedactor(secretsOf(world.environment, []))
  await presentReport(redactReport(report, redact), options, world, logger)
  return report.exit_code
}

/** @throws UserError naming every suite that no line names, with the nearest one that some do */
function selectNamed(suites: readonly RecordedSuite[], names: readonly string[]): readonly RecordedSuite[] {
  const known = suites.map((one) => one.suite)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new UserError(
      unknown.map((name) => {
        const near = nearest(name, known)
        return {
          file: 'command line',
          message: `no trial is of suite ${JSON.stringify(name)}`,
          hint:
            near === undefined
              ? `there are trials of ${known.slice(0, 10).join(', ')}`
              : `did you mean ${JSON.stringify(near)}?`,
        }
      }),
    )
  }
  return names.length === 0 ? suites : suites.filter((one) => names.includes(one.suite))
}

const isErrorRate = (value: number): boolean => value > 0 && value < 0.5

/** @throws UserError unless it is a number in range */
function shareOf(option: string, text: string, isInRange: (value: number) => boolean, range: string): number {
  const value = /^\d*\.?\d+(e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN
  if (isInRange(value)) return value
  throw new UserError({
    file: 'command line',
    message: `${option} ${text} is not a number ${range}`,
    hint: `such as ${option} 0.1`,
  })
}

function reproduce(options: CompareOptions): string {
  const files = [options.base, ...(options.head === undefined ? [] : [options.head])].map(shellQuoted)
  const suites = options.suite.map((name) => `--suite ${shellQuoted(name)}`)
  const rates = `--margin ${options.margin} --false-alarm ${options.falseAlarm} --miss ${options.miss}`
  return ['noisefloor compare', ...files, ...suites, rates].join(' ')
}
