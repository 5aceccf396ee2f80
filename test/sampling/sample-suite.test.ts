import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { StoppingRule } from '../../src/sampling/decider.ts'
import type { SampledSuite } from '../../src/sampling/sample-suite.ts'
import { SamplingStopped } from '../../src/sampling/sampling-stopped.ts'
import { openTarget, reply } from './open-target.ts'

/** Stops when so many pairs have been seen; looks at every fourth. */
const stopsAt = (pairs: number): StoppingRule => ({
  nextLook: (blinded) => blinded.pairs.length + blinded.missing + 4,
  look: (evidence) => evidence.pairs.length >= pairs,
  followUps: () => [],
})

const positions = ({ evidence }: SampledSuite) => evidence.pairs.map((one) => one.position).sort()
const right = reply('right')

it('keeps pairs that were drawn while a look waited out of the evidence, and a replay finds the same and draws nothing', async () => {
  const target = openTarget(async ({ position }) => {
    if (position === 0) await wait(20)
    if (position > 3) await wait(40)
    return right
  })
  const first = await target.sample(stopsAt(4))
  expect(target.drawn).toHaveLength(10)
  expect(positions(first)).toEqual([0, 1, 2, 3])
  const second = await target.sample(stopsAt(4))
  expect(target.drawn).toHaveLength(10)
  expect(positions(second)).toEqual([0, 1, 2, 3])
  expect(second.tally).toMatchObject({ calls: { base: 0, head: 0 }, cached: 8 })
})

it('goes on with what it has drawn ahead', async () => {
  const target = openTarget(async ({ position }) => {
    if (position === 0) await wait(20)
    return right
  })
  const { evidence } = await target.sample(stopsAt(8))
  expect(target.drawn.map(({ arm, case: id, trial }) => `${arm} ${id} ${trial}`).sort()).toEqual(
    ['base', 'head'].flatMap((arm) =>
      ['a', 'b'].flatMap((id) => [0, 1, 2, 3].map((trial) => `${arm} ${id} ${trial}`)),
    ),
  )
  expect(evidence.pairs).toHaveLength(8)
})

const spentBehind = (last: number) =>
  openTarget(async ({ position }) => {
    if (position > last) throw new SamplingStopped('the budget is spent')
    if (position === 0) await wait(20)
    return right
  })

it('needs no budget for pairs behind the look that ends it', async () => {
  const { evidence, stopped } = await spentBehind(3).sample(stopsAt(4))
  expect([evidence.pairs.length, stopped]).toEqual([4, undefined])
})

it('stops where the budget is spent before the look', async () => {
  const { evidence, stopped } = await spentBehind(3).sample(stopsAt(8))
  expect([evidence.pairs.length, stopped]).toEqual([4, new SamplingStopped('the budget is spent')])
})
