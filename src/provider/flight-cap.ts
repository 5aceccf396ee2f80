const FIRST_CAP = 8
const CUT = 0.7
const MOST_DOUBLINGS = 5

/** A request as the limits see it. */
export interface SentRequest {
  /** Requests are numbered as they are sent, from 1. */
  readonly number: number
  readonly sentAt: number
  /** How many others were in flight when it was sent. */
  readonly others: number
}

/**
 * How many requests may be in flight: doubles from 8 with each clean round until the provider first refuses one, then feels its way (AIMD: D.-M. Chiu and
 * R. Jain, 1989): one more after each clean round, down to what was carried at a refusal, and to .7 of the cap where the next
 * round is refused too.
 */
export interface FlightCap {
  /** ≥ 1, not rounded. */
  size(): number
  answered(request: SentRequest, now: number): void
  /**
   * The first refusal of an episode: of a request that was sent after the last cut.
   * @param restMs time in which the cap does not grow, and in which another refusal cuts deeper
   * @returns false when as many were in flight before without a refusal: then it is not their number that the provider objects to
   */
  refused(request: SentRequest, restMs: number, now: number): boolean
  /** A further refusal of the same episode. */
  refusedToo(request: SentRequest): void
  /** Starts anew with a single request. */
  restart(): void
}

/** @param most ≥ 1 */
export function createFlightCap(most: number): FlightCap {
  let size = Math.min(FIRST_CAP, most)
  let doubling = true
  /** What the next clean round adds, and the answers of the present one. */
  let step = 1
  let round = 0
  let restsUntil = 0
  /** How often in a row the provider refused at the same number: then it need not be tried so soon again. */
  let doublings = 0
  let lastCut = 0
  /** The fewest others beside which a request was refused. */
  let refusedBeside = Number.POSITIVE_INFINITY
  /** The most others beside which a request was answered since the last cut. */
  let answeredBeside = -1

  return {
    size: () => size,
    answered({ sentAt, others }, now) {
      answeredBeside = Math.max(answeredBeside, others)
      // Answers on their way make the provider see fewer than we do, hence the margin.
      if (!doubling && sentAt > lastCut && others >= 1.1 * refusedBeside + 2) doubling = true
      // A cap that is not used says nothing about a larger one.
      if (others + 1 < size / 2) return
      if (doubling) size = Math.min(most, size + 1)
      else if (now >= restsUntil) {
        size = Math.min(most, size + step / size)
        round += 1
        if (round < size) return
        round = 0
        step *= 2
      }
    },
    refused({ others }, restMs, now) {
      if (others <= answeredBeside) return false
      // What a cut has brought shows with the first answers after it.
      const again = now < restsUntil && answeredBeside >= 0
      const sameAsBefore = Math.abs(others - refusedBeside) <= 2
      doublings = sameAsBefore ? Math.min(MOST_DOUBLINGS, doublings + 1) : 0
      doubling = false
      step = 1
      round = 0
      restsUntil = now + restMs * 2 ** doublings
      lastCut = now
      answeredBeside = -1
      refusedBeside = others
      size = Math.max(1, again ? CUT * size : Math.min(size, others))
      return true
    },
    refusedToo({ others }) {
      if (others < answeredBeside || others >= refusedBeside) return
      refusedBeside = others
      size = Math.max(1, Math.min(size, others))
    },
    restart() {
      size = 1
      doubling = true
      restsUntil = 0
      answeredBeside = -1
      refusedBeside = Number.POSITIVE_INFINITY
    },
  }
}
