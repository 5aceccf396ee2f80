import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

const MB = 1024 * 1024
/** Both halves of the young generation. Enough while files are read and compared, when most of what is made lives long. */
const YOUNG_AT_FIRST = 16 * MB
/** Enough that most of what a hundred requests in flight make dies in it: what is copied twice stays until a whole collection. */
const YOUNG_AT_MOST = 32 * MB
/** From here on memory is dearer than time. */
const MUCH_BYTES = 210 * MB
const LOOK_MS = 50
/** Looks that come in time one after the other: files are read no more. */
const CALM_LOOKS = 4

/**
 * Keeps V8 from letting the heap grow to several times of what is alive. Replies are short-lived garbage: the old generation may grow by two
 * fifths before it is collected, by a fifth once the process is large, and the young one until it holds what is in flight at a time, and no further.
 */
export function boundHeapGrowth(): void {
  boundOld()
  boundYoung()
}

function boundOld(): void {
  setFlagsFromString('--heap-growing-percent=40')
  const look = setInterval(() => {
    if (process.memoryUsage.rss() < MUCH_BYTES) return
    setFlagsFromString('--heap-growing-percent=20')
    clearInterval(look)
  }, LOOK_MS)
  look.unref()
}

function boundYoung(): void {
  let bound = YOUNG_AT_FIRST
  let calm = 0
  let lookedAt = performance.now()
  const look = setInterval(() => {
    const now = performance.now()
    calm = now - lookedAt < 2 * LOOK_MS ? calm + 1 : 0
    lookedAt = now
    if (youngBytes() < bound) {
      mayGrow(bound === YOUNG_AT_FIRST || calm >= CALM_LOOKS)
      return
    }
    mayGrow(false)
    if (bound === YOUNG_AT_MOST) clearInterval(look)
    bound = YOUNG_AT_MOST
  }, LOOK_MS)
  look.unref()
}

/** The young generation's greatest size cannot be set any more in a process that runs, its growth can. */
function mayGrow(yes: boolean): void {
  setFlagsFromString(`--semi-space-growth-factor=${yes ? 2 : 1}`)
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')!.space_size
}
