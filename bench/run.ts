/**
 * How fast trials are run, and through what: `npm run bench:run`, with `--quick` for smaller numbers and one repetition, with names of scenarios for
 * only these, and with `--promptfoo=FOLDER` beside the promptfoo that is installed there. The command line (`--cli=FILE`; default the shipped one) runs
 * as a process of its own against a model server on loopback, next to bare loops; medians, and ratios within one run.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Measured, measure, type ServerStats, withServer } from './run/measure.ts'
import { runPromptfoo } from './run/promptfoo.ts'
import { makeRepository } from './run/repository.ts'

const options = process.argv.slice(2)
const quick = options.includes('--quick')
const once = options.includes('--once')
const wanted = options.filter((option) => !option.startsWith('--'))
const optionValue = (name: string) =>
  options.find((option) => option.startsWith(`--${name}=`))?.slice(name.length + 3)
const cli = resolve(optionValue('cli') ?? join(import.meta.dirname, '../dist/cli.js'))
const promptfoo = optionValue('promptfoo')
const work = mkdtempSync(join(tmpdir(), 'noisefloor-bench-'))

interface Run extends Measured {
  readonly lost: number
  readonly stats: ServerStats
}

interface Work {
  readonly settings: string
  readonly trials: number
  readonly inFlight: number
}

/** Half of what the fastest peer took when they were measured together: without `--promptfoo` there is none in the run. */
const QUOTED_HANGS = 17.5

let made = 0

async function ours({ settings, trials, inFlight }: Work): Promise<Run> {
  const directory = join(work, `${made++}`)
  const { value, stats } = await withServer(settings, (baseUrl) => {
    makeRepository(directory, { baseUrl, trials, inFlight })
    return measure([cli, 'check', '--json'], directory)
  })
  const [suite] = JSON.parse(value.stdout).suites
  rmSync(directory, { recursive: true })
  return { ...value, stats, lost: trials - 2 * suite.pairs.complete }
}

async function peer(home: string, { settings, ...task }: Work): Promise<Run> {
  const directory = join(work, `${made++}`)
  const { value, stats } = await withServer(settings, (baseUrl) =>
    runPromptfoo(resolve(home), directory, { ...task, baseUrl }),
  )
  rmSync(directory, { recursive: true })
  return { ...value, stats }
}

async function floor(kind: string, { settings, trials, inFlight }: Work, perSecond = 0): Promise<Run> {
  const loop = join(import.meta.dirname, 'run/floor.ts')
  const { value, stats } = await withServer(settings, (baseUrl) =>
    measure([loop, baseUrl, kind, `${trials}`, `${inFlight}`, `${perSecond}`], work),
  )
  return { ...value, stats, lost: JSON.parse(value.stdout).lost }
}

/** Each of several things in turn, as often as asked for. */
async function repeat(
  times: number,
  runs: readonly ((time: number) => Promise<Run>)[],
): Promise<readonly Run[][]> {
  const results: Run[][] = runs.map(() => [])
  for (let time = 0; time < (quick || once ? 1 : times); time += 1) {
    for (const [index, run] of runs.entries()) results[index]!.push(await run(time))
  }
  return results
}

function median(runs: readonly Run[]): Run {
  return runs.toSorted((a, b) => a.wall - b.wall)[Math.floor((runs.length - 1) / 2)]!
}

/** The median of each by wall time. */
async function medians(times: number, runs: readonly (() => Promise<Run>)[]): Promise<readonly Run[]> {
  return (await repeat(times, runs)).map(median)
}

/** Once, since it takes long. */
async function showPeer(task: Work, more: (peer: Run) => string = () => ''): Promise<Run | undefined> {
  if (promptfoo === undefined) return undefined
  const run = await peer(promptfoo, task)
  line('promptfoo', run, more(run))
  return run
}

/** Answers that were merely slow and were cut off, as a share of those of all repetitions: one of them is rare in each. */
function cutOff(runs: readonly Run[], trials: number): string {
  const cut = runs.reduce((sum, run) => sum + run.stats.cutSlow, 0)
  return `${bar('slow answers cut off', cut / (trials * runs.length), 0.001)}, ${cut} of ${trials * runs.length}`
}

function line(what: string, run: Run, more = ''): void {
  const figures = `${run.wall.toFixed(2).padStart(7)} s ${run.cpu.toFixed(2).padStart(7)} cpu ${run.peak.toFixed(0).padStart(5)} MB  lost ${run.lost}`
  console.log(`  ${what.padEnd(22)}${figures.padEnd(44)}${more}`)
}

/** A figure against its bar. */
function bar(name: string, figure: number, most: number, unit = ''): string {
  const said = (value: number) => `${Number(value.toPrecision(3))}${unit}`
  return `${name} ${said(figure)} (bar ${said(most)})${figure <= most ? '' : '  MISSED'}`
}

const scenarios: Readonly<Record<string, () => Promise<void>>> = {
  async overhead() {
    const task = { settings: '', trials: quick ? 4000 : 20_000, inFlight: 100 }
    const [pool, fetch, us] = await medians(3, [
      () => floor('pool', task),
      () => floor('fetch', task),
      () => ours(task),
    ])
    line('undici Pool', pool!)
    line('fetch', fetch!)
    line('noisefloor', us!, bar('cpu / fetch', us!.cpu / fetch!.cpu, 1.5, '×'))
    await showPeer(task)
  },
  async saturation() {
    const task = { settings: 'lat=200', trials: 2000, inFlight: 100 }
    const [pool, us] = await medians(3, [() => floor('pool', task), () => ours(task)])
    line('undici Pool', pool!)
    line('noisefloor', us!, bar('wall', us!.wall, 1.05 * pool!.wall + 0.6, ' s'))
    await showPeer(task)
  },
  async tail() {
    const task = { settings: 'lat=300 dist=lognormal sigma=1', trials: 1000, inFlight: 100 }
    const seeded = (time: number) => ({ ...task, settings: `${task.settings} seed=${time}` })
    const [pool, us] = await repeat(3, [(time) => floor('pool', seeded(time)), (time) => ours(seeded(time))])
    line('undici Pool', median(pool!))
    line('noisefloor', median(us!), cutOff(us!, task.trials))
    await showPeer(task)
  },
  async hangs() {
    const task = {
      settings: 'lat=300 dist=lognormal sigma=1 hang=0.01 hangms=30000',
      trials: 1000,
      inFlight: 100,
    }
    const seeded = (time: number) => ({ ...task, settings: `${task.settings} seed=${time}` })
    const [pool, us] = await repeat(3, [(time) => floor('pool', seeded(time)), (time) => ours(seeded(time))])
    line('undici Pool', median(pool!))
    const other = await showPeer(task)
    const most = other === undefined ? QUOTED_HANGS : other.wall / 2
    line(
      'noisefloor',
      median(us!),
      `${bar('wall', median(us!).wall, most, ' s')}; ${cutOff(us!, task.trials)}`,
    )
  },
  async 'rate-limit'() {
    const task = { settings: 'lat=100 rps=200 burst=20 retryafter=1', trials: 2000, inFlight: 100 }
    const [paced, us] = await medians(3, [() => floor('paced', task, 200), () => ours(task)])
    line('a loop told the rate', paced!, `refused ${paced!.stats.refused}`)
    await showPeer(task, ({ stats }) => `refused ${stats.refused}`)
    line(
      'noisefloor',
      us!,
      `${bar('wall', us!.wall, 11.5, ' s')}; ${bar('refused', us!.stats.refused / task.trials, 0.05)}`,
    )
  },
  async 'concurrency-limit'() {
    const task = { settings: 'lat=200 inflight=20 retryafter=1', trials: 1000, inFlight: 100 }
    const [retrying, us] = await medians(3, [() => floor('retrying', task), () => ours(task)])
    line('a loop that retries', retrying!, `refused ${retrying!.stats.refused}`)
    await showPeer(task, ({ stats }) => `refused ${stats.refused}`)
    line('noisefloor', us!, `ideal 10 s; refused ${us!.stats.refused}`)
  },
  async faults() {
    const task = { settings: 'lat=50 err=0.1', trials: 1000, inFlight: 50 }
    const [retrying, us] = await medians(5, [() => floor('retrying', task), () => ours(task)])
    line('a loop that retries', retrying!)
    line('noisefloor', us!, bar('wall', us!.wall, 1.3 * retrying!.wall, ' s'))
    await showPeer(task)
  },
  async memory() {
    for (const trials of quick ? [4000, 20_000] : [20_000, 200_000]) {
      const run = await ours({ settings: '', trials, inFlight: 100 })
      line(`${trials} trials`, run, bar('peak', run.peak, 250, ' MB'))
    }
  },
}

try {
  const [start] = await medians(5, [
    async () => ({ ...(await measure([cli, '--help'], work)), lost: 0, stats: {} as ServerStats }),
  ])
  console.log(`start (--help): ${(start!.wall * 1000).toFixed(0)} ms; Node ${process.version}`)
  for (const [name, run] of Object.entries(scenarios)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    console.log(name)
    await run()
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
