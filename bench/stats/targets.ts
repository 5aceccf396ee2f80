import type { Measured } from './measure.ts'
import { ALPHA, BETA, type Scenario } from './scenarios.ts'

interface Target {
  readonly what: string
  /** Measured value, its standard error, what must be reached and what is aimed at. */
  readonly value: number
  readonly error: number
  readonly must: number
  readonly aim: number
  readonly atMost: boolean
}

/**
 * The most that drawing some cases up to four times as often as others can cost, in pairs for the same precision: (1 + 4)²/(4 · 1 · 4) by Kantorovich's
 * inequality. History that misleads may cost as much, never an error rate.
 */
const MISLED_COST = 25 / 16

/** What a scenario is measured by, and how it fares. */
function targetsOf(scenario: Scenario, measured: Measured): readonly Target[] {
  const { runs } = measured
  const share = (count: number) => ({ value: count / runs, error: shareError(count / runs, runs) })
  const meanPairs = measured.pairs / runs
  const pairsError = Math.sqrt(Math.max(0, measured.squaredPairs / runs - meanPairs ** 2) / runs)
  const calls = (must: number, aim: number): readonly Target[] =>
    scenario.fixedPairs === undefined
      ? []
      : [
          {
            what: 'calls / N_fix',
            value: meanPairs / scenario.fixedPairs,
            error: pairsError / scenario.fixedPairs,
            must,
            aim,
            atMost: true,
          },
        ]
  const { history } = scenario
  const misled = history !== undefined && history.kind !== 'own'
  const callsOfNoChange =
    history === undefined
      ? calls(0.6, 0.53)
      : misled
        ? calls(0.6 * MISLED_COST, 0.53 * MISLED_COST)
        : calls(0.4, 0.33)
  const family = scenario.id.startsWith('S12')
  switch (scenario.kind) {
    case 'nothing changed': {
      const red = share(measured.red)
      const limit = scenario.id.startsWith('S10') ? 0 : ALPHA + 2 * red.error
      return [
        { what: 'red', ...red, must: limit, aim: limit, atMost: true },
        ...(scenario.fixedPairs === undefined || family
          ? []
          : [{ what: 'pass', ...share(measured.passed), must: 0.92, aim: 0.94, atMost: false }]),
        ...callsOfNoChange,
      ]
    }
    case 'at the margin': {
      const passed = share(measured.passed)
      const broken = scenario.shape === 'broken'
      return [
        {
          what: 'pass',
          ...passed,
          must: BETA + 2 * passed.error,
          aim: BETA + 2 * passed.error,
          atMost: true,
        },
        {
          what: 'red',
          ...share(measured.red),
          must: broken ? 0.94 : 0.85,
          aim: broken ? 0.97 : 0.9,
          atMost: false,
        },
        ...(misled
          ? calls(0.72 * MISLED_COST, 0.68 * MISLED_COST)
          : broken
            ? calls(0.66, scenario.id.startsWith('S3b') ? 0.3 : 0.5)
            : calls(0.72, 0.68)),
      ]
    }
    case 'report':
      return family
        ? [{ what: 'slice found', ...share(measured.sliceFound), must: 0, aim: 0.65, atMost: false }]
        : [{ what: 'red', ...share(measured.red), must: 1, aim: ALPHA, atMost: true }]
  }
}

/** One line of the table. */
export function rowOf(scenario: Scenario, measured: Measured): string {
  const targets = targetsOf(scenario, measured).map((target) => {
    const { what, value, error, must, aim, atMost } = target
    const sign = atMost ? '≤' : '≥'
    return `${what} ${number(value)} ± ${number(error)} (${sign} ${number(must)} ${verdict(target)}; aim ${number(aim)})`
  })
  const { runs } = measured
  return [
    `${scenario.id.padEnd(8)} ${scenario.label}, ${scenario.kind}; ${runs} runs`,
    `         ${targets.join('  ')}`,
    `         ${(measured.pairs / runs).toFixed(0)} pairs${scenario.fixedPairs === undefined ? '' : ` of N_fix ${scenario.fixedPairs.toFixed(0)}`}, ${(measured.looks / runs).toFixed(1)} looks, inconclusive ${number(measured.inconclusive / runs)}; printed 90 % interval covers ${number(measured.covered / runs)}, ${number(measured.widthRatio / runs)} × the naive width; ${(measured.milliseconds / runs).toFixed(1)} ms a run`,
  ].join('\n')
}

export function describeTargets(): string {
  return 'Each figure: value ± standard error (what it must be, met or missed; what it is to be if it can).'
}

function verdict({ value, must, atMost }: Target): string {
  return (atMost ? value <= must + 1e-12 : value >= must) ? 'met' : 'MISSED'
}

function shareError(share: number, runs: number): number {
  return Math.sqrt((share * (1 - share)) / runs)
}

const number = (value: number): string => value.toFixed(3)
