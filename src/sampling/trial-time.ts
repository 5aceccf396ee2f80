import { answersAtOnce } from '../provider/answers-at-once.ts'
import { firstWave, nextLook } from '../stats/sequential/look-schedule.ts'
import type { Policy } from '../suite/policy.ts'
import type { RenderedRequest } from '../suite/render-request.ts'
import { callsUpTo } from './plan-suite.ts'
import { planLength, type SamplingPlan } from './sampling-plan.ts'

/** How long a trial of a suite takes on average, before it is drawn, and how many are in flight at a time. */
export interface TrialTime {
  /** Whether it was recorded in earlier runs, is assumed, or is nothing because a simulated model does not wait. */
  readonly basis: 'recorded' | 'assumed' | 'simulated'
  readonly milliseconds: number
  /** As the policy allows; a provider may allow less, which shows when it answers. */
  readonly inFlight: number
}

/** Of a model that is hosted: before its answer begins, and for each token of it. */
const ASSUMED_MS = 800
const ASSUMED_MS_PER_TOKEN = 15

/**
 * `undefined` for code without recorded trials: nobody can tell.
 *
 * @param recorded mean milliseconds of recorded trials
 * @param outputTokens expected of a trial
 */
export async function trialTime(
  requests: readonly RenderedRequest[],
  { providers, limits }: Pick<Policy, 'providers' | 'limits'>,
  recorded: number | undefined,
  outputTokens: number,
): Promise<TrialTime | undefined> {
  const inFlight = limits.concurrency
  const prompts = requests.filter((request) => request.kind === 'prompt')
  const models = [...new Set(prompts.map(({ model }) => model))]
  const immediate = await Promise.all(models.map((model) => answersAtOnce(model, providers)))
  if (prompts.length === requests.length && immediate.every((one) => one))
    return { basis: 'simulated', milliseconds: 0, inFlight }
  if (recorded !== undefined) return { basis: 'recorded', milliseconds: recorded, inFlight }
  if (prompts.length < requests.length) return undefined
  return { basis: 'assumed', milliseconds: ASSUMED_MS + ASSUMED_MS_PER_TOKEN * outputTokens, inFlight }
}

/**
 * Milliseconds of the first `pairs` pairs of a plan, or trials of head alone where it has no pairs, alone and at the policy's limits: wave after wave, since each look waits for its pairs.
 */
export function planMilliseconds(
  plan: SamplingPlan,
  pairs: number,
  { milliseconds, inFlight }: TrialTime,
): number {
  const horizon = Math.max(1, Math.min(planLength(plan), plan.wantedPairs))
  let rounds = 0
  let done = 0
  while (done < pairs) {
    const look =
      done === 0
        ? firstWave(plan.cases.length === 0 ? plan.headOnlyCases : plan.cases.length)
        : (nextLook(done, horizon) ?? pairs)
    const next = Math.min(pairs, Math.max(done + 1, look))
    rounds += Math.ceil((callsUpTo(plan, next) - callsUpTo(plan, done)) / inFlight)
    done = next
  }
  return rounds * milliseconds
}
