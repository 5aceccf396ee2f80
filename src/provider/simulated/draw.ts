import type { Random } from '../../stats/random.ts'
import type { Captures } from './compile-condition.ts'
import type { CompiledDescription, CompiledEffect, CompiledModel } from './compile-description.ts'
import type { Description, Failure, Reply } from './description.ts'
import type { Scene } from './scene.ts'

/** The replies that a request may get, with their weights before drift. */
export interface Distribution {
  readonly replies: readonly Reply[]
  readonly weights: readonly number[]
  readonly captures: Captures
}

/** Of the first rule that matches; `undefined` when none does. */
export function distributionFor(
  compiled: CompiledDescription,
  model: CompiledModel | undefined,
  scene: Scene,
): Distribution | undefined {
  for (const rule of compiled.rules) {
    const captures = rule.condition === undefined ? {} : rule.condition.match(scene)
    if (captures === undefined) continue
    const effects = [...rule.effects, ...compiled.effects, ...(model?.effects ?? [])].filter(
      ({ condition }) => condition.match(scene) !== undefined,
    )
    const weights = rule.replies.map((reply) => reply.weight * effectOn(reply, effects))
    return { replies: rule.replies, weights, captures }
  }
  return undefined
}

function effectOn({ label }: Reply, effects: readonly CompiledEffect[]): number {
  if (label === undefined) return 1
  return effects.reduce((product, { multiply }) => product * (multiply.get(label) ?? 1), 1)
}

/** One reply with probability proportional to its weight after drift; `undefined` when no weight is left. */
export function drawReply(
  { replies, weights }: Distribution,
  drift: Description['drift'],
  position: number,
  random: Random,
): Reply | undefined {
  const drifted = weights.map((weight, index) => weight * driftOf(replies[index]!, drift, position))
  let left = random.uniform() * drifted.reduce((sum, weight) => sum + weight, 0)
  let last: Reply | undefined
  for (const [index, weight] of drifted.entries()) {
    if (weight === 0) continue
    last = replies[index]
    left -= weight
    if (left < 0) break
  }
  return last
}

/** Goes in a straight line from `from` at position 0 to `to` at position `over`, and stays there. */
function driftOf({ label }: Reply, drift: Description['drift'], position: number): number {
  return drift
    .filter((entry) => entry.label === label)
    .reduce((product, { from, to, over }) => product * (from + (to - from) * Math.min(1, position / over)), 1)
}

/** Log-normal: e^sigma is the ratio between the 84th percentile and the median. */
export function drawLatency({ median, sigma }: Description['latency-ms'], random: Random): number {
  if (median === 0 || sigma === 0) return median
  // Box and Muller; 1 − u keeps the logarithm finite.
  const normal = Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
  return median * Math.exp(sigma * normal)
}

export function drawFailure(failures: readonly Failure[], random: Random): Failure | undefined {
  let left = random.uniform()
  return failures.find(({ rate }) => {
    left -= rate
    return left < 0
  })
}
