import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4TextPart,
} from '@ai-sdk/provider'
import { textOf } from './message-text.ts'
import type { ContentPart, ModelMessage, ModelRequest } from './model.ts'
import type { ProviderKind } from './provider-config.ts'
import { ProviderError } from './provider-error.ts'

type PortableEffort = NonNullable<LanguageModelV4CallOptions['reasoning']>
const PORTABLE_EFFORTS: readonly string[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/**
 * Our request in the words of the AI SDK. Nothing is added that the request does not say.
 * @throws ProviderError `bad-request` for a reasoning effort that this kind of provider has no word for.
 */
export function aiSdkRequest(
  request: ModelRequest,
  signal: AbortSignal,
  kind: ProviderKind,
): LanguageModelV4CallOptions {
  const { parameters } = request
  return {
    prompt: request.messages.map(promptMessage),
    maxOutputTokens: parameters.maxOutputTokens,
    abortSignal: signal,
    ...(request.tools.length === 0 ? {} : { tools: request.tools.map(functionTool) }),
    ...(parameters.temperature === undefined ? {} : { temperature: parameters.temperature }),
    ...(parameters.topP === undefined ? {} : { topP: parameters.topP }),
    ...(parameters.stop === undefined ? {} : { stopSequences: [...parameters.stop] }),
    ...(parameters.seed === undefined ? {} : { seed: parameters.seed }),
    ...(parameters.frequencyPenalty === undefined ? {} : { frequencyPenalty: parameters.frequencyPenalty }),
    ...(parameters.presencePenalty === undefined ? {} : { presencePenalty: parameters.presencePenalty }),
    ...(parameters.responseFormat === undefined ? {} : { responseFormat: parameters.responseFormat }),
    ...reasoning(parameters.reasoningEffort, kind),
  } as LanguageModelV4CallOptions
}

/** Efforts that the AI SDK does not know go to a server that speaks OpenAI's protocol as they are written. */
function reasoning(effort: string | undefined, kind: ProviderKind): Partial<LanguageModelV4CallOptions> {
  if (effort === undefined) return {}
  if (PORTABLE_EFFORTS.includes(effort)) return { reasoning: effort as PortableEffort }
  const own = { reasoningEffort: effort }
  switch (kind) {
    case 'openai':
    case 'azure':
      return { providerOptions: { openai: own } }
    case 'openai-compatible':
      return { providerOptions: { compatible: own } }
    default:
      throw new ProviderError(
        `it has no reasoning effort ${effort}; it takes ${PORTABLE_EFFORTS.join(', ')}, as far as the model does`,
        { kind: 'bad-request' },
      )
  }
}

function functionTool(tool: ModelRequest['tools'][number]) {
  return {
    type: 'function' as const,
    name: tool.name,
    inputSchema: tool.parameters,
    ...(tool.description === undefined ? {} : { description: tool.description }),
    ...(tool.strict === undefined ? {} : { strict: tool.strict }),
  }
}

function promptMessage({ role, content, calls = [], answers }: ModelMessage): LanguageModelV4Message {
  switch (role) {
    case 'system':
      return { role, content: textOf(content) }
    case 'user':
      return {
        role,
        content: typeof content === 'string' ? [{ type: 'text', text: content }] : content.map(promptPart),
      }
    case 'assistant': {
      const text = textOf(content)
      return {
        role,
        content: [
          ...(text === '' && calls.length > 0 ? [] : [{ type: 'text' as const, text }]),
          ...calls.map(toolCallPart),
        ],
      }
    }
    case 'tool':
      return {
        role,
        content: [
          {
            type: 'tool-result',
            toolCallId: answers!.id,
            toolName: answers!.name,
            output: { type: 'text', value: textOf(content) },
          },
        ],
      }
  }
}

function toolCallPart({ id, name, arguments: input }: NonNullable<ModelMessage['calls']>[number]) {
  return { type: 'tool-call' as const, toolCallId: id, toolName: name, input }
}

function promptPart(part: ContentPart): LanguageModelV4TextPart | LanguageModelV4FilePart {
  if (part.type === 'text') return part
  const { mediaType, name, data } = part
  return { type: 'file', mediaType, filename: name, data: { type: 'data', data } }
}
