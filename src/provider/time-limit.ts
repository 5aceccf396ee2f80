import type { Clock } from './clock.ts'
import { createLearnedLimit } from './learned-limit.ts'
import { withLinkedSignal } from './linked-signal.ts'
import { ProviderError } from './provider-error.ts'

/** Limits change while requests are under way: they are looked at again this often. */
const LOOK_MS = 1000
/** More than this share of all requests is not cut off: then slow answers are the model's manner, and cutting them off would bias the scores. */
const MOST_CUT = 0.02

/** Gives up requests that hang, without cutting off answers that are merely slow. */
export interface TimeLimit {
  /**
   * Runs one request until the model's usual time is over by far, or the policy's limit, which holds for each request. A request
   * that was given up has twice the time in its next attempt. Where `send` reports a first byte, only the wait for that byte is
   * learned: an answer that has begun is never cut off for its length.
   * @throws ProviderError `timeout`, retryable; the abort reason when `signal` aborts; whatever `send` throws.
   */
  run<T>(
    send: (signal: AbortSignal, onFirstByte: () => void) => Promise<T>,
    options: { readonly attempt: number; readonly signal: AbortSignal },
  ): Promise<T>
}

interface UnderWay {
  readonly start: number
  readonly attempt: number
  readonly abort: (reason: unknown) => void
  begun: boolean
}

/** @param options `limitMs`: for one request in all, from the policy */
export function createTimeLimit({
  limitMs,
  clock,
}: {
  readonly limitMs: number
  readonly clock: Clock
}): TimeLimit {
  const firstBytes = createLearnedLimit()
  const answers = createLearnedLimit()
  // In the order in which they were sent.
  const underWay = new Set<UnderWay>()
  let sent = 0
  let cut = 0
  let lastAnswer = 0
  let timer: AbortController | undefined

  const limitOf = ({ begun, attempt, start }: UnderWay, now: number): number => {
    const learned = begun ? undefined : (firstBytes.limitMs() ?? answers.limitMs())
    if (learned === undefined) return limitMs
    const mayCut = cut < MOST_CUT * sent || now - Math.max(lastAnswer, start) >= learned
    return mayCut ? Math.min(limitMs, learned * 2 ** (attempt - 1)) : limitMs
  }

  /** One timer for all requests, since nearly all end long before their limit. */
  function watch(): void {
    if (timer !== undefined || underWay.size === 0) return
    const watching = new AbortController()
    timer = watching
    const before = clock.now()
    const next = Math.min(...Array.from(underWay, (one) => one.start + limitOf(one, before) - before))
    clock.sleep(Math.max(1, Math.min(LOOK_MS, next)), watching.signal).then(
      () => {
        timer = undefined
        const now = clock.now()
        for (const request of underWay) {
          const limit = limitOf(request, now)
          if (now - request.start < limit) continue
          underWay.delete(request)
          if (limit < limitMs) cut += 1
          request.abort(timeout(limit))
        }
        watch()
      },
      () => {},
    )
  }

  return {
    run: (send, { attempt, signal }) =>
      withLinkedSignal([signal], async (linked, abort) => {
        const request: UnderWay = { start: clock.now(), attempt, abort, begun: false }
        underWay.add(request)
        sent += 1
        watch()
        const onFirstByte = () => {
          if (request.begun) return
          request.begun = true
          firstBytes.add(clock.now() - request.start)
        }
        try {
          const reply = await send(linked, onFirstByte)
          lastAnswer = clock.now()
          if (!request.begun) answers.add(lastAnswer - request.start)
          return reply
        } finally {
          underWay.delete(request)
          if (underWay.size === 0) {
            timer?.abort('nothing to watch')
            timer = undefined
          }
        }
      }),
  }
}

function timeout(limitMs: number): ProviderError {
  return new ProviderError(`it did not answer within ${Number((limitMs / 1000).toPrecision(3))} s`, {
    kind: 'timeout',
    retryable: true,
  })
}
