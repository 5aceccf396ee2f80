import { findRoot } from '../find-root.ts'
import { normalCdf, normalQuantile } from '../normal.ts'

/** One-sided boundaries for standard normal deviates that are looked at again and again while information grows. */
export interface SpendingBounds {
  /**
   * The bound of the next look. Reaching it at this or an earlier look has probability `spent` under the null.
   *
   * @param information > 0, not falling, in any unit: the number of pairs
   * @param spent probability spent up to and including this look, in [0, ½), not falling
   * @returns ∞ where nothing more is spent; the bound of the look before where there is no new information
   */
  next(information: number, spent: number): number
}

/** Density of the deviate on the paths that have not crossed, at the nodes of a quadrature. */
interface Density {
  readonly information: number
  readonly nodes: Float64Array
  /** Density times quadrature weight. */
  readonly mass: Float64Array
}

/**
 * Group-sequential bounds for the canonical joint distribution (the deviates times √information are a Brownian
 * motion), by recursive numerical integration: Armitage, McPherson & Rowe (1969), on a grid after Jennison &
 * Turnbull (2000), §19.2, finer where looks follow each other closely. Error below 2·10⁻⁵ in the bound. With `spent` = level · min(1, t) this is Kim & DeMets' (1987) ρ = 1.
 */
export function createSpendingBounds(): SpendingBounds {
  /** Before the last look. */
  let density: Density | undefined
  let seen = 0
  let total = 0
  let last = Number.POSITIVE_INFINITY
  return {
    next(information, spent) {
      if (seen > 0 && information <= seen * LEAST_GROWTH) return last
      if (seen > 0) density = advance(density, seen, last, finenessFor(information / seen))
      const increment = Math.max(0, spent - total)
      total = Math.max(total, spent)
      last =
        increment < SMALLEST_INCREMENT
          ? Number.POSITIVE_INFINITY
          : density === undefined
            ? -normalQuantile(increment)
            : boundFor(density, information, increment)
      seen = information
      return last
    },
  }
}

const SMALLEST_INCREMENT = 1e-10
/** A look with less new information than this is the look before. */
const LEAST_GROWTH = 1.0005
/** No density to speak of lies above. */
const HIGHEST = 8
/** Jennison & Turnbull's r. */
const FINENESS = 10

/** The motion to the next look must not fall between the nodes, which are 3/(4r) apart in the middle. */
function finenessFor(growth: number): number {
  return Math.max(FINENESS, Math.ceil(2.5 / Math.sqrt(1 - 1 / growth)))
}

function boundFor(density: Density, information: number, increment: number): number {
  const step = Math.sqrt(information - density.information)
  const scale = Math.sqrt(information)
  const before = Math.sqrt(density.information)
  const crossing = (bound: number): number => {
    let sum = 0
    for (let i = 0; i < density.nodes.length; i += 1) {
      sum += density.mass[i]! * normalCdf((density.nodes[i]! * before - bound * scale) / step)
    }
    return sum
  }
  return findRoot((bound) => Math.log(crossing(bound) / increment), -4, 8)
}

function advance(
  density: Density | undefined,
  information: number,
  bound: number,
  fineness: number,
): Density {
  const { nodes, weights } = quadrature(bound, fineness)
  const mass = new Float64Array(nodes.length)
  if (density === undefined) {
    nodes.forEach((z, i) => {
      mass[i] = weights[i]! * Math.exp(-0.5 * z * z) * INVERSE_ROOT
    })
    return { information, nodes, mass }
  }
  const variance = information - density.information
  const scale = Math.sqrt(information / variance)
  const before = Math.sqrt(density.information / variance)
  for (let i = 0; i < nodes.length; i += 1) {
    const centre = nodes[i]! * scale
    let sum = 0
    for (let j = 0; j < density.nodes.length; j += 1) {
      const distance = centre - density.nodes[j]! * before
      if (distance > -8 && distance < 8) sum += density.mass[j]! * Math.exp(-0.5 * distance * distance)
    }
    mass[i] = weights[i]! * scale * INVERSE_ROOT * sum
  }
  return { information, nodes, mass }
}

const INVERSE_ROOT = 1 / Math.sqrt(2 * Math.PI)

/**
 * Simpson's rule on (−∞, bound): points dense from −3 up to the bound, near which what crosses next is, and logarithmically sparse below.
 */
function quadrature(
  bound: number,
  fineness: number,
): { readonly nodes: Float64Array; readonly weights: Float64Array } {
  const end = Math.min(bound, HIGHEST)
  const point = (i: number): number =>
    i < fineness ? -3 - 4 * Math.log(fineness / i) : -3 + (3 * (i - fineness)) / (2 * fineness)
  const odd: number[] = []
  for (let i = 1; point(i) < end; i += 1) odd.push(point(i))
  if (odd.length === 0) odd.push(end - 1)
  odd.push(end)
  const size = 2 * odd.length - 1
  const nodes = new Float64Array(size)
  const weights = new Float64Array(size)
  for (let i = 0; i < odd.length; i += 1) {
    nodes[2 * i] = odd[i]!
    if (i + 1 === odd.length) break
    const width = odd[i + 1]! - odd[i]!
    nodes[2 * i + 1] = (odd[i]! + odd[i + 1]!) / 2
    weights[2 * i]! += width / 6
    weights[2 * i + 1] = (4 * width) / 6
    weights[2 * i + 2]! += width / 6
  }
  return { nodes, weights }
}
