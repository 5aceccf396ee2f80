import type { LanguageModelV4CallOptions, LanguageModelV4Message } from '@ai-sdk/provider'
import type { ModelMessage, ModelRequest } from './model.ts'

type PortableEffort = NonNullable<LanguageModelV4CallOptions['reasoning']>
const PORTABLE_EFFORTS: readonly string[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/** Our request in the words of the AI SDK. Nothing is added that the request does not say. */
export function aiSdkRequest(request: ModelRequest, signal: AbortSignal): LanguageModelV4CallOptions {
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
    ...reasoning(parameters.reasoningEffort),
  } as LanguageModelV4CallOptions
}

/** Efforts that the AI SDK does not know go to an OpenAI-compatible server as they are written. */
function reasoning(effort: string | undefined): Partial<LanguageModelV4CallOptions> {
  if (effort === undefined) return {}
  if (PORTABLE_EFFORTS.includes(effort)) return { reasoning: effort as PortableEffort }
  return { providerOptions: { openai: { reasoningEffort: effort }, compatible: { reasoningEffort: effort } } }
}

function functionTool(tool: ModelRequest['tools'][number]) {
  return {
    type: 'function' as const,
    name: tool.name,
    inputSchema: tool.parameters,
    ...(tool.description === undefined ? {} : { description: tool.description }),
  }
}

function promptMessage({ role, content }: ModelMessage, index: number): LanguageModelV4Message {
  switch (role) {
    case 'system':
      return { role, content }
    case 'user':
    case 'assistant':
      return { role, content: [{ type: 'text', text: content }] }
    case 'tool':
      // A message of this form does not name the call that it answers; lenient servers take any id.
      return {
        role,
        content: [
          {
            type: 'tool-result',
            toolCallId: `call-${index}`,
            toolName: 'tool',
            output: { type: 'text', value: content },
          },
        ],
      }
  }
}
