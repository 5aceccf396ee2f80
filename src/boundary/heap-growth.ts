import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

const MOST_YOUNG_BYTES = 16 * 1024 * 1024
const LOOK_MS = 50

/**
 * Keeps V8 from letting the heap grow to several times of what is alive. Replies are short-lived garbage: the old generation may
 * double before it is collected, and the young one may grow until it holds what is in flight at a time, and no further.
 */
export function boundHeapGrowth(): void {
  setFlagsFromString('--heap-growing-percent=50')
  // The young generation's greatest size cannot be set any more at this point, its growth can.
  const look = setInterval(() => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
    if (young === undefined || young.space_size < MOST_YOUNG_BYTES) return
    setFlagsFromString('--semi-space-growth-factor=1')
    clearInterval(look)
  }, LOOK_MS)
  look.unref()
}
