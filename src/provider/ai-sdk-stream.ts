import type {
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider'
import { ProviderError } from './provider-error.ts'

/** The parts of a result that a reply is made of, wherever it came from. */
export interface CollectedResult
  extends Pick<LanguageModelV4GenerateResult, 'content' | 'finishReason' | 'usage' | 'warnings'> {
  readonly response?: {
    readonly modelId?: string
    readonly headers?: Record<string, string>
    readonly body?: unknown
  }
}

/** What a reply, or a part of one, says about the model that wrote it, where the AI SDK has no word for it. */
export interface ServedFacts {
  /** OpenAI's, and that of servers that speak its protocol. */
  system_fingerprint?: string
  /** Google's name of the served model. */
  modelVersion?: string
}

/** @param body as the provider sent it, parsed. */
export function servedFacts(body: unknown): ServedFacts {
  if (typeof body !== 'object' || body === null) return {}
  const { system_fingerprint, modelVersion } = body as Record<string, unknown>
  return {
    ...(isName(system_fingerprint) ? { system_fingerprint } : {}),
    ...(isName(modelVersion) ? { modelVersion } : {}),
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/**
 * A stream read to its end, in the form of a reply that came in one piece.
 * @throws what the stream reports as an error; ProviderError `wire-format` when it ends before the provider said that it is complete.
 */
export async function collectStream(result: LanguageModelV4StreamResult): Promise<CollectedResult> {
  const texts: string[] = []
  const toolCalls: LanguageModelV4Content[] = []
  let warnings: CollectedResult['warnings'] = []
  let modelId: string | undefined
  const served: ServedFacts = {}
  let finish: Extract<LanguageModelV4StreamPart, { type: 'finish' }> | undefined
  for await (const part of result.stream) {
    switch (part.type) {
      case 'stream-start':
        warnings = part.warnings
        break
      case 'response-metadata':
        modelId = part.modelId ?? modelId
        break
      case 'raw':
        Object.assign(served, servedFacts(part.rawValue))
        break
      case 'text-delta':
        texts.push(part.delta)
        break
      case 'tool-call':
        toolCalls.push(part)
        break
      case 'finish':
        finish = part
        break
      case 'error':
        throw part.error
    }
  }
  if (finish?.finishReason.raw === undefined) throw cutShort()
  return {
    content: [{ type: 'text', text: texts.join('') }, ...toolCalls],
    finishReason: finish.finishReason,
    usage: finish.usage,
    warnings,
    response: {
      ...(modelId === undefined ? {} : { modelId }),
      ...(result.response?.headers === undefined ? {} : { headers: result.response.headers }),
      body: served,
    },
  }
}

function cutShort(): ProviderError {
  return new ProviderError('its reply ended before it was complete', { kind: 'wire-format', retryable: true })
}
