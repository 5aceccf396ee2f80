import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { Adapter } from './adapter.ts'
import { aiSdkError } from './ai-sdk-error.ts'
import { aiSdkReply } from './ai-sdk-reply.ts'
import { aiSdkRequest } from './ai-sdk-request.ts'
import type { Clock } from './clock.ts'

/** Given to the AI SDK, which insists on a key or reads one from the environment. The transport removes it. */
export const NO_KEY = 'attached-by-the-transport'

/** An adapter over an AI SDK model, which knows the wire format and nothing of keys, retries or limits. */
export function createAiSdkAdapter(model: LanguageModelV4, clock: Clock): Adapter {
  return {
    async send(request, { signal }) {
      const start = clock.now()
      try {
        return aiSdkReply(await model.doGenerate(aiSdkRequest(request, signal)), clock.now() - start)
      } catch (error) {
        if (signal.aborted) throw signal.reason
        throw aiSdkError(error)
      }
    },
  }
}
