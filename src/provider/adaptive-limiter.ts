import { createAnnouncedBucket } from './announced-bucket.ts'
import type { Clock } from './clock.ts'
import { createFlightCap, type SentRequest } from './flight-cap.ts'
import type { FlightSlots } from './flight-slots.ts'
import { createLearnedPace } from './learned-pace.ts'
import type { LimitMeasure, LimitReport } from './limit-headers.ts'
import { onAbort } from './linked-signal.ts'
import { ProviderError } from './provider-error.ts'

const SHORTEST_REST_MS = 1000
const LONGEST_REST_MS = 60_000
/** `retry-after: 1` is the least that most servers can say, and says little. */
const COARSE_HINT_MS = 1000
/** Refused one after the other, though fewer were sent: the provider takes nothing at the moment. */
const SHUT = { after: 3, andMs: 100, orAfter: 8 }
/** So many answers after a pause say that it is over. */
const OPEN_AFTER = 16

/** Decides when a request to one model family of one provider may leave, by what the provider announces and what it refuses. */
export interface AdaptiveLimiter {
  /**
   * Those who wait are served in the order in which they came.
   * @param most the tokens that the request may use at most
   * @throws the abort reason when `signal` aborts first; ProviderError, final, when the provider's own announcement leaves no room for
   *   longer than anybody would wait.
   */
  acquire(most: TokenUse, signal: AbortSignal): Promise<Permit>
  /** Sends nothing for some time, and then feels its way from a single request. */
  trip(ms: number): void
  /** Milliseconds until the next of those who wait may leave; 0 where nobody waits, or only for a request in flight to end. */
  heldBackMs(): number
}

interface TokenUse {
  readonly input: number
  readonly output: number
}

export interface Permit {
  /** Called exactly once, when the request has ended. */
  release(result: RequestResult): void
}

export interface RequestResult {
  /** `refused`: for being too many or too much. Other failures say nothing about limits. */
  readonly kind: 'answered' | 'refused' | 'failed'
  /** Tokens that were used, where that is known. */
  readonly tokens?: TokenUse
  readonly report?: LimitReport
}

const MEASURES: readonly LimitMeasure[] = ['requests', 'tokens', 'inputTokens', 'outputTokens']

/** What a request takes of each limit. */
function amounts({ input, output }: TokenUse): Readonly<Record<LimitMeasure, number>> {
  return { requests: 1, tokens: input + output, inputTokens: input, outputTokens: output }
}

interface Waiting {
  readonly most: TokenUse
  readonly proceed: (permit: Permit) => void
  readonly refuse: (error: ProviderError) => void
}

/** @param options `slots`: of the provider, for all its model families; `longestWaitMs`: at the moment; default a minute */
export function createAdaptiveLimiter(options: {
  readonly slots: FlightSlots
  readonly clock: Clock
  readonly longestWaitMs?: () => number
}): AdaptiveLimiter {
  const { clock, slots } = options
  const cap = createFlightCap(slots.most)
  const pace = createLearnedPace()
  const buckets = MEASURES.map((measure) => ({ measure, bucket: createAnnouncedBucket() }))
  const waiting = new Set<Waiting>()
  let inFlight = 0
  let sent = 0
  let heldUntil = 0
  let timer: { readonly wakesAt: number; readonly cancel: AbortController } | undefined
  /** The last request sent before the latest cut: refusals up to it belong to the same episode. */
  let cutAfter = 0
  let restMs = SHORTEST_REST_MS
  let answeredSinceHold = 0
  /** Refusals of requests that were sent one after the other; `cuts` of them were sent after the previous cut. */
  let inARow = { last: 0, cuts: 0, since: 0 }

  /** Lets out as many as may leave now, and sets the alarm for the next. */
  function dispatch(): void {
    for (const next of waiting) {
      if (inFlight >= Math.max(1, Math.floor(cap.size()))) return
      const now = clock.now()
      const wanted = amounts(next.most)
      const announced = Math.max(...buckets.map(({ measure, bucket }) => bucket.waitMs(wanted[measure], now)))
      // While requests are in flight, what they do not use may make room yet.
      if (inFlight === 0 && announced > (options.longestWaitMs?.() ?? LONGEST_REST_MS)) {
        waiting.delete(next)
        next.refuse(noRoom(announced))
        continue
      }
      const wait = Math.max(heldUntil - now, pace.waitMs(now), announced)
      if (wait > 0) {
        // Longer waits are looked at again: a timer has 31 bits.
        const sleep = Math.min(Math.ceil(wait), LONGEST_REST_MS)
        setAlarm(now + sleep, sleep)
        return
      }
      if (!slots.take()) return
      waiting.delete(next)
      next.proceed(send(wanted, now))
    }
  }

  function setAlarm(wakesAt: number, wait: number): void {
    if (timer !== undefined && timer.wakesAt <= wakesAt) return
    cancelAlarm()
    const cancel = new AbortController()
    timer = { wakesAt, cancel }
    clock.sleep(wait, cancel.signal).then(
      () => {
        timer = undefined
        dispatch()
      },
      () => {},
    )
  }

  function cancelAlarm(): void {
    timer?.cancel.abort('not needed any more')
    timer = undefined
  }

  function send(reserved: ReturnType<typeof amounts>, now: number): Permit {
    sent += 1
    const request: SentRequest = { number: sent, sentAt: now, others: inFlight }
    inFlight += 1
    pace.sent(now)
    const taken = buckets.map(({ measure, bucket }) => bucket.take(reserved[measure], now))
    return {
      release({ kind, tokens: used, report }) {
        const end = clock.now()
        inFlight -= 1
        const actual = used === undefined ? reserved : amounts(used)
        for (const [index, { measure, bucket }] of buckets.entries()) {
          const unused = reserved[measure] - actual[measure]
          if (unused > 0) bucket.giveBack(unused, end)
          const announced = report?.[measure]
          if (announced !== undefined) bucket.announce(announced, taken[index]!, now, end)
        }
        if (kind === 'answered') {
          cap.answered(request, end)
          if (++answeredSinceHold >= OPEN_AFTER) restMs = SHORTEST_REST_MS
        }
        if (kind === 'refused') refused(request, report?.retryAfterMs ?? 0, end)
        slots.giveBack()
      },
    }
  }

  function refused(request: SentRequest, hintMs: number, now: number): void {
    if (request.number === inARow.last + 1) inARow.last = request.number
    else inARow = { last: request.number, cuts: 0, since: now }
    if (request.number <= cutAfter) {
      cap.refusedToo(request)
      pace.refusedToo(request)
    } else {
      cut(request, hintMs, now)
    }
    if (hintMs !== COARSE_HINT_MS) hold(now + hintMs)
  }

  /** The first refusal of an episode. */
  function cut(request: SentRequest, hintMs: number, now: number): void {
    cutAfter = sent
    const byRate = !cap.refused(request, Math.max(hintMs, restMs), now)
    pace.refused(request, byRate, now)
    inARow.cuts += 1
    const { cuts, since } = inARow
    if (cuts < SHUT.after || (now - since < SHUT.andMs && cuts < SHUT.orAfter)) return
    hold(now + Math.max(hintMs, restMs))
    pace.wasShut(request, heldUntil)
    restMs = Math.min(LONGEST_REST_MS, 2 * restMs)
    inARow = { last: request.number, cuts: 0, since: now }
    answeredSinceHold = 0
  }

  function hold(until: number): void {
    heldUntil = Math.max(heldUntil, until)
  }

  slots.onFree(dispatch)
  return {
    acquire(most, signal) {
      if (signal.aborted) return Promise.reject(signal.reason)
      return new Promise((resolve, reject) => {
        let forget = (): void => {}
        const entry: Waiting = {
          most,
          proceed(permit) {
            forget()
            resolve(permit)
          },
          refuse(error) {
            forget()
            reject(error)
          },
        }
        waiting.add(entry)
        if (waiting.size === 1) dispatch()
        if (!waiting.has(entry)) return
        forget = onAbort(signal, () => {
          waiting.delete(entry)
          if (waiting.size === 0) cancelAlarm()
          reject(signal.reason)
        })
      })
    },
    trip(ms) {
      cap.restart()
      hold(clock.now() + ms)
    },
    heldBackMs: () => (timer === undefined ? 0 : Math.max(0, timer.wakesAt - clock.now())),
  }
}

function noRoom(waitMs: number): ProviderError {
  const minutes = Math.ceil(waitMs / 60_000)
  return new ProviderError(
    `its announced limit leaves no room for ${minutes} min, which is too long to wait`,
    {
      kind: 'rate-limited',
      final: true,
    },
  )
}
