/** The places for requests in flight to one provider, which the limiters of its model families share. */
export interface FlightSlots {
  readonly most: number
  /** Takes a place; false when there is none. */
  take(): boolean
  /** Gives a place back and tells everybody. */
  giveBack(): void
  /** @param callback called whenever a place was given back */
  onFree(callback: () => void): void
}

/** @param most ≥ 1 */
export function createFlightSlots(most: number): FlightSlots {
  const callbacks: (() => void)[] = []
  let free = most
  return {
    most,
    take() {
      if (free === 0) return false
      free -= 1
      return true
    },
    giveBack() {
      free += 1
      for (const callback of callbacks) callback()
    },
    onFree(callback) {
      callbacks.push(callback)
    },
  }
}
