import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

const MB = 1024 * 1024
/** Both halves of the young generation. Twice of it takes a tenth less processor time, and 20 MB more. */
const MOST_YOUNG_BYTES = 16 * MB
/** By how much the old generation may grow before it is collected, by the size of the process: the larger it is, the dearer is memory than time. */
const OLD_GROWTH = [
  { beyond: 0, percent: 50 },
  { beyond: 215 * MB, percent: 20 },
  { beyond: 230 * MB, percent: 10 },
]
/** The young generation grows fast; to ask for the size of the process is dear. */
const LOOK_MS = { young: 20, process: 250 }

/**
 * Keeps V8 from letting the heap grow to several times of what is alive. Replies are short-lived garbage: the old generation may
 * grow by half before it is collected, by less once the process is large, and the young one may grow until it holds most of what is in flight
 * at a time, and no further.
 */
export function boundHeapGrowth(): void {
  // The young generation's greatest size cannot be set any more at this point, its growth can.
  onceTrue(LOOK_MS.young, youngIsFull, () => setFlagsFromString('--semi-space-growth-factor=1'))
  for (const { beyond, percent } of OLD_GROWTH) {
    const bound = (): void => setFlagsFromString(`--heap-growing-percent=${percent}`)
    if (beyond === 0) bound()
    else onceTrue(LOOK_MS.process, () => process.memoryUsage.rss() > beyond, bound)
  }
}

function youngIsFull(): boolean {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
  return young !== undefined && young.space_size >= MOST_YOUNG_BYTES
}

function onceTrue(lookMs: number, condition: () => boolean, act: () => void): void {
  const look = setInterval(() => {
    if (!condition()) return
    act()
    clearInterval(look)
  }, lookMs)
  look.unref()
}
