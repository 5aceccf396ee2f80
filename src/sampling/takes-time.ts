import { splitModelId } from '../provider/model-id.ts'
import type { Policy } from '../suite/policy.ts'
import type { SuiteToSample } from './suite-to-sample.ts'

/** False where all answers are there at once: of simulated models. */
export function takesTime({ pairs }: Pick<SuiteToSample, 'pairs'>, { providers }: Policy): boolean {
  return pairs.some(({ base, head }) =>
    [base, head].some(
      (request) =>
        request.kind !== 'prompt' ||
        providers.get(splitModelId(request.model)?.provider ?? '')?.kind !== 'simulated',
    ),
  )
}
