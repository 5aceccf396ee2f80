import { availableParallelism } from 'node:os'
import type { Finding } from '../boundary/finding.ts'
import { createRedactor, type Redact, secretsOf } from '../boundary/redactor.ts'
import type { World } from '../boundary/world.ts'
import { checkPrices } from '../provider/check-prices.ts'
import { systemClock } from '../provider/clock.ts'
import { createLimiter } from '../provider/limiter.ts'
import type { CallContext } from '../provider/model.ts'
import { openModels } from '../provider/open-models.ts'
import { credentialVariables } from '../provider/provider-config.ts'
import { proxiesOf } from '../provider/proxies.ts'
import { createSpend, type Spend, UNMETERED } from '../provider/spend.ts'
import type { Policy } from '../suite/policy.ts'
import type { SideCode } from '../suite/program.ts'
import type { RenderedCommand } from '../suite/render-command.ts'
import type { RenderedHttp } from '../suite/render-http.ts'
import type { RenderedRequest } from '../suite/render-request.ts'
import { type CodeOrigin, codeRefusal } from './code-permission.ts'
import { createCodeRunner } from './code-runner.ts'
import { openEndpoints } from './open-endpoints.ts'
import { redactTrial } from './redact-trial.ts'
import { runCommandTrial } from './run-command-trial.ts'
import { runTrial } from './run-trial.ts'
import type { RunUsage } from './run-usage.ts'
import type { TrialResult } from './trial.ts'
import { untilAborted } from './until-aborted.ts'
import type { CodeSources } from './workplace.ts'

/** Runs trials with the models, keys, services, limits and budget of one policy. */
export interface TrialRunner {
  /** What stands in the way of sending these requests, found without sending or starting anything. */
  check(requests: readonly RenderedRequest[]): Promise<readonly Finding[]>
  /**
   * One trial, free of secrets before anything reads or stores it. What it spends is counted for its suite and for the push.
   * @throws ProviderError `budget` when the budget is spent; CodeFailure when code that it needs cannot be run; the abort reason when
   *   the context's signal aborts
   */
  run(request: RenderedRequest, context: Omit<CallContext, 'spend'>, suite: string): Promise<TrialResult>
  /** What all trials have used up to now. */
  usage(): RunUsage
  /** Takes out the secrets that trials are freed of, for what is decoded from them. */
  readonly redact: Redact
  /** Ends connections, and all that was started. */
  close(): Promise<void>
}

export interface TrialRunnerOptions {
  readonly policy: Policy
  readonly sources: CodeSources
  readonly codeOrigin: CodeOrigin
  /** Calls of each suite that are allowed beyond the policy's, because more was asked for by hand; default 0. */
  readonly moreCalls?: number
}

export function openTrialRunner(
  { policy, sources, codeOrigin, moreCalls = 0 }: TrialRunnerOptions,
  world: Pick<World, 'environment' | 'random' | 'interrupted'>,
): TrialRunner {
  const { environment, random } = world
  const bound = [...policy.providers.values()].flatMap(credentialVariables)
  const redact = createRedactor(secretsOf(environment, bound))
  const spend = createSpend(policy.budget)
  const spends = new Map<string, Spend>()
  const { minutes, suiteUsd, suiteCalls, suiteTokens } = policy.budget
  const shared = {
    limits: policy.limits,
    proxies: proxiesOf(environment),
    spend,
    clock: systemClock,
    ...(minutes === undefined ? {} : { deadline: systemClock.now() + minutes * 60_000 }),
    random,
  }
  const models = openModels({
    providers: policy.providers,
    prices: policy.prices,
    credential: (variable) => environment[variable],
    ...shared,
  })
  const code = createCodeRunner({ sources, environment, redact, signal: world.interrupted })
  const endpoints = openEndpoints({ services: policy.services, code, ...shared })
  // Programs compete for processors, and their time is measured.
  const processes = createLimiter(Math.max(2, Math.min(availableParallelism(), policy.limits.concurrency)))

  function spendOf(suite: string): Spend {
    const caps = {
      calls: suiteCalls + moreCalls,
      ...(suiteUsd === undefined ? {} : { usd: suiteUsd }),
      ...(suiteTokens === undefined ? {} : { tokens: suiteTokens }),
    }
    const known = spends.get(suite) ?? createSpend(caps, ` of suite ${suite}`, spend)
    spends.set(suite, known)
    return known
  }

  async function runCommand(request: RenderedCommand, context: CallContext): Promise<TrialResult> {
    const { program, serve, code: bound } = request
    const { side } = bound!
    const started = Promise.all([
      code.workplace(side, program),
      serve === undefined ? undefined : code.service(side, 'service', serve),
    ])
    const [place, service] = await untilAborted(started, context.signal)
    const permit = await processes.acquire(context.signal)
    try {
      const reservation = await (context.spend ?? spend).reserve(UNMETERED, context.signal)
      try {
        return await runCommandTrial(request, place, {
          environment,
          serviceUrl: service?.baseUrl,
          timeLimitMs: (request.timeoutSeconds ?? policy.limits.timeoutSeconds) * 1000,
          redact,
          signal: context.signal,
        })
      } finally {
        reservation.settle(UNMETERED)
      }
    } finally {
      permit.release()
    }
  }

  async function runAny(request: RenderedRequest, context: CallContext): Promise<TrialResult> {
    context.signal.throwIfAborted()
    switch (request.kind) {
      case 'prompt':
        return runTrial(await models.open(request.model), request, context)
      case 'http': {
        const { runHttpTrial } = await import('./run-http-trial.ts')
        return runHttpTrial(await untilAborted(endpoints.open(request), context.signal), request, context)
      }
      case 'command':
        return runCommand(request, context)
    }
  }

  /** The price of a model that cannot be asked anyway is no news. */
  async function checkModel(name: string): Promise<readonly Finding[]> {
    const findings = await models.check(name)
    return findings.length > 0 ? findings : checkPrices([name], policy)
  }

  function checkCode(requests: readonly (RenderedHttp | RenderedCommand)[]): readonly Finding[] {
    if (requests.length === 0) return []
    const refusal = codeRefusal(policy, codeOrigin, environment)
    if (refusal !== undefined) return [refusal]
    const sides = new Set(requests.map((request): SideCode['side'] | undefined => request.code?.side))
    if ([...sides].every((side) => side !== undefined && sources[side] !== undefined)) return []
    return [
      {
        message: 'the code that is to be run is not on this machine',
        hint: 'check the repository out before the gate (actions/checkout with `fetch-depth: 2`)',
      },
    ]
  }

  return {
    async check(requests) {
      const names = new Set(requests.flatMap((one) => (one.kind === 'prompt' ? [one.model] : [])))
      const asked = requests.filter((one) => one.kind === 'http' && one.serve === undefined) as RenderedHttp[]
      return [
        ...(await Promise.all([...names].map(checkModel))).flat(),
        ...endpoints.check(asked),
        ...checkCode(
          requests.filter(
            (one) => one.kind === 'command' || (one.kind === 'http' && one.serve !== undefined),
          ) as (RenderedHttp | RenderedCommand)[],
        ),
      ]
    },
    run: async (request, context, suite) =>
      redactTrial(await runAny(request, { ...context, spend: spendOf(suite) }), redact),
    usage() {
      const { calls, usd, unpricedCalls } = spend.totals()
      return { calls, usd, unpricedCalls, heldBackMs: models.heldBackMs() }
    },
    redact,
    async close() {
      await Promise.all([models.close(), endpoints.close()])
      await code.close()
    },
  }
}
