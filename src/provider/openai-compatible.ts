import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { Adapter } from './adapter.ts'
import { createAiSdkAdapter } from './ai-sdk-adapter.ts'
import type { Clock } from './clock.ts'
import type { Fetch } from './transport.ts'

/** Any server that speaks OpenAI's Chat Completions: vLLM, Ollama, LiteLLM, OpenRouter, a gateway. */
export function createCompatibleAdapter(model: string, baseUrl: string, fetch: Fetch, clock: Clock): Adapter {
  const provider = createOpenAICompatible({
    name: 'compatible',
    baseURL: baseUrl,
    fetch,
    // Else the schema of a JSON response would be dropped without a word.
    supportsStructuredOutputs: true,
  })
  return createAiSdkAdapter(provider.chatModel(model), clock)
}
