import type { LimitReport } from './limit-headers.ts'
import type { CallContext, ModelReply, ModelRequest } from './model.ts'

/** One provider's wire format for one model. Sends exactly one request per call: limits, retries and money stand around it. */
export interface Adapter {
  /**
   * @throws ProviderError whatever goes wrong on the way; the abort reason when `attempt.signal` aborts.
   */
  send(request: ModelRequest, attempt: AttemptContext): Promise<AdapterReply>
}

interface AttemptContext extends CallContext {
  /** 1 for the first request of a call, 2 for its first retry, … */
  readonly attempt: number
  /** Called at the first byte of the body of a reply that was asked for as a stream. */
  readonly onFirstByte?: () => void
}

export interface AdapterReply extends Omit<ModelReply, 'attempts' | 'queueMs' | 'retryMs' | 'warnings'> {
  readonly warnings?: readonly string[]
  /** What the reply says about the provider's limits. */
  readonly limits?: LimitReport
}
