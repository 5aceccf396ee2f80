import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { OpenModel } from './open-adapter.ts'

/** Any server that speaks OpenAI's Chat Completions: vLLM, Ollama, LiteLLM, OpenRouter, a gateway. */
export const openCompatible: OpenModel = (model, { baseUrl, fetch }) =>
  createOpenAICompatible({
    name: 'compatible',
    baseURL: baseUrl,
    fetch,
    // Else the schema of a JSON response would be dropped without a word.
    supportsStructuredOutputs: true,
    // Else a stream would not say how many tokens it took.
    includeUsage: true,
  }).chatModel(model)
