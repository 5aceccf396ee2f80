import { printable } from '../boundary/printable.ts'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { openRepository } from '../change/repository.ts'
import { selectSides } from '../change/sides.ts'
import { type GatePlan, planGate } from '../gate.ts'
import { describeHistory } from '../sampling/describe-history.ts'
import { plannedCalls } from '../sampling/plan-suite.ts'
import { commandLogger } from './command-logger.ts'

export interface PlanOptions {
  readonly config: string
  readonly base?: string
  readonly head?: string
  readonly suite: readonly string[]
  readonly case: readonly string[]
  readonly out: string
  readonly json: boolean
}

/** `noisefloor plan`: which suites a check would run, why, and how many calls it would make. Resolves to the exit code. */
export async function plan(options: PlanOptions, world: World): Promise<number> {
  const logger = commandLogger(world)
  const repository = await openRepository(world.directory, runProcess, { environment: world.environment })
  try {
    const sides = await selectSides(repository, options)
    const gatePlan = await planGate(
      sides,
      {
        config: options.config,
        suites: options.suite,
        cases: options.case,
        out: options.out,
        seed: undefined,
        approved: false,
        trustHead: world.environment['CI'] !== 'true',
        warn: (text) => logger.warning(text),
      },
      world,
    )
    const summary = summarise(gatePlan)
    world.stdout.write(options.json ? `${JSON.stringify(summary, null, 2)}\n` : renderPlan(summary))
    return summary.suites.some((suite) => suite.status === 'not-evaluable') ? 2 : 0
  } finally {
    await repository.close()
  }
}

interface PlanSummary {
  readonly base: string
  readonly head: string
  readonly notes: readonly string[]
  readonly suites: readonly {
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
    readonly notes: readonly string[]
  }[]
  readonly calls: number
  readonly expected_calls: number
}

function summarise({ sides, loaded, comparisons, planned }: GatePlan): PlanSummary {
  const plans = new Map(planned.map((one) => [one.comparison.name, one]))
  const suites = comparisons.map((comparison) => {
    const found = plans.get(comparison.name)
    const calls = found === undefined ? { most: 0, expected: 0 } : plannedCalls(found.plan)
    return {
      suite: comparison.name,
      status: comparison.status,
      reason: comparison.reason,
      affected_by: comparison.affectedBy,
      affected_cases: comparison.pairs.length,
      pairs: found?.plan.pairs ?? 0,
      calls: calls.most,
      expected_calls: calls.expected,
      notes: found === undefined ? [] : describeHistory(found.plan),
    }
  })
  return {
    base: sides.base.sha,
    head: sides.head.sha,
    notes: [...sides.notes, ...loaded.notes],
    suites,
    calls: suites.reduce((sum, suite) => sum + suite.calls, 0),
    expected_calls: suites.reduce((sum, suite) => sum + suite.expected_calls, 0),
  }
}

function renderPlan(summary: PlanSummary): string {
  const affected = summary.suites.filter((suite) => suite.status !== 'unaffected')
  const lines = [
    `${affected.length} of ${summary.suites.length} suites affected, about ${summary.expected_calls} calls if nothing changed, ${summary.calls} at most`,
    ...summary.suites.flatMap((suite) => {
      const size =
        suite.calls > 0
          ? ` (${suite.affected_cases} cases, about ${suite.expected_calls} calls, ${suite.calls} at most)`
          : ''
      return [
        `  ${suite.suite}: ${suite.status}${size}: ${suite.reason}`,
        ...suite.notes.map((note) => `    ${note}`),
      ]
    }),
    ...summary.notes.map((note) => `note: ${note}`),
  ]
  return `${lines.map(printable).join('\n')}\n`
}
