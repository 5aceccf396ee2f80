import type { LanguageModelV4Content, LanguageModelV4GenerateResult } from '@ai-sdk/provider'
import type { AdapterReply } from './adapter.ts'
import type { FinishReason } from './model.ts'

/** The AI SDK's result in our words. Raw headers and bodies are left behind. */
export function aiSdkReply(result: LanguageModelV4GenerateResult, latencyMs: number): AdapterReply {
  const servedModel = result.response?.modelId
  return {
    text: result.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join(''),
    toolCalls: result.content.flatMap(toolCall),
    finishReason: finishReason(result.finishReason),
    ...(servedModel === undefined || servedModel === '' ? {} : { servedModel }),
    usage: usage(result.usage),
    latencyMs,
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
      // The adapters say `content-filter` for a message with a refusal, whose own reason is an ordinary stop.
      return raw === 'stop' ? 'refusal' : 'content-filter'
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
  }
}
