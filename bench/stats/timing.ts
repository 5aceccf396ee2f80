/**
 * Time of the shared sign-flip tests with their family adjustment.
 *
 *   node bench/stats/timing.ts
 */
import { createRandom } from '../../src/stats/random.ts'
import { signFlipTests } from '../../src/stats/sign-flip-test.ts'
import { stepDownMinP } from '../../src/stats/step-down-min-p.ts'

for (const [cases, rounds, metrics, flips, discordance] of [
  [100, 10, 4, 9999, 1],
  [100, 10, 4, 9999, 0.3],
  [100, 4, 1, 1599, 0.3],
  [1000, 10, 8, 999, 1],
] as const) {
  const random = createRandom('timing')
  const index = Uint32Array.from({ length: cases * rounds }, (_, pair) => pair % cases)
  const weights = new Float64Array(cases).fill(1)
  const samples = Array.from({ length: metrics }, () => ({
    differences: Float64Array.from(index, () =>
      random.uniform() < discordance ? random.uniform() - random.uniform() : 0,
    ),
    weights,
  }))
  const times = Array.from({ length: 5 }, (_, run) => {
    const start = performance.now()
    const results = signFlipTests(index, samples, { seed: String(run), flips })
    stepDownMinP(results.map(({ pathCounts }) => pathCounts))
    return performance.now() - start
  }).sort((a, b) => a - b)
  const label = `${cases} cases × ${rounds} rounds × ${metrics} metrics × ${flips} flips, ${100 * discordance} % discordant`
  console.log(`${label.padEnd(76)} median ${times[2]!.toFixed(0)} ms of 5`)
}
