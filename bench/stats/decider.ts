/**
 * The shipped decider on the scenarios of the benchmark: error rates, calls against the fixed design, coverage of the
 * printed interval, each with its Monte-Carlo error, beside the targets.
 *
 *   node bench/stats/decider.ts [--quick] [--runs N] [--seed TEXT] [--threads N] [--only S1,S3] [--json]
 */
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { add, type Measured, measure, NOTHING } from './measure.ts'
import { listScenarios, type Scenario } from './scenarios.ts'
import { describeTargets, rowOf } from './targets.ts'

interface Chunk {
  readonly id: string
  readonly from: number
  readonly to: number
}

const EXTRA_RUNS = 500
/** Runs that a worker makes before it reports. */
const CHUNK = 50

if (isMainThread) await main()
else answerChunks()

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      runs: { type: 'string' },
      seed: { type: 'string', default: 'noisefloor' },
      threads: { type: 'string', default: '2' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const only = values.only?.split(',')
  const scenarios = listScenarios().filter(({ id }) => only === undefined || only.includes(id.split('/')[0]!))
  const runsOf = ({ kind, id, history }: Scenario): number => {
    if (values.runs !== undefined) return Number(values.runs)
    if (values.quick) return 100
    const runs = kind === 'nothing changed' && !id.startsWith('S12') ? 4000 : 2000
    // Rows that no target of the benchmark is about: history that misleads, and suites that history leaves as they are.
    const isExtra = history !== undefined && (history.kind !== 'own' || !/-S[237]\//.test(id))
    return isExtra ? EXTRA_RUNS : runs
  }
  const chunks = scenarios.flatMap((scenario): readonly Chunk[] => {
    const runs = runsOf(scenario)
    return Array.from({ length: Math.ceil(runs / CHUNK) }, (_, index) => ({
      id: scenario.id,
      from: index * CHUNK,
      to: Math.min(runs, (index + 1) * CHUNK),
    }))
  })
  const started = performance.now()
  const results = new Map<string, Measured>()
  await Promise.all(
    Array.from({ length: Number(values.threads) }, () => runWorker(values.seed, chunks, results)),
  )
  if (values.json) console.log(JSON.stringify(Object.fromEntries(results), null, 2))
  else {
    console.log(`seed ${values.seed}; shares ± Monte-Carlo standard error; pairs against N_fix\n`)
    for (const scenario of scenarios) console.log(rowOf(scenario, results.get(scenario.id)!))
    console.log(`\n${describeTargets()}\n\n${((performance.now() - started) / 1000).toFixed(0)} s`)
  }
}

/** Hands out chunks one by one; each is a function of the seed alone, so the table does not depend on the threads. */
function runWorker(
  seed: string,
  chunks: readonly Chunk[] & { next?: number },
  results: Map<string, Measured>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { seed } })
    const next = (): void => {
      const index = chunks.next ?? 0
      chunks.next = index + 1
      const chunk = chunks[index]
      if (chunk === undefined) void worker.terminate().then(() => resolve())
      else worker.postMessage(chunk)
    }
    worker.on('error', reject)
    worker.on('message', ({ id, measured }: { id: string; measured: Measured }) => {
      results.set(id, add(results.get(id) ?? NOTHING, measured))
      next()
    })
    next()
  })
}

function answerChunks(): void {
  const scenarios = new Map(listScenarios().map((one) => [one.id, one]))
  const { seed } = workerData as { readonly seed: string }
  parentPort!.on('message', ({ id, from, to }: Chunk) => {
    parentPort!.postMessage({ id, measured: measure(scenarios.get(id)!, seed, from, to) })
  })
}
