import { isDeeper } from '../boundary/is-deeper.ts'
import { compileJsonPath, JsonPathError } from '../boundary/json-path.ts'
import type { CallContext } from '../provider/model.ts'
import { ProviderError } from '../provider/provider-error.ts'
import type { RenderedHttp } from '../suite/render-http.ts'
import type { ReplyReading } from '../suite/suite.ts'
import type { Endpoint, EndpointReply } from './endpoint.ts'
import { infraError } from './infra-error.ts'
import { measured } from './measured.ts'
import { defaultTrace, outputText } from './reported-result.ts'
import { traceSchema } from './trace-schema.ts'
import type { Quantities, TraceStep, TrialResult } from './trial.ts'

const MAX_DEPTH = 100

/**
 * Asks an endpoint once. A service that fails or refuses, and a reply in which the answer is not where it should be, is an
 * `infra-error`.
 * @throws ProviderError `budget` when the budget is spent; CodeFailure when the service has ended; the abort reason. Such a trial
 *   never took place and is not recorded.
 */
export async function runHttpTrial(
  endpoint: Endpoint,
  rendered: RenderedHttp,
  context: CallContext,
): Promise<TrialResult> {
  try {
    return readReply(await endpoint.ask(rendered, context), rendered)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    // A request that is cut off by the abort may fail in other words first.
    context.signal.throwIfAborted()
    if (error.kind === 'budget') throw error
    return infraError(error.message, error.attempts)
  }
}

function readReply(reply: EndpointReply, { service, reading }: RenderedHttp): TrialResult {
  const mapped = reading.statuses[String(reply.status)]
  try {
    const value = needsJson(reading) ? parse(reply.text) : undefined
    const output = outputOf(reply, value, reading, mapped !== undefined)
    return {
      outcome: mapped ?? 'ok',
      output,
      trace: traceOf(value, reading, mapped !== undefined) ?? defaultTrace(output),
      quantities: { latency_ms: reply.latencyMs, steps: 1, ...usageOf(value, reading) },
      attempts: reply.attempts,
    }
  } catch (error) {
    if (!(error instanceof UnexpectedReply || error instanceof JsonPathError)) throw error
    return infraError(`the service ${service}: ${error.message}`, reply.attempts)
  }
}

/** The reply is not what the suite says it is. */
class UnexpectedReply extends Error {}

function needsJson({ statuses: _, ...paths }: ReplyReading): boolean {
  return Object.keys(paths).length > 0
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return isDeeper(value, MAX_DEPTH) ? undefined : value
  } catch {
    return undefined
  }
}

/** Where the suite gives a status a meaning, the answer may be missing. */
function outputOf(
  { text }: EndpointReply,
  value: unknown,
  { reply }: ReplyReading,
  isMapped: boolean,
): string {
  if (reply === undefined) return text
  if (value === undefined && !isMapped) throw new UnexpectedReply('its reply is not JSON')
  const found = select(value, reply)
  if (found.length > 0) return outputText(found.length === 1 ? found[0] : found)
  if (isMapped) return text
  throw new UnexpectedReply(`its reply has nothing at ${reply}`)
}

function traceOf(
  value: unknown,
  { trace }: ReplyReading,
  isMapped: boolean,
): readonly TraceStep[] | undefined {
  if (trace === undefined) return undefined
  const found = select(value, trace)
  if (found.length === 0 && isMapped) return undefined
  const parsed = traceSchema.safeParse(found.length === 1 ? found[0] : found)
  if (parsed.success && found.length > 0) return parsed.data
  throw new UnexpectedReply(`its reply has no trace at ${trace}`)
}

/** What is no amount is unknown. */
function usageOf(value: unknown, reading: ReplyReading): Quantities {
  const entries = (
    [
      ['input_tokens', reading.inputTokens],
      ['output_tokens', reading.outputTokens],
      ['cost_usd', reading.costUsd],
      ['steps', reading.steps],
    ] as const
  ).flatMap(([name, path]) => {
    const [amount] = path === undefined ? [] : select(value, path)
    const known = measured.safeParse(amount)
    return known.success ? [[name, known.data] as const] : []
  })
  return Object.fromEntries(entries)
}

const compiled = new Map<string, ReturnType<typeof compileJsonPath>>()

function select(value: unknown, path: string): readonly unknown[] {
  if (value === undefined) return []
  const query = compiled.get(path) ?? compileJsonPath(path)
  compiled.set(path, query)
  return query.query(value)
}
