import picomatch from 'picomatch'
import { isLoopbackUrl } from './base-url.ts'
import { fileBytes } from './message-text.ts'
import type { FilePart, ModelReply, ModelRequest, Price } from './model.ts'
import type { ModelPrice, PriceOverride, ProviderConfig } from './provider-config.ts'
import { endpointOf } from './provider-endpoint.ts'

const FREE: Price = { inputPerMillion: 0, outputPerMillion: 0 }

/**
 * The list price of a model: the policy's first override that matches `provider/model`, else free for simulated and loopback
 * models, else genai-prices' data of today. `undefined` when nobody knows. In an override `*` matches slashes too.
 * @param simulated the price that a simulated model's description gives.
 */
export async function listPrice(
  provider: ProviderConfig,
  model: string,
  overrides: readonly PriceOverride[],
  simulated?: Price,
): Promise<Price | undefined> {
  const id = `${provider.name}/${model}`
  const override = overrides.find(({ models }) => picomatch.isMatch(id, models, { bash: true, dot: true }))
  if (override !== undefined) return price(override.price)
  if (provider.kind === 'simulated') return simulated ?? FREE
  const endpoint = endpointOf(provider)
  if (endpoint !== undefined && isLoopbackUrl(endpoint)) return FREE
  return publishedPrice(provider, model)
}

function price(given: ModelPrice): Price {
  return given === 'free' ? FREE : given
}

/** Where genai-prices calls a provider by another name. */
const SELLERS: Partial<Record<ProviderConfig['kind'], string>> = { 'amazon-bedrock': 'aws' }

/** A compatible server is known by its address alone: the same model name costs something else elsewhere. */
export async function sellerOf(provider: ProviderConfig) {
  const { findProvider } = await import('@pydantic/genai-prices')
  return provider.baseUrl === undefined
    ? findProvider({ providerId: SELLERS[provider.kind] ?? provider.kind })
    : findProvider({ providerApiUrl: provider.baseUrl })
}

async function publishedPrice(provider: ProviderConfig, model: string): Promise<Price | undefined> {
  const seller = await sellerOf(provider)
  if (seller === undefined) return undefined
  const { calcPrice } = await import('@pydantic/genai-prices')
  const prices = calcPrice({ input_tokens: 0, output_tokens: 0 }, model, { provider: seller })?.model_price
  const input = basePrice(prices?.['input_mtok'])
  const output = basePrice(prices?.['output_mtok'])
  if (input === undefined || output === undefined) return undefined
  const cacheRead = basePrice(prices?.['cache_read_mtok'])
  const cacheWrite = basePrice(prices?.['cache_write_mtok'])
  return {
    inputPerMillion: input,
    outputPerMillion: output,
    ...(cacheRead === undefined ? {} : { cacheReadPerMillion: cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWritePerMillion: cacheWrite }),
  }
}

/** Tiers begin where prompts are longer than an eval's. */
function basePrice(entry: number | { readonly base: number } | undefined): number | undefined {
  return typeof entry === 'object' ? entry.base : entry
}

/** US dollars of a reply at list price; `undefined` when the price or the tokens are not known. */
export function replyCost(price: Price | undefined, usage: ModelReply['usage']): number | undefined {
  if (price === undefined) return undefined
  if (price.inputPerMillion === 0 && price.outputPerMillion === 0) return 0
  if (usage.inputTokens === undefined || usage.outputTokens === undefined) return undefined
  return dollars(price, usage.inputTokens, usage.outputTokens)
}

/**
 * What of the list price the provider's cache of prompts saved, US dollars; below 0 where taking prompts in cost more. The arm that
 * is sent second finds more in the cache, so that only list prices compare the arms.
 */
export function cacheSaving(price: Price, usage: ModelReply['usage']): number {
  const { inputPerMillion: list, cacheReadPerMillion = list, cacheWritePerMillion = list } = price
  const { cacheReadTokens = 0, cacheWriteTokens = 0 } = usage
  return (
    (cacheReadTokens * (list - cacheReadPerMillion) + cacheWriteTokens * (list - cacheWritePerMillion)) / 1e6
  )
}

/** What a picture is reserved as: the most that the providers count for one that they scale down themselves. */
const IMAGE_TOKENS = 2000
/** Bytes of a PDF that make up a token, by pages of about 60 kB that count 2,000. */
const BYTES_PER_FILE_TOKEN = 30

/**
 * The tokens that a request is likely to have at most: its characters / 3 (English has about 4 a token, code and other scripts fewer),
 * its pictures and files, and all the output tokens it may produce.
 */
export function mostTokens(request: ModelRequest): { readonly input: number; readonly output: number } {
  return { input: inputTokens(request, 3), output: request.parameters.maxOutputTokens }
}

/** The tokens that a request puts before the model, by how many characters make up one. */
export function inputTokens({ messages, tools }: ModelRequest, charactersPerToken: number): number {
  let characters = tools.length === 0 ? 0 : JSON.stringify(tools).length
  let ofFiles = 0
  for (const { content, calls } of messages) {
    if (calls !== undefined) characters += JSON.stringify(calls).length
    if (typeof content === 'string') {
      characters += content.length
      continue
    }
    for (const part of content) {
      if (part.type === 'text') characters += part.text.length
      else ofFiles += fileTokens(part, charactersPerToken)
    }
  }
  return characters / charactersPerToken + ofFiles
}

/** What that many tokens cost at list price, US dollars. */
export function estimateCost(
  price: Price | undefined,
  { input, output }: { readonly input: number; readonly output: number },
): number | undefined {
  return price === undefined ? undefined : dollars(price, input, output)
}

function fileTokens(part: FilePart, charactersPerToken: number): number {
  if (part.type === 'image') return IMAGE_TOKENS
  const bytes = fileBytes(part)
  return part.mediaType.startsWith('text/')
    ? bytes / charactersPerToken
    : IMAGE_TOKENS + bytes / BYTES_PER_FILE_TOKEN
}

function dollars(price: Price, inputTokens: number, outputTokens: number): number {
  return (inputTokens * price.inputPerMillion + outputTokens * price.outputPerMillion) / 1e6
}
