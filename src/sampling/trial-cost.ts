import type { Model, ModelRequest } from '../provider/model.ts'
import { modelPrice } from '../provider/model-price.ts'
import { estimateCost, inputTokens, mostTokens, replyCost } from '../provider/prices.ts'
import type { Policy } from '../suite/policy.ts'
import type { RenderedRequest } from '../suite/render-request.ts'
import type { SuiteHistory } from './read-history.ts'

/** What a trial of a suite costs on average, before it is drawn. */
export interface TrialCost {
  /** Whether the tokens were recorded in earlier runs, are estimated from the requests, or are not known: of code, nobody can tell. */
  readonly basis: 'recorded' | 'estimated' | 'unknown'
  readonly inputTokens: number
  readonly outputTokens: number
  /** US dollars; absent where a price is not known. */
  readonly usd?: number
  /** The same when every reply is as long as it may be. */
  readonly mostUsd?: number
}

/** Characters of English in a token. */
const CHARACTERS_PER_TOKEN = 4
/** Share of the output tokens that a request allows which replies use, where nothing is recorded. */
export const TYPICAL_OUTPUT_SHARE = 0.25

/**
 * @param requests one per case and arm, as often as a round holds it; at least one
 * @param usage mean tokens of recorded trials
 */
export async function trialCost(
  requests: readonly RenderedRequest[],
  policy: Pick<Policy, 'providers' | 'prices'>,
  usage: SuiteHistory['usage'],
): Promise<TrialCost> {
  const prompts = requests.filter((request) => request.kind === 'prompt')
  if (prompts.length < requests.length) return costOfCode(usage)
  const names = [...new Set(prompts.map(({ model }) => model))]
  const prices = new Map<string, Model['price']>(
    await Promise.all(names.map(async (name) => [name, await modelPrice(name, policy)] as const)),
  )
  const tokens = prompts.map(({ request }) => usage ?? estimateTokens(request))
  const usd = meanOrUnknown(prompts.map(({ model }, index) => replyCost(prices.get(model), tokens[index]!)))
  const mostUsd = meanOrUnknown(
    prompts.map(({ model, request }) => estimateCost(prices.get(model), mostTokens(request))),
  )
  return {
    basis: usage === undefined ? 'estimated' : 'recorded',
    inputTokens: mean(tokens.map(({ inputTokens }) => inputTokens)),
    outputTokens: mean(tokens.map(({ outputTokens }) => outputTokens)),
    ...(usd === undefined ? {} : { usd }),
    ...(mostUsd === undefined ? {} : { mostUsd: Math.max(mostUsd, usd ?? 0) }),
  }
}

function costOfCode(usage: SuiteHistory['usage']): TrialCost {
  return usage === undefined
    ? { basis: 'unknown', inputTokens: 0, outputTokens: 0 }
    : { basis: 'recorded', ...usage }
}

function estimateTokens(request: ModelRequest): {
  readonly inputTokens: number
  readonly outputTokens: number
} {
  return {
    inputTokens: inputTokens(request, CHARACTERS_PER_TOKEN),
    outputTokens: request.parameters.maxOutputTokens * TYPICAL_OUTPUT_SHARE,
  }
}

function meanOrUnknown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length < values.length ? undefined : mean(known)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
