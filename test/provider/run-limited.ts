import { createAdaptiveLimiter } from '../../src/provider/adaptive-limiter.ts'
import { createFlightSlots } from '../../src/provider/flight-slots.ts'
import { createRandom } from '../../src/stats/random.ts'
import { type ServerLimits, simulatedServer } from './simulated-limits.ts'
import { simulatedTime } from './simulated-time.ts'

export interface LimitedRun {
  readonly seconds: number
  readonly refused: number
  readonly lost: number
  /** Requests that the server saw at one time. */
  readonly most: number
}

/**
 * Makes requests through a limiter against a simulated server, with up to five attempts each that wait as `withRetries` does.
 * @param concurrency of the policy; twice as many callers wait, as pairs do
 */
export async function runLimited(
  requests: number,
  concurrency: number,
  limits: ServerLimits,
  tokens = 10,
): Promise<LimitedRun> {
  const time = simulatedTime()
  const server = simulatedServer(time, limits)
  const limiter = createAdaptiveLimiter({ slots: createFlightSlots(concurrency), clock: time })
  const random = createRandom('jitter')
  const { signal } = new AbortController()
  let lost = 0
  let next = 0

  const call = async (): Promise<void> => {
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const permit = await limiter.acquire({ input: tokens, output: 0 }, signal)
      const result = await server.call(tokens)
      permit.release(result)
      if (result.kind === 'answered') return
      const backoff = random.uniform() * 500 * 2 ** (attempt - 1)
      await time.sleep(Math.max(result.report?.retryAfterMs ?? 0, backoff), signal)
    }
    lost += 1
  }
  const work = async (): Promise<void> => {
    while (next < requests) {
      next += 1
      await call()
    }
  }
  await time.run(Promise.all(Array.from({ length: 2 * concurrency }, work)))
  return { seconds: time.now() / 1000, refused: server.counts.refused, lost, most: server.counts.most }
}

/** Latencies with a median and a long tail, the same in every run. */
export function logNormal(medianMs: number, sigma: number): () => number {
  const random = createRandom(`latency ${medianMs} ${sigma}`)
  return () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()))
    return medianMs * Math.exp(sigma * radius * Math.cos(2 * Math.PI * random.uniform()))
  }
}
