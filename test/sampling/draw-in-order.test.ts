import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { drawInOrder } from '../../src/sampling/draw-in-order.ts'
import { createPairPool } from '../../src/sampling/pair-pool.ts'
import type { PlannedPair } from '../../src/sampling/sampling-plan.ts'
import { createStoppableWork } from '../../src/sampling/stoppable-work.ts'

const slots = (count: number): readonly PlannedPair[] =>
  Array.from({ length: count }, (_, position) => ({ case: position, trial: 0, position, headFirst: true }))

/** Forty pairs, of which a test says when each one ends. */
function openDrawing(options: { goesAhead?: boolean; recorded?: number; places?: number } = {}) {
  const { goesAhead = true, recorded = 0, places = 100 } = options
  const pool = createPairPool(places)
  const work = createStoppableWork(pool)
  const running = new Map<number, ReturnType<typeof Promise.withResolvers<void>>>()
  const begun: number[] = []
  const drawing = drawInOrder(
    slots(40),
    async ({ position }) => {
      begun.push(position)
      if (position < recorded) return
      const ended = Promise.withResolvers<void>()
      running.set(position, ended)
      await ended.promise
    },
    { pool, work, goesAhead, isRecorded: ({ position }) => position < recorded },
  )
  return {
    drawing,
    work,
    begun,
    async end(...positions: readonly number[]) {
      for (const position of positions) running.get(position)!.resolve()
      await turn()
    },
    async fail(position: number, error: Error) {
      running.get(position)!.reject(error)
      await turn()
    },
    endAll: () => running.forEach((one) => void one.resolve()),
  }
}

const upTo = (count: number): number[] => [...Array(count).keys()]

it('begins a twentieth of what has been drawn beyond the look that is waited for, and twice as much whenever most of that has ended first', async () => {
  const { drawing, begun, end } = openDrawing()
  const look = drawing.upTo(20)
  await turn()
  expect(begun).toEqual(upTo(21))
  await end(...upTo(19))
  expect(begun).toEqual(upTo(21))
  await end(20)
  expect(begun).toEqual(upTo(22))
  await end(21)
  expect(begun).toEqual(upTo(24))
  await end(22, 23)
  expect(begun).toEqual(upTo(28))
  await end(19)
  expect(await look).toBe(true)
})

it('lets the next look have what was begun ahead, and begins no pair twice', async () => {
  const { drawing, begun, end } = openDrawing()
  const first = drawing.upTo(10)
  await turn()
  await end(...upTo(11))
  await first
  const second = drawing.upTo(11)
  expect(await second).toBe(true)
  expect(new Set(begun).size).toBe(begun.length)
})

it('goes no further than the next look wants: where looks are close, so is what is begun ahead', async () => {
  const { drawing, begun, end } = openDrawing()
  const first = drawing.upTo(1)
  await turn()
  expect(begun).toEqual(upTo(2))
  await end(0)
  expect(await first).toBe(true)
})

it('begins nothing ahead of a look that has only recorded pairs to wait for, so that a replay draws nothing', async () => {
  const { drawing, begun } = openDrawing({ recorded: 10 })
  expect(await drawing.upTo(10)).toBe(true)
  await turn()
  expect(begun).toEqual(upTo(10))
})

it('begins nothing ahead where it may not', async () => {
  const { drawing, begun, end } = openDrawing({ goesAhead: false })
  const look = drawing.upTo(10)
  await turn()
  expect(begun).toEqual(upTo(10))
  await end(...upTo(10))
  expect(await look).toBe(true)
})

it('begins as many as there are places', async () => {
  const { drawing, begun, end } = openDrawing({ places: 3 })
  void drawing.upTo(10)
  await turn()
  expect(begun).toEqual(upTo(3))
  await end(1)
  expect(begun).toEqual(upTo(4))
})

it('lets a look happen whose pairs have all ended, though one behind it failed', async () => {
  const { drawing, work, end, fail } = openDrawing()
  const look = drawing.upTo(10)
  await turn()
  await fail(10, new Error('spent'))
  await end(...upTo(10))
  expect(await look).toBe(true)
  expect(work.stopped).toEqual(new Error('spent'))
  expect(await drawing.upTo(11)).toBe(false)
})

it('says that a look cannot happen when a pair before it failed, once all that is in flight has ended', async () => {
  const { drawing, end, fail } = openDrawing()
  const look = drawing.upTo(10)
  await turn()
  await fail(3, new Error('spent'))
  let settled = false
  void look.then(() => {
    settled = true
  })
  await end(0, 1, 2)
  expect(settled).toBe(false)
  await end(...upTo(11).slice(4))
  expect(await look).toBe(false)
})

it('waits at its close for what has been begun, and begins nothing more', async () => {
  const { drawing, begun, end, endAll } = openDrawing()
  const look = drawing.upTo(10)
  await turn()
  await end(...upTo(10))
  await look
  const closed = drawing.close()
  endAll()
  await closed
  expect(begun).toEqual(upTo(11))
  expect(drawing.hasEnded(slots(11)[10]!)).toBe(true)
})
