/**
 * Time and memory of the decider's looks.
 *
 *   node bench/stats/timing.ts
 */
import { createRandom } from '../../src/stats/random.ts'
import { createPathMarking } from '../../src/stats/sequential/path-marking.ts'
import { createPathStatistics } from '../../src/stats/sequential/path-statistics.ts'
import { runDecider } from './run-decider.ts'
import { listScenarios } from './scenarios.ts'
import { passFail } from './simulate.ts'

statistics(1000, 10, 8, 1000, 20)
statistics(100, 10, 4, 2000, 20)
decider(100, 4)

/** The flips, statistics and marks of a whole run: every look of every metric. */
function statistics(cases: number, rounds: number, metrics: number, paths: number, looks: number): void {
  const random = createRandom('timing')
  const pairs = cases * rounds
  const drawn = Array.from({ length: pairs }, () =>
    Float64Array.from({ length: metrics }, () => passFail(0.7, random) - passFail(0.7, random)),
  )
  const weights = new Float64Array(cases).fill(1)
  const started = performance.now()
  const path = createPathStatistics({ paths, cases, columns: metrics, seed: 'timing' })
  const marking = createPathMarking(paths)
  drawn.forEach((differences, pair) => {
    path.add(pair % cases, differences)
    if ((pair + 1) % (pairs / looks) !== 0) return
    for (let column = 0; column < metrics; column += 1) {
      marking.look(path.scores({ column, weights, perRound: weights }).either, (0.05 * (pair + 1)) / pairs)
    }
  })
  const time = performance.now() - started
  const memory = process.memoryUsage().rss / 2 ** 20
  console.log(
    `${paths} paths, ${cases} cases × ${rounds} rounds × ${metrics} metrics × ${looks} looks: ${time.toFixed(0)} ms, ${memory.toFixed(0)} MB resident`,
  )
}

/** The whole decider: looks, boundaries, intervals and the judgement. */
function decider(cases: number, metrics: number): void {
  const [one] = listScenarios()
  const names = Array.from({ length: metrics }, (_, metric) => `m${metric}`)
  const gate = {
    ...one!.gate,
    metrics: names,
    tags: Array.from({ length: cases }, () => []),
    assertions: names.map((metric) => ({ ...one!.gate.assertions[0]!, metric })),
  }
  const times = Array.from({ length: 20 }, (_, run) => {
    const started = performance.now()
    const { looks } = runDecider(gate, `timing ${run}`)
    return (performance.now() - started) / looks
  }).sort((a, b) => a - b)
  console.log(
    `decider, ${cases} cases × ${metrics} metrics: median ${times[10]!.toFixed(1)} ms a look, sampling and judging included`,
  )
}
