import { createAnthropic } from '@ai-sdk/anthropic'
import { NO_KEY } from './ai-sdk-adapter.ts'
import type { OpenModel } from './open-adapter.ts'

/** Anthropic's Messages API. */
export const openAnthropic: OpenModel = (model, { baseUrl, fetch }) =>
  createAnthropic({ baseURL: baseUrl, apiKey: NO_KEY, fetch }).languageModel(model)
