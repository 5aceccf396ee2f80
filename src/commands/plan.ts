import { resolve } from 'node:path'
import { formatFinding } from '../boundary/finding.ts'
import { inCi } from '../boundary/in-ci.ts'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { refuseOwnFiles } from '../change/own-files.ts'
import { openRepository } from '../change/repository.ts'
import { selectSides } from '../change/sides.ts'
import { type GatePlan, planGate } from '../gate.ts'
import { checkPrices } from '../provider/check-prices.ts'
import type { PlannedSuite } from '../sampling/plan-push.ts'
import { addFallback } from './forecast-fallback.ts'
import { forecastPlanned, type PlanForecast } from './plan-forecast.ts'
import { summarisePlan } from './plan-summary.ts'
import { rehearsalFolder } from './rehearsal-folder.ts'
import { renderPlan } from './render-plan.ts'
import { terminalLook } from './terminal-look.ts'

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
    await refuseOwnFiles(repository, resolve(world.directory, options.out))
    const sides = await selectSides(repository, options)
    const gatePlan = await planGate(
      sides,
      {
        config: options.config,
        suites: options.suite,
        cases: options.case,
        ...(options.model === undefined ? {} : { model: options.model }),
        out: rehearsalFolder(options),
        seed: undefined,
        approved: false,
        trustHead: !inCi(world.environment),
      },
      world,
    )
    const forecasts = await forecastAll(gatePlan)
    const summary = summarisePlan(gatePlan, forecasts)
    world.stdout.write(
      options.json
        ? `${JSON.stringify(summary, null, 2)}\n`
        : renderPlan(summary, terminalLook(world.stdout, world)),
    )
    return summary.suites.some((suite) => suite.status === 'not-evaluable') ? 2 : 0
  } finally {
    await repository.close()
  }
}

/** Milliseconds of simulation, for one suite: its own trials are worth waiting for; an assumed suite has been measured before. */
const RECORDED_MS = 1000
const ASSUMED_MS = 500
/** For all suites of a push together. */
const PUSH_MS = 3000

async function forecastAll({
  planned,
  loaded,
  histories,
}: GatePlan): Promise<ReadonlyMap<string, PlanForecast>> {
  const most = PUSH_MS / planned.length
  const milliseconds = { recorded: Math.min(RECORDED_MS, most), assumed: Math.min(ASSUMED_MS, most) }
  const forecasts = new Map<string, PlanForecast>()
  for (const one of planned) {
    // Only where there is a policy anything is planned.
    const policy = loaded.policy!
    const { name } = one.comparison
    const gated = await forecastPlanned(one, policy, histories.get(name), milliseconds)
    const forecast = await addFallback(gated, one, policy)
    const refusals = await checkPrices(modelsOf(one), policy)
    forecasts.set(name, { ...forecast, notes: [...forecast.notes, ...refusals.map(formatFinding)] })
  }
  return forecasts
}

function modelsOf({ comparison: { pairs, headOnly, fallback } }: PlannedSuite): readonly string[] {
  return [
    ...pairs.flatMap(({ base, head }) => [base, head]),
    ...headOnly.map(({ request }) => request),
    ...(fallback?.cases ?? []).map(({ request }) => request),
  ].flatMap((request) => (request.kind === 'prompt' ? [request.model] : []))
}
