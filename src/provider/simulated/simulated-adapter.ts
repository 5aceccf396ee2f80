import { createRandom } from '../../stats/random.ts'
import type { Adapter, AdapterReply } from '../adapter.ts'
import type { Clock } from '../clock.ts'
import type { ModelRequest } from '../model.ts'
import { ProviderError } from '../provider-error.ts'
import { statusError } from '../status-error.ts'
import type { Captures } from './compile-condition.ts'
import type { CompiledDescription, CompiledModel } from './compile-description.ts'
import type { Failure, Reply } from './description.ts'
import { type Distribution, distributionFor, drawFailure, drawLatency, drawReply } from './draw.ts'
import { fill } from './reply-template.ts'
import { type Scene, sceneOf } from './scene.ts'

interface Prepared {
  readonly scene: Scene
  readonly distribution: Distribution | undefined
}

/**
 * Draws replies by the seed of the description, the draw's key and the content of the request alone: neither order nor concurrency
 * of calls changes one.
 */
export function createSimulatedAdapter(
  name: string,
  compiled: CompiledDescription,
  model: CompiledModel | undefined,
  clock: Clock,
): Adapter {
  const { description } = compiled
  const latency = model?.section['latency-ms'] ?? description['latency-ms']
  const failures = model?.section.errors ?? description.errors
  const servedModel = model?.section['served-model'] ?? name
  // Trials of a case share one request, so that its rules are matched once.
  const prepared = new WeakMap<ModelRequest, Prepared>()

  function prepare(request: ModelRequest): Prepared {
    const known = prepared.get(request)
    if (known !== undefined) return known
    const scene = sceneOf(request, name)
    const made = { scene, distribution: distributionFor(compiled, model, scene) }
    prepared.set(request, made)
    return made
  }

  return {
    async send(request, { drawKey, position, attempt, signal }) {
      signal.throwIfAborted()
      const { scene, distribution } = prepare(request)
      const seed = JSON.stringify([description.seed, drawKey, scene.hash])
      if (failures.length > 0) {
        const failure = drawFailure(failures, createRandom(`${seed} attempt ${attempt}`))
        if (failure !== undefined) throw failed(failure)
      }
      const random = createRandom(seed)
      const reply = distribution && drawReply(distribution, description.drift, position, random)
      if (reply === undefined) throw noReply(distribution !== undefined)
      const latencyMs = drawLatency(latency, random)
      if (description.sleep) await clock.sleep(latencyMs, signal)
      return {
        ...spoken(reply, distribution!.captures, request, scene, description['characters-per-token']),
        servedModel,
        latencyMs,
      }
    },
  }
}

/** The reply as the model would give it: captures filled in, tokens counted, cut at the request's limit. */
function spoken(
  reply: Reply,
  captures: Captures,
  request: ModelRequest,
  scene: Scene,
  charactersPerToken: number,
): Omit<AdapterReply, 'latencyMs'> {
  const text = fill(reply.text, captures)
  const toolCalls = fill(reply['tool-calls'], captures)
  const characters = text.length + (toolCalls.length === 0 ? 0 : JSON.stringify(toolCalls).length)
  const wanted = reply['output-tokens'] ?? Math.ceil(characters / charactersPerToken)
  const inputTokens = Math.ceil(scene.text.length / charactersPerToken)
  const limit = request.parameters.maxOutputTokens
  if (wanted > limit) {
    return {
      text: text.slice(0, Math.floor((text.length * limit) / wanted)),
      toolCalls: [],
      finishReason: 'length',
      usage: { inputTokens, outputTokens: limit },
    }
  }
  return {
    text,
    toolCalls,
    finishReason: reply.finish ?? (toolCalls.length > 0 ? 'tool-calls' : 'stop'),
    usage: { inputTokens, outputTokens: wanted },
  }
}

function failed(failure: Failure): ProviderError {
  if ('status' in failure) return statusError({ status: failure.status, headers: {} })
  switch (failure.kind) {
    case 'timeout':
      return new ProviderError('it did not answer in time', { kind: 'timeout', retryable: true })
    case 'garbage':
      return new ProviderError('its reply is not in its wire format', {
        kind: 'wire-format',
        retryable: true,
      })
    case 'connection':
      return new ProviderError('the connection failed', { kind: 'connection', retryable: true })
  }
}

function noReply(matched: boolean): ProviderError {
  const message = matched
    ? 'effects and drift leave no weight to any reply of the rule that matches this request'
    : 'no rule matches this request; end the rules with one that has no `when`'
  return new ProviderError(message, { kind: 'bad-request' })
}
