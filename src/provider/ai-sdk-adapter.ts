import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider'
import type { Adapter } from './adapter.ts'
import { aiSdkError } from './ai-sdk-error.ts'
import { aiSdkReply, filteredReply } from './ai-sdk-reply.ts'
import { aiSdkRequest } from './ai-sdk-request.ts'
import { type CollectedResult, collectStream } from './ai-sdk-stream.ts'
import type { Clock } from './clock.ts'
import { type Exchange, NotStreamed, observedFetch } from './observed-fetch.ts'
import type { ProviderKind } from './provider-config.ts'
import type { Fetch } from './transport.ts'

/** Given to the AI SDK, which insists on a key or reads one from the environment. The transport removes it. */
export const NO_KEY = 'attached-by-the-transport'

export interface AiSdkOptions {
  readonly kind: ProviderKind
  readonly fetch: Fetch
  readonly clock: Clock
  /** Whether to ask for streams; absent: as each call wants it. */
  readonly streaming?: boolean
}

/**
 * An adapter over an AI SDK model, which knows the wire format and nothing of keys, retries or limits.
 * @param openModel makes the model over the given `fetch`.
 */
export function createAiSdkAdapter(
  openModel: (fetch: Fetch) => LanguageModelV4,
  options: AiSdkOptions,
): Adapter {
  const { kind, clock } = options
  const exchanges = new WeakMap<AbortSignal, Exchange>()
  const model = openModel(observedFetch(options.fetch, exchanges))

  return {
    async send(request, { signal, onFirstByte, stream: wanted = false }) {
      const stream = options.streaming ?? wanted
      const start = clock.now()
      let firstByteMs: number | undefined
      let began = false
      const exchange: Exchange = {
        stream,
        requests: 0,
        onFirstByte: () => {
          // Google's adapter asks on for the rest of a very long answer.
          if (began) return
          began = true
          firstByteMs = clock.now() - start
          onFirstByte?.()
        },
      }
      exchanges.set(signal, exchange)
      const timing = () => ({
        latencyMs: clock.now() - start,
        ...(firstByteMs === undefined ? {} : { firstByteMs }),
      })
      try {
        const call = aiSdkRequest(request, signal, kind)
        const result = stream ? await streamed(model, call) : await model.doGenerate(call)
        return { ...aiSdkReply(result, kind), ...timing() }
      } catch (error) {
        if (signal.aborted) throw signal.reason
        const known = aiSdkError(error, kind)
        // A prompt that the provider's filter stops is an answer to that prompt, not an outage.
        if (known.kind === 'content-filter') return { ...filteredReply(known), ...timing() }
        throw known
      }
    },
  }
}

/** A server that does not stream has answered all the same: its reply is read again, as the whole that it is. */
async function streamed(model: LanguageModelV4, call: LanguageModelV4CallOptions): Promise<CollectedResult> {
  try {
    return await collectStream(await model.doStream({ ...call, includeRawChunks: true }))
  } catch (error) {
    if (error instanceof NotStreamed) return model.doGenerate(call)
    throw error
  }
}
