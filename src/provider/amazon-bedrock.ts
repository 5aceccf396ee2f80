import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock'
import { NO_KEY } from './ai-sdk-adapter.ts'
import type { OpenModel } from './open-adapter.ts'

/** Amazon Bedrock's Converse API. The transport attaches the key or signs the request, so that the SDK does neither. */
export const openBedrock: OpenModel = (model, { baseUrl, fetch }) =>
  createAmazonBedrock({ baseURL: baseUrl, apiKey: NO_KEY, region: 'in-the-base-url', fetch }).languageModel(
    model,
  )
