import { join, resolve } from 'node:path'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { openRepository } from '../change/repository.ts'
import { selectSides } from '../change/sides.ts'
import { type GatePlan, planGate } from '../gate.ts'
import { plannedCalls } from '../sampling/plan-suite.ts'
import { forecastPlanned, type PlanForecast } from './plan-forecast.ts'
import { rehearsalFolder } from './rehearsal-folder.ts'
import { renderPlan } from './render-plan.ts'

export interface PlanOptions {
  readonly config: string
  readonly base?: string
  readonly head?: string
  readonly suite: readonly string[]
  readonly case: readonly string[]
  readonly model?: string
  readonly out: string
  readonly json: boolean
}

/** `noisefloor plan`: which suites a check would run, why, and what that would take. Calls nothing. Resolves to the exit code. */
export async function plan(options: PlanOptions, world: World): Promise<number> {
  const repository = await openRepository(world.directory, runProcess, { environment: world.environment })
  try {
    const sides = await selectSides(repository, options)
    const gatePlan = await planGate(sides, {
      config: options.config,
      suites: options.suite,
      cases: options.case,
      ...(options.model === undefined ? {} : { model: options.model }),
      seed: undefined,
      approved: false,
      trustHead: world.environment['CI'] !== 'true',
    })
    const forecasts = await forecastAll(
      gatePlan,
      join(resolve(world.directory, rehearsalFolder(options)), 'ledger'),
    )
    const summary = summarise(gatePlan, forecasts)
    const { isTerminal, columns } = world.stdout
    const colour = isTerminal && world.environment['NO_COLOR'] === undefined
    world.stdout.write(
      options.json ? `${JSON.stringify(summary, null, 2)}\n` : renderPlan(summary, { columns, colour }),
    )
    return summary.suites.some((suite) => suite.status === 'not-evaluable') ? 2 : 0
  } finally {
    await repository.close()
  }
}

/** What `--json` prints. Keys may be added, never renamed or removed. */
export interface PlanSummary {
  readonly base: string
  readonly head: string
  readonly notes: readonly string[]
  readonly suites: readonly PlannedSuiteSummary[]
  /** The most calls that may be made, and their dollars; `null` where a price is not known. */
  readonly calls: number
  readonly most_usd: number | null
  /** On average, for a change that does nothing. */
  readonly expected_calls: number
  readonly expected_usd: number | null
  /** On average, for a change that lowers every suite's metric by its margin. */
  readonly drop_calls: number
  readonly drop_usd: number | null
}

export interface PlannedSuiteSummary {
  readonly suite: string
  readonly status: string
  readonly reason: string
  readonly affected_by: readonly string[]
  readonly affected_cases: number
  /** The most that may be drawn. */
  readonly pairs: number
  /** The most that may be made. */
  readonly calls: number
  /** On average, when the change does nothing. */
  readonly expected_calls: number
  /** `null` where nothing is to be sampled. */
  readonly forecast: PlanForecast | null
}

/** Milliseconds of simulation, for one suite: its own trials are worth waiting for; an assumed suite has been measured before. */
const RECORDED_MS = 1000
const ASSUMED_MS = 500
/** For all suites of a push together. */
const PUSH_MS = 3000

async function forecastAll(
  { planned, loaded }: GatePlan,
  directory: string,
): Promise<ReadonlyMap<string, PlanForecast>> {
  const most = PUSH_MS / planned.length
  const milliseconds = { recorded: Math.min(RECORDED_MS, most), assumed: Math.min(ASSUMED_MS, most) }
  const forecasts = new Map<string, PlanForecast>()
  for (const one of planned) {
    // Only where there is a policy anything is planned.
    const forecast = await forecastPlanned(one, loaded.policy!, directory, milliseconds)
    forecasts.set(one.comparison.name, forecast)
  }
  return forecasts
}

function summarise(
  { sides, loaded, comparisons, planned }: GatePlan,
  forecasts: ReadonlyMap<string, PlanForecast>,
): PlanSummary {
  const plans = new Map(planned.map((one) => [one.comparison.name, one.plan]))
  const suites = comparisons.map((comparison): PlannedSuiteSummary => {
    const found = plans.get(comparison.name)
    const forecast = forecasts.get(comparison.name) ?? null
    return {
      suite: comparison.name,
      status: comparison.status,
      reason: comparison.reason,
      affected_by: comparison.affectedBy,
      affected_cases: comparison.pairs.length,
      pairs: found?.pairs ?? 0,
      calls: found === undefined ? 0 : plannedCalls(found).most,
      expected_calls: Math.round(forecast?.nothing_changed.calls.estimate ?? 0),
      forecast,
    }
  })
  const known = suites.flatMap(({ forecast }) => forecast ?? [])
  const drops = known.map((one) => one.drop_at_margin ?? one.nothing_changed)
  const most = sumOrNull(known.map((one) => one.most_usd))
  return {
    base: sides.base.sha,
    head: sides.head.sha,
    notes: [...sides.notes, ...loaded.notes],
    suites,
    calls: sum(suites.map((suite) => suite.calls)),
    most_usd: most === null ? null : Math.min(most, loaded.policy?.budget.usd ?? most),
    expected_calls: sum(suites.map((suite) => suite.expected_calls)),
    expected_usd: sumOrNull(known.map((one) => one.nothing_changed.usd)),
    drop_calls: Math.round(sum(drops.map((one) => one.calls.estimate))),
    drop_usd: sumOrNull(drops.map((one) => one.usd)),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length < values.length ? null : sum(known)
}
