import type { Finding } from '../boundary/finding.ts'
import { createRedactor, secretsOf } from '../boundary/redactor.ts'
import type { World } from '../boundary/world.ts'
import { systemClock } from '../provider/clock.ts'
import type { CallContext } from '../provider/model.ts'
import { openModels } from '../provider/open-models.ts'
import { createSpend } from '../provider/spend.ts'
import type { Policy } from '../suite/policy.ts'
import type { RenderedRequest } from '../suite/render-request.ts'
import { redactTrial } from './redact-trial.ts'
import { runTrial } from './run-trial.ts'
import type { TrialResult } from './trial.ts'

/** Runs trials with the models, keys, limits and budget of one policy. */
export interface TrialRunner {
  /** What stands in the way of calling a model, found without calling it. */
  check(model: string): Promise<readonly Finding[]>
  /**
   * One trial, free of secrets before anything reads or stores it.
   * @throws ProviderError `budget` when the budget is spent; the abort reason when the context's signal aborts
   */
  run(request: RenderedRequest, context: CallContext): Promise<TrialResult>
  close(): Promise<void>
}

export function openTrialRunner(policy: Policy, world: Pick<World, 'environment' | 'random'>): TrialRunner {
  const bound = [...policy.providers.values()].flatMap((provider) => provider.credential ?? [])
  const redact = createRedactor(secretsOf(world.environment, bound))
  const models = openModels({
    providers: policy.providers,
    prices: policy.prices,
    limits: policy.limits,
    credential: (variable) => world.environment[variable],
    spend: createSpend(policy.budget),
    clock: systemClock,
    ...(policy.budget.minutes === undefined
      ? {}
      : { deadline: systemClock.now() + policy.budget.minutes * 60_000 }),
    random: world.random,
  })
  return {
    check: (model) => models.check(model),
    run: async (request, context) =>
      redactTrial(await runTrial(await models.open(request.model), request, context), redact),
    close: () => models.close(),
  }
}
