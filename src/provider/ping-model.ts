import { systemClock } from './clock.ts'
import type { LimitReport } from './limit-headers.ts'
import type { ModelRequest } from './model.ts'
import { openAdapter } from './open-adapter.ts'
import type { ProviderConfig } from './provider-config.ts'
import { ProviderError } from './provider-error.ts'
import type { Transport } from './transport.ts'

/** A request that costs next to nothing. Models that reason may use up its tokens before they answer, which is an answer too. */
export const PING: ModelRequest = {
  messages: [{ role: 'user', content: 'Reply with the word yes.' }],
  tools: [],
  parameters: { maxOutputTokens: 16 },
}

export type PingResult =
  | {
      readonly answered: true
      readonly latencyMs: number
      readonly servedModel?: string
      readonly limits?: LimitReport
    }
  | { readonly answered: false; readonly error: ProviderError }

/**
 * Asks a model once, without retries.
 * @param read the value of an environment variable
 */
export async function pingModel(
  provider: ProviderConfig,
  model: string,
  ports: { readonly transport: Transport; readonly read: (variable: string) => string | undefined },
  signal: AbortSignal,
): Promise<PingResult> {
  const adapter = await openAdapter(provider, model, { ...ports, clock: systemClock })
  try {
    const { latencyMs, servedModel, limits } = await adapter.send(PING, {
      signal,
      drawKey: 'ping',
      position: 0,
      attempt: 1,
    })
    return {
      answered: true,
      latencyMs,
      ...(servedModel === undefined ? {} : { servedModel }),
      ...(limits === undefined ? {} : { limits }),
    }
  } catch (error) {
    if (error instanceof ProviderError) return { answered: false, error }
    throw error
  }
}
