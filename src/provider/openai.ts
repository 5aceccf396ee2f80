import { createOpenAI } from '@ai-sdk/openai'
import type { Adapter } from './adapter.ts'
import { createAiSdkAdapter, NO_KEY } from './ai-sdk-adapter.ts'
import type { Clock } from './clock.ts'
import type { Fetch } from './transport.ts'

export const OPENAI_BASE_URL = 'https://api.openai.com/v1'

/**
 * OpenAI's own models through Chat Completions, not Responses: it takes `stop`, `seed` and the penalties that suites may set,
 * stores nothing at the provider by default, and answers in the same form as the compatible servers that a suite may be moved to.
 */
export function createOpenAiAdapter(model: string, baseUrl: string, fetch: Fetch, clock: Clock): Adapter {
  // Every setting is given: the SDK would take what is missing from the environment.
  return createAiSdkAdapter(createOpenAI({ baseURL: baseUrl, apiKey: NO_KEY, fetch }).chat(model), clock)
}
