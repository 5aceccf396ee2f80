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
}

export type AdapterReply = Omit<ModelReply, 'attempts'>
