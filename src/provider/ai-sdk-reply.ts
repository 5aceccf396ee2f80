import type { LanguageModelV4Content, LanguageModelV4GenerateResult, SharedV4Warning } from '@ai-sdk/provider'
import { isDeeper } from '../boundary/is-deeper.ts'
import type { AdapterReply } from './adapter.ts'
import { type CollectedResult, servedFacts } from './ai-sdk-stream.ts'
import { readLimitHeaders } from './limit-headers.ts'
import type { FinishReason } from './model.ts'
import type { ProviderKind } from './provider-config.ts'
import type { ProviderError } from './provider-error.ts'

const MAX_DEPTH = 100
/** No context is larger by far. */
const MOST_TOKENS = 1e12

type UntimedReply = Omit<AdapterReply, 'latencyMs' | 'firstByteMs'>

/** The AI SDK's result in our words. Raw headers and bodies are left behind. */
export function aiSdkReply(result: CollectedResult, kind: ProviderKind): UntimedReply {
  const { response } = result
  const { system_fingerprint: fingerprint, modelVersion } = servedFacts(response?.body)
  // Bedrock names no served model: the AI SDK then repeats the one that was asked for.
  const servedModel = kind === 'amazon-bedrock' ? undefined : (modelVersion ?? response?.modelId)
  let text = ''
  for (const part of result.content) if (part.type === 'text') text += part.text
  const toolCalls = result.content.flatMap(toolCall)
  return {
    text,
    toolCalls,
    finishReason: finishReason(result.finishReason),
    ...(servedModel === undefined || servedModel === '' ? {} : { servedModel }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    usage: usage(result.usage, text !== '' || toolCalls.length > 0),
    ...(result.warnings.length === 0 ? {} : { warnings: result.warnings.map(warningText) }),
    limits: readLimitHeaders(response?.headers ?? {}, kind),
  }
}

/** What a model says whose prompt was stopped before it. */
export function filteredReply({ limits }: ProviderError): UntimedReply {
  return {
    text: '',
    toolCalls: [],
    finishReason: 'content-filter',
    usage: {},
    ...(limits === undefined ? {} : { limits }),
  }
}

function toolCall(part: LanguageModelV4Content) {
  return part.type === 'tool-call' ? [{ name: part.toolName, arguments: parsed(part.input) }] : []
}

/** What is no JSON, or nested beyond all use, stays the text that the model wrote. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return isDeeper(value, MAX_DEPTH) ? text : value
  } catch {
    return text
  }
}

function finishReason({ unified, raw }: LanguageModelV4GenerateResult['finishReason']): FinishReason {
  switch (unified) {
    case 'stop':
    case 'length':
    case 'tool-calls':
      return unified
    case 'content-filter':
      // OpenAI's adapters say `content-filter` for a message with a refusal, whose own reason is an ordinary stop; Anthropic's for the
      // reason `refusal`.
      return raw === 'stop' || raw === 'refusal' ? 'refusal' : 'content-filter'
    default:
      return 'other'
  }
}

/**
 * A request always has input tokens, and a reply that says something has output tokens: a count of 0 there is the AI SDK's default for
 * servers that do not count. Then, and for what is no count at all, nothing is known and what was reserved counts as spent: a negative
 * number would give the budget back.
 */
function usage(
  { inputTokens, outputTokens }: LanguageModelV4GenerateResult['usage'],
  saysSomething: boolean,
): AdapterReply['usage'] {
  const input = tokenCount(inputTokens.total)
  if (!input) return {}
  const output = tokenCount(outputTokens.total)
  const [cacheRead, cacheWrite] = [inputTokens.cacheRead, inputTokens.cacheWrite].map(tokenCount)
  return {
    inputTokens: input,
    ...(output === undefined || (output === 0 && saysSomething) ? {} : { outputTokens: output }),
    ...(cacheRead ? { cacheReadTokens: Math.min(cacheRead, input) } : {}),
    ...(cacheWrite ? { cacheWriteTokens: Math.min(cacheWrite, input) } : {}),
  }
}

function tokenCount(tokens: number | undefined): number | undefined {
  return Number.isInteger(tokens) && tokens! >= 0 && tokens! <= MOST_TOKENS ? tokens : undefined
}

/** The AI SDK's own words; they name settings and models, never what a request says. */
function warningText(warning: SharedV4Warning): string {
  switch (warning.type) {
    case 'unsupported':
      return `${warning.feature} is not supported${warning.details === undefined ? '' : `: ${warning.details}`}`
    case 'compatibility':
      return `${warning.feature} is emulated${warning.details === undefined ? '' : `: ${warning.details}`}`
    case 'deprecated':
      return `${warning.setting} is deprecated: ${warning.message}`
    case 'other':
      return warning.message
  }
}
