import type { PairPool } from './pair-pool.ts'
import type { PlannedPair } from './sampling-plan.ts'
import type { StoppableWork } from './stoppable-work.ts'

/** Of the pairs up to the look: what a suite can pay in vain, when that look ends it. */
const AHEAD = 1 / 20
/** When so much of what was begun ahead has ended, what the look waits for is slow by the run's own measure. */
const MOSTLY = 0.75

/** Draws the pairs of a plan in its order, from look to look. */
export interface OrderedDrawing {
  /** Resolves to true when the first `pairs` pairs have ended, to false when work has stopped before and nothing is in flight. */
  upTo(pairs: number): Promise<boolean>
  hasEnded(slot: PlannedPair): boolean
  /** Begins nothing more; resolves when all that was begun has ended. */
  close(): Promise<void>
}

/**
 * While a look waits for its last pairs, the ones after it are begun in the places that are free, so that a slow answer or a retry keeps nobody
 * idle at each of twenty looks. What is begun ahead is drawn in vain when the look ends the suite: it is a twentieth of what has been drawn by then, twice as
 * much each time that most of it has ended before the look could happen. Looks do not see it: when what comes back cannot change a verdict.
 *
 * @param options `goesAhead`: for pairs that take time; `isRecorded`: pairs that are there already, for which nobody waits
 */
export function drawInOrder(
  slots: Iterable<PlannedPair>,
  run: (slot: PlannedPair, halfway: () => void) => Promise<void>,
  options: {
    readonly pool: PairPool
    readonly work: Pick<StoppableWork, 'stopped' | 'stop'>
    readonly goesAhead: boolean
    readonly isRecorded: (slot: PlannedPair) => boolean
  },
): OrderedDrawing {
  const { pool, work, goesAhead, isRecorded } = options
  /** Where the look is that is waited for. */
  let look = 0
  let begun = 0
  /** All pairs before it have ended; `later` are those that have behind it. */
  let ended = 0
  const later = new Set<number>()
  /** Behind the look. */
  let endedAhead = 0
  let ahead = 0
  let lastDrawn = -1
  let closed = false
  let drained = false
  let changed = Promise.withResolvers<void>()

  const tell = (): void => {
    changed.resolve()
    changed = Promise.withResolvers()
  }
  const mayBegin = (): boolean => begun < look || (goesAhead && lastDrawn >= ended && begun < look + ahead)
  const isOver = (): boolean => closed || work.stopped !== undefined

  async function* nextSlots(): AsyncGenerator<PlannedPair> {
    for (const slot of slots) {
      while (!isOver() && !mayBegin()) await changed.promise
      if (isOver()) return
      begun += 1
      if (!isRecorded(slot)) lastDrawn = slot.position
      yield slot
    }
  }

  const count = (position: number): void => {
    later.add(position)
    while (later.delete(ended)) ended += 1
    if (position < look) return
    endedAhead += 1
    if (endedAhead >= MOSTLY * ahead) ahead *= 2
  }

  const drawn = pool
    .forEach(nextSlots(), async (slot, halfway) => {
      if (work.stopped !== undefined) return
      try {
        await run(slot, halfway)
        count(slot.position)
      } catch (error) {
        work.stop(error)
      }
      tell()
    })
    .finally(() => {
      drained = true
      tell()
    })

  return {
    hasEnded: ({ position }) => position < ended || later.has(position),
    async upTo(pairs) {
      ahead = Math.ceil(Math.min(pairs - look, AHEAD * pairs))
      look = pairs
      endedAhead = 0
      for (const position of later) if (position >= look) endedAhead += 1
      tell()
      while (ended < look && !drained) await changed.promise
      return ended >= look
    },
    async close() {
      closed = true
      tell()
      await drawn
    },
  }
}
