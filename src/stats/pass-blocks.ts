/** Blocks of k trials, in the order in which they were completed. */
export interface PassBlocks {
  /** 1 when all k trials of the block pass, 0 otherwise. */
  readonly scores: Float64Array
  /** The case of each block. */
  readonly cases: Uint32Array
}

/**
 * k trials of a case that follow on each other form a block, which passes when all do: a pass/fail score whose rate is pass^k, for claims about one
 * arm. Trials of a case that do not fill a block yet are left out, so that blocks do not change as trials are added.
 *
 * @param scores one per trial: 1 or 0; NaN is absent
 * @param cases the case of each trial
 */
export function passBlocks(scores: Float64Array, cases: Uint32Array, k: number): PassBlocks {
  const open = new Map<number, { trials: number; passes: number }>()
  const blocks: { score: number; index: number }[] = []
  scores.forEach((score, trial) => {
    if (Number.isNaN(score)) return
    const index = cases[trial]!
    const block = open.get(index) ?? { trials: 0, passes: 0 }
    block.trials += 1
    block.passes += score
    open.set(index, block)
    if (block.trials < k) return
    blocks.push({ score: Number(block.passes === k), index })
    open.delete(index)
  })
  return {
    scores: Float64Array.from(blocks, ({ score }) => score),
    cases: Uint32Array.from(blocks, ({ index }) => index),
  }
}
