import { createGoogle } from '@ai-sdk/google'
import { NO_KEY } from './ai-sdk-adapter.ts'
import type { OpenModel } from './open-adapter.ts'

/** Google's Gemini API (not Vertex AI, whose credentials are of another kind). */
export const openGoogle: OpenModel = (model, { baseUrl, fetch }) =>
  createGoogle({ baseURL: baseUrl, apiKey: NO_KEY, fetch }).languageModel(model)
