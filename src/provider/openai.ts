import { createOpenAI } from '@ai-sdk/openai'
import { NO_KEY } from './ai-sdk-adapter.ts'
import type { OpenModel } from './open-adapter.ts'

/**
 * OpenAI's own models through Chat Completions, not Responses: it takes `stop`, `seed` and the penalties that suites may set,
 * stores nothing at the provider by default, and answers in the same form as the compatible servers that a suite may be moved to.
 */
export const openOpenAi: OpenModel = (model, { baseUrl, fetch }) =>
  // Every setting is given: the SDK would take what is missing from the environment.
  createOpenAI({ baseURL: baseUrl, apiKey: NO_KEY, fetch }).chat(model)
