import { createAdaptiveLimiter, type RequestResult } from '../provider/adaptive-limiter.ts'
import { changeError } from '../provider/change-error.ts'
import type { Clock } from '../provider/clock.ts'
import { createFlightSlots } from '../provider/flight-slots.ts'
import { withLinkedSignal } from '../provider/linked-signal.ts'
import type { CallContext } from '../provider/model.ts'
import { ProviderError } from '../provider/provider-error.ts'
import { createProviderHealth } from '../provider/provider-health.ts'
import { createRetryBudget, withRetries } from '../provider/retry.ts'
import { retryHintMs } from '../provider/retry-hint.ts'
import { REFUSED, type Spend, UNMETERED } from '../provider/spend.ts'
import { createTimeLimit, type TimeLimit } from '../provider/time-limit.ts'
import type { Fetch } from '../provider/transport.ts'
import type { RenderedHttp } from '../suite/render-http.ts'

const SETTLE_MS = 250
/** What a service makes of a request, only its limit on requests tells. */
const NO_TOKENS = { input: 0, output: 0 }

/** A reply that has arrived whole: a success, or a status that the suite maps. */
export interface EndpointReply {
  readonly status: number
  readonly text: string
  /** Milliseconds of the successful attempt, queueing and retries excluded. */
  readonly latencyMs: number
  readonly attempts: number
}

/** Whoever answers the requests of `http` targets, with limits, retries and calls counted around it. */
export interface Endpoint {
  /**
   * @throws ProviderError after the last retry, or when the call budget is spent; the abort reason; the reason of `down`
   */
  ask(request: RenderedHttp, context: CallContext): Promise<EndpointReply>
}

export interface EndpointOptions {
  /** What messages call it. */
  readonly name: string
  readonly baseUrl: string
  /** Bound to the origin of the base URL. */
  readonly fetch: Fetch
  /** Aborts when its program has ended; `undefined` for one that was not started here. */
  readonly down: AbortSignal | undefined
  readonly concurrency: number
  readonly timeLimitMs: number
  readonly spend: Spend
  readonly clock: Clock
  /** Uniform in [0, 1); jitter of retries. */
  readonly random: () => number
}

export function createEndpoint(options: EndpointOptions): Endpoint {
  const { spend, clock } = options
  const limiter = createAdaptiveLimiter({ slots: createFlightSlots(options.concurrency), clock })
  const retryBudget = createRetryBudget()
  const health = createProviderHealth({ clock, pause: (ms) => limiter.trip(ms) })
  const timeLimits = new Map<number, TimeLimit>()
  let inFlight = 0

  /** Suites may give the same service different limits. */
  function timeLimit(limitMs: number): TimeLimit {
    const made = timeLimits.get(limitMs) ?? createTimeLimit({ limitMs, clock })
    timeLimits.set(limitMs, made)
    return made
  }

  async function attempt(
    request: RenderedHttp,
    context: CallContext,
    number: number,
    waitSignal: AbortSignal,
    onSend: () => void,
  ) {
    const permit = await limiter.acquire(NO_TOKENS, waitSignal)
    let result: RequestResult = { kind: 'failed' }
    try {
      // What a service costs is known, if at all, from its reply.
      const reservation = await (context.spend ?? spend).reserve(UNMETERED, waitSignal)
      const sentAt = clock.now()
      inFlight += 1
      let used: Parameters<typeof reservation.settle>[0] = REFUSED
      try {
        onSend()
        const limitMs =
          request.timeoutSeconds === undefined ? options.timeLimitMs : request.timeoutSeconds * 1000
        const reply = await timeLimit(limitMs).run((signal) => send(request, signal), {
          attempt: number,
          signal: waitSignal,
        })
        health.answered()
        used = UNMETERED
        result = { kind: 'answered' }
        return reply
      } catch (error) {
        // What ended the wait has its name, and was counted.
        if (!(error instanceof ProviderError) || waitSignal.aborted) throw error
        if (error.kind === 'connection') await untilTold(waitSignal)
        const named = changeError(error, { message: `${options.name}: ${error.message}` })
        health.failed(named, { drawKey: context.drawKey, sentAt, inFlight })
        result = failed(named)
        throw named
      } finally {
        inFlight -= 1
        reservation.settle(used)
      }
    } finally {
      permit.release(result)
    }
  }

  /** A program that ends closes its connections just before this process is told that it has ended. */
  async function untilTold(signal: AbortSignal): Promise<void> {
    if (options.down === undefined) return
    await clock.sleep(SETTLE_MS, AbortSignal.any([signal, options.down])).catch(() => undefined)
    options.down.throwIfAborted()
  }

  async function send(request: RenderedHttp, signal: AbortSignal): Promise<Omit<EndpointReply, 'attempts'>> {
    const started = clock.now()
    const response = await options.fetch(options.baseUrl + request.path, {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: request.body }),
      signal,
    })
    const latencyMs = clock.now() - started
    const { status } = response
    const isMapped = Object.hasOwn(request.reading.statuses, String(status))
    if (status >= 400 && !isMapped) throw refusal(status, Object.fromEntries(response.headers))
    return { status, text: await response.text(), latencyMs }
  }

  return {
    async ask(request, context) {
      let sent = 0
      try {
        const { value, attempts } = await withLinkedSignal(
          [context.signal, health.down, ...(options.down === undefined ? [] : [options.down])],
          (signal) =>
            withRetries(
              (number) =>
                attempt(request, context, number, signal, () => {
                  sent += 1
                }),
              { budget: retryBudget, clock, random: options.random, signal },
            ),
        )
        return { ...value, attempts }
      } catch (error) {
        // Its program has ended: that is why the connection failed.
        options.down?.throwIfAborted()
        throw error instanceof ProviderError && error.attempts !== sent
          ? changeError(error, { message: error.message, attempts: sent })
          : error
      }
    },
  }
}

function failed({ kind, retryAfterMs }: ProviderError): RequestResult {
  return {
    kind: kind === 'rate-limited' ? 'refused' : 'failed',
    ...(retryAfterMs === undefined ? {} : { report: { retryAfterMs } }),
  }
}

/** RFC 9110 §15: these may go well the next time. */
const RETRYABLE = new Set([408, 425, 429])

function refusal(status: number, headers: Readonly<Record<string, string>>): ProviderError {
  const hint = retryHintMs(headers)
  const broken = status >= 500
  return new ProviderError(`it ${broken ? 'failed' : 'refused the request'} (${status})`, {
    kind: broken ? 'server-error' : status === 429 ? 'rate-limited' : 'bad-request',
    status,
    retryable: broken || RETRYABLE.has(status),
    ...(hint === undefined ? {} : { retryAfterMs: Math.min(hint, 60_000) }),
  })
}
