import type { LanguageModelV4Content, LanguageModelV4GenerateResult, SharedV4Warning } from '@ai-sdk/provider'
import type { AdapterReply } from './adapter.ts'
import { type CollectedResult, servedFacts } from './ai-sdk-stream.ts'
import { readLimitHeaders } from './limit-headers.ts'
import type { FinishReason } from './model.ts'
import type { ProviderKind } from './provider-config.ts'
import type { ProviderError } from './provider-error.ts'

type UntimedReply = Omit<AdapterReply, 'latencyMs' | 'firstByteMs'>

/** The AI SDK's result in our words. Raw headers and bodies are left behind. */
export function aiSdkReply(result: CollectedResult, kind: ProviderKind): UntimedReply {
  const { response } = result
  const { system_fingerprint: fingerprint, modelVersion } = servedFacts(response?.body)
  // Bedrock names no served model: the AI SDK then repeats the one that was asked for.
  const servedModel = kind === 'amazon-bedrock' ? undefined : (modelVersion ?? response?.modelId)
  return {
    text: result.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join(''),
    toolCalls: result.content.flatMap(toolCall),
    finishReason: finishReason(result.finishReason),
    ...(servedModel === undefined || servedModel === '' ? {} : { servedModel }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    usage: usage(result.usage),
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
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

/** A request always has input tokens: a count of 0 there is the AI SDK's default for servers that do not count. */
function usage({ inputTokens, outputTokens }: LanguageModelV4GenerateResult['usage']): AdapterReply['usage'] {
  if (!inputTokens.total) return {}
  return {
    inputTokens: inputTokens.total,
    ...(outputTokens.total === undefined ? {} : { outputTokens: outputTokens.total }),
    ...(inputTokens.cacheRead ? { cacheReadTokens: inputTokens.cacheRead } : {}),
    ...(inputTokens.cacheWrite ? { cacheWriteTokens: inputTokens.cacheWrite } : {}),
  }
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
