import type { CallContext, FinishReason, Model, ModelReply } from '../provider/model.ts'
import { cacheSaving } from '../provider/prices.ts'
import { ProviderError } from '../provider/provider-error.ts'
import type { RenderedPrompt } from '../suite/render-request.ts'
import { infraError, safeLine } from './infra-error.ts'
import type { Outcome, Quantities, TraceStep, TrialResult } from './trial.ts'

/**
 * Runs the target once: one request to the model, one trial.
 * A `ProviderError` is the world's fault and becomes the outcome `infra-error`; any other error is a bug and propagates.
 * @throws ProviderError `budget` when the budget is spent, and the abort reason when `context.signal` aborts: such a trial never
 *   took place and is not recorded.
 */
export async function runTrial(
  model: Model,
  rendered: RenderedPrompt,
  context: CallContext,
): Promise<TrialResult> {
  try {
    return completed(model, await model.call(rendered.request, context))
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    // A request that is cut off by the abort may fail in the provider's words first.
    context.signal.throwIfAborted()
    if (error.kind === 'budget') throw error
    // The text carries no secrets, but it may quote the provider.
    return infraError(error.message, error.attempts)
  }
}

function completed(model: Model, reply: ModelReply): TrialResult {
  return {
    outcome: outcomeOf(reply.finishReason),
    output: reply.text,
    trace: traceOf(reply),
    quantities: quantitiesOf(model, reply),
    attempts: reply.attempts,
    ...(reply.servedModel === undefined ? {} : { model: reply.servedModel }),
    ...(reply.fingerprint === undefined ? {} : { fingerprint: reply.fingerprint }),
    ...(reply.warnings.length === 0
      ? {}
      : { notes: reply.warnings.map((warning) => safeLine(`${model.id}: ${warning}`)) }),
  }
}

function outcomeOf(finishReason: FinishReason): Outcome {
  switch (finishReason) {
    case 'length':
      return 'truncated'
    case 'content-filter':
    case 'refusal':
      return 'refused'
    case 'stop':
    case 'tool-calls':
    case 'other':
      return 'ok'
  }
}

/** What the model said, then what it called. A reply of tool calls alone has no message; any other has one, be it empty. */
function traceOf(reply: ModelReply): readonly TraceStep[] {
  const calls = reply.toolCalls.map((call): TraceStep => ({ type: 'tool-call', ...call }))
  if (reply.text === '' && calls.length > 0) return calls
  return [{ type: 'message', role: 'assistant', content: reply.text }, ...calls]
}

function quantitiesOf(model: Model, reply: ModelReply): Quantities {
  const { inputTokens, outputTokens } = reply.usage
  const cost = costOf(model.price, reply.usage)
  const saving = model.price === undefined ? 0 : cacheSaving(model.price, reply.usage)
  return {
    ...(cost === undefined ? {} : { cost_usd: cost }),
    ...(saving === 0 || cost === undefined ? {} : { billed_usd: Math.max(0, cost - saving) }),
    latency_ms: reply.latencyMs,
    ...(reply.firstByteMs === undefined ? {} : { first_byte_ms: reply.firstByteMs }),
    queue_ms: round(reply.queueMs),
    ...(reply.attempts === 1 ? {} : { retry_ms: round(reply.retryMs), attempts: reply.attempts }),
    ...(inputTokens === undefined ? {} : { input_tokens: inputTokens }),
    ...(outputTokens === undefined ? {} : { output_tokens: outputTokens }),
    steps: 1,
  }
}

/** To a tenth of a millisecond, which is as much as queueing is known to. */
function round(ms: number): number {
  return Math.round(ms * 10) / 10
}

/** US dollars at list price; `undefined` when the price, or the number of tokens that cost something, is not known. */
function costOf(price: Model['price'], usage: ModelReply['usage']): number | undefined {
  if (price === undefined) return undefined
  const input = charge(usage.inputTokens, price.inputPerMillion)
  const output = charge(usage.outputTokens, price.outputPerMillion)
  return input === undefined || output === undefined ? undefined : input + output
}

function charge(tokens: number | undefined, perMillion: number): number | undefined {
  if (perMillion === 0) return 0
  return tokens === undefined ? undefined : (tokens * perMillion) / 1e6
}
