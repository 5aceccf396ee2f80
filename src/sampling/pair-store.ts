import type { Arm } from '../target/trial.ts'
import type { EvidencePair } from './evidence.ts'

const ROWS = 1024

/**
 * Keeps the values of pairs in large blocks: arrays of their own take five times the memory, and a run may hold a hundred thousand pairs.
 *
 * @param width metrics
 * @returns copies the values of a pair
 */
export function createPairStore(width: number): (pair: EvidencePair) => EvidencePair {
  const room = 2 * Math.max(1, width)
  let block: Block = { values: new Float64Array(0), width }
  let used = 0
  return (pair) => {
    if (used === block.values.length) {
      block = { values: new Float64Array(room * ROWS), width }
      used = 0
    }
    const offset = used
    block.values.set(pair.base, offset)
    block.values.set(pair.head, offset + width)
    used += room
    return new StoredPair(pair, block, offset)
  }
}

/** The same as `pair[arm][metric]`, without making an array for a stored pair: looks read each of them again and again. */
export function pairValue(pair: EvidencePair, arm: Arm, metric: number): number {
  return pair instanceof StoredPair ? pair.value(arm, metric) : pair[arm][metric]!
}

interface Block {
  readonly values: Float64Array
  readonly width: number
}

/** A class, so that the pairs share their accessors. */
class StoredPair implements EvidencePair {
  readonly case: number
  readonly trial: number
  readonly position: number
  readonly #block: Block
  readonly #offset: number

  constructor(pair: Pick<EvidencePair, 'case' | 'trial' | 'position'>, block: Block, offset: number) {
    this.case = pair.case
    this.trial = pair.trial
    this.position = pair.position
    this.#block = block
    this.#offset = offset
  }

  value(arm: Arm, metric: number): number {
    const { values, width } = this.#block
    return values[this.#offset + (arm === 'base' ? 0 : width) + metric]!
  }

  get base(): Float64Array {
    const { values, width } = this.#block
    return values.subarray(this.#offset, this.#offset + width)
  }

  get head(): Float64Array {
    const { values, width } = this.#block
    return values.subarray(this.#offset + width, this.#offset + 2 * width)
  }
}
