import { createAzure } from '@ai-sdk/azure'
import { NO_KEY } from './ai-sdk-adapter.ts'
import type { OpenModel } from './open-adapter.ts'

/**
 * Azure OpenAI through Chat Completions; the model is the name of a deployment. Versions `v1` and `preview` name it in the body, versions
 * with a date in the URL (https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle). At an address that is not Azure's
 * own, a gateway's, `v1` requests go to `BASE-URL/chat/completions` without a version.
 */
export const openAzure: OpenModel = (model, { baseUrl, fetch, config }) => {
  const apiVersion = config.apiVersion ?? 'v1'
  return createAzure({
    baseURL: baseUrl,
    apiKey: NO_KEY,
    apiVersion,
    useDeploymentBasedUrls: /^\d/.test(apiVersion),
    fetch,
  }).chat(model)
}
