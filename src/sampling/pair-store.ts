import type { EvidencePair } from './evidence.ts'

const ROWS = 1024

/**
 * Keeps the values of pairs in large blocks: arrays of their own take five times the memory, and a run may hold a hundred thousand pairs.
 * @param width metrics
 */
export function createPairStore(
  width: number,
): (aCase: number, trial: number, base: Float64Array, head: Float64Array) => EvidencePair {
  let block = new Float64Array(0)
  let used = 0
  return (aCase, trial, base, head) => {
    if (used === block.length) {
      block = new Float64Array(2 * Math.max(1, width) * ROWS)
      used = 0
    }
    const offset = used
    block.set(base, offset)
    block.set(head, offset + width)
    used += 2 * Math.max(1, width)
    return new StoredPair(aCase, trial, block, offset, width)
  }
}

/** A class, so that the pairs share their accessors. */
class StoredPair implements EvidencePair {
  readonly case: number
  readonly trial: number
  readonly #block: Float64Array
  readonly #offset: number
  readonly #width: number

  constructor(aCase: number, trial: number, block: Float64Array, offset: number, width: number) {
    this.case = aCase
    this.trial = trial
    this.#block = block
    this.#offset = offset
    this.#width = width
  }

  get base(): Float64Array {
    return this.#block.subarray(this.#offset, this.#offset + this.#width)
  }

  get head(): Float64Array {
    return this.#block.subarray(this.#offset + this.#width, this.#offset + 2 * this.#width)
  }
}
