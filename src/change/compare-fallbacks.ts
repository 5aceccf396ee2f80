import { fallbackRequest } from '../suite/fallback-request.ts'
import type { Fallback, Target } from '../suite/suite.ts'
import type { PairedCases } from './pair-cases.ts'
import type { FallbackComparison } from './suite-comparison.ts'

/**
 * What head's fallback is exercised on. A change of the fallback leaves every request to the model as it is, but is the very change that
 * nobody would otherwise see: then all cases run on it.
 */
export function compareFallbacks(
  paired: Pick<PairedCases, 'pairs' | 'identical'>,
  base: Target | undefined,
  head: Target,
): FallbackComparison | undefined {
  const fallback = fallbackOf(head)
  if (fallback === undefined) return undefined
  const changed = base !== undefined && fallbackOf(base)?.model !== fallback.model
  const { model, trials } = fallback
  const cases = [
    ...paired.pairs.map((pair) => ({ case: pair.case, request: fallbackRequest(pair.head, model) })),
    ...(changed
      ? paired.identical.map(({ case: aCase, request }) => ({
          case: aCase,
          request: fallbackRequest(request, model),
        }))
      : []),
  ]
  return cases.length === 0 ? undefined : { model, trials, cases }
}

function fallbackOf(target: Target): Fallback | undefined {
  return target.kind === 'prompt' ? target.fallback : undefined
}
