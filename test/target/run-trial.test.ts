import { describe, expect, it } from 'vitest'
import type { FinishReason, Model, ModelReply } from '../../src/provider/model.ts'
import { ProviderError } from '../../src/provider/provider-error.ts'
import type { RenderedPrompt } from '../../src/suite/render-request.ts'
import { runTrial } from '../../src/target/run-trial.ts'

const rendered: RenderedPrompt = {
  kind: 'prompt',
  model: 'local/small',
  request: {
    messages: [{ role: 'user', content: 'Where does this mail go?' }],
    tools: [],
    parameters: { maxOutputTokens: 100 },
  },
  hash: `sha256:${'0'.repeat(64)}`,
}

const reply: ModelReply = {
  text: 'billing',
  toolCalls: [],
  finishReason: 'stop',
  servedModel: 'small-2026-05-01',
  usage: { inputTokens: 300, outputTokens: 40 },
  latencyMs: 812,
  warnings: [],
  attempts: 2,
  queueMs: 1200.04,
  retryMs: 640,
}

function modelThat(call: Model['call'], price: Model['price'] = undefined): Model {
  return { id: 'local/small', price, call }
}

function answering(changes: Partial<ModelReply>, price?: Model['price']): Model {
  return modelThat(async () => ({ ...reply, ...changes }), price)
}

function context(signal: AbortSignal = new AbortController().signal) {
  return { signal, drawKey: 'seed/head/refund/0', position: 0 }
}

describe('runTrial', () => {
  it('sends the rendered request and gives back the text, the served model, the attempts and what was measured', async () => {
    const sent: unknown[] = []
    const model = modelThat(
      async (request) => {
        sent.push(request)
        return reply
      },
      { inputPerMillion: 0.25, outputPerMillion: 2 },
    )
    const trial = await runTrial(model, rendered, context())
    expect(sent).toEqual([rendered.request])
    expect(trial).toEqual({
      outcome: 'ok',
      output: 'billing',
      trace: [{ type: 'message', role: 'assistant', content: 'billing' }],
      quantities: {
        cost_usd: expect.closeTo(0.000155, 12),
        latency_ms: 812,
        queue_ms: 1200,
        retry_ms: 640,
        attempts: 2,
        input_tokens: 300,
        output_tokens: 40,
        steps: 1,
      },
      attempts: 2,
      model: 'small-2026-05-01',
    })
  })

  it('keeps the time to the first byte, the configuration and what the model did not take', async () => {
    const more = { firstByteMs: 120, fingerprint: 'fp_1', warnings: ['seed is not\nsupported'] }
    const trial = await runTrial(answering(more), rendered, context())
    expect(trial.quantities.first_byte_ms).toBe(120)
    expect(trial).toMatchObject({ fingerprint: 'fp_1', notes: ['local/small: seed is not supported'] })
  })

  const outcomes: [FinishReason, string][] = [
    ['stop', 'ok'],
    ['tool-calls', 'ok'],
    ['other', 'ok'],
    ['length', 'truncated'],
    ['content-filter', 'refused'],
    ['refusal', 'refused'],
  ]
  it.each(outcomes)(
    'calls a reply that ended with "%s" %s and keeps its text',
    async (finishReason, outcome) => {
      const trial = await runTrial(answering({ finishReason }), rendered, context())
      expect(trial).toMatchObject({ outcome, output: 'billing' })
    },
  )

  it('leaves out what is not known instead of calling it zero', async () => {
    const priced = { inputPerMillion: 1, outputPerMillion: 1 }
    const noPrice = await runTrial(answering({}), rendered, context())
    expect(noPrice.quantities).not.toHaveProperty('cost_usd')
    const once = { usage: { inputTokens: 3 }, attempts: 1, retryMs: 0 }
    const noTokens = await runTrial(answering(once, priced), rendered, context())
    expect(noTokens.quantities).toEqual({ latency_ms: 812, queue_ms: 1200, input_tokens: 3, steps: 1 })
  })

  it('counts at list price, and says beside it what a cache of prompts left to bill', async () => {
    const price = {
      inputPerMillion: 1,
      outputPerMillion: 10,
      cacheReadPerMillion: 0.1,
      cacheWritePerMillion: 1.25,
    }
    const usage = { inputTokens: 3000, outputTokens: 100, cacheReadTokens: 2000, cacheWriteTokens: 400 }
    const { quantities } = await runTrial(answering({ usage }, price), rendered, context())
    expect(quantities.cost_usd).toBeCloseTo(0.004, 12)
    expect(quantities.billed_usd).toBeCloseTo((600 + 2000 * 0.1 + 400 * 1.25 + 1000) / 1e6, 12)
  })

  it('knows that a free model costs nothing, whatever it says of its tokens', async () => {
    const free = answering({ usage: {} }, { inputPerMillion: 0, outputPerMillion: 0 })
    expect((await runTrial(free, rendered, context())).quantities.cost_usd).toBe(0)
  })

  it('traces the message and then the tool calls in their order', async () => {
    const toolCalls = [
      { name: 'lookup_order', arguments: { order_id: 'A1' } },
      { name: 'refund', arguments: 'not JSON' },
    ]
    const both = await runTrial(answering({ text: 'One moment.', toolCalls }), rendered, context())
    expect(both.trace).toEqual([
      { type: 'message', role: 'assistant', content: 'One moment.' },
      { type: 'tool-call', name: 'lookup_order', arguments: { order_id: 'A1' } },
      { type: 'tool-call', name: 'refund', arguments: 'not JSON' },
    ])
    const callsAlone = await runTrial(answering({ text: '', toolCalls }), rendered, context())
    expect(callsAlone.trace.map((step) => step.type)).toEqual(['tool-call', 'tool-call'])
    const silence = await runTrial(answering({ text: '' }), rendered, context())
    expect(silence).toMatchObject({ outcome: 'ok', output: '', trace: [{ type: 'message', content: '' }] })
  })

  it('makes a failed provider an infra-error with one inert line and no score material', async () => {
    const model = modelThat(async () => {
      throw new ProviderError('local answered 503\n::error::gotcha\u001b[31m (4 attempts)', {
        kind: 'server-error',
        status: 503,
        attempts: 4,
      })
    })
    const trial = await runTrial(model, rendered, context())
    expect(trial).toMatchObject({
      outcome: 'infra-error',
      output: '',
      trace: [],
      quantities: {},
      attempts: 4,
    })
    expect(trial.error).toContain('local answered 503')
    expect(trial.error).not.toMatch(/[\p{Cc}]/u)
  })

  it('keeps the line of an infra-error short', async () => {
    const model = modelThat(async () => {
      throw new ProviderError('x'.repeat(10_000), { kind: 'bad-request' })
    })
    expect((await runTrial(model, rendered, context())).error!.length).toBeLessThanOrEqual(300)
  })

  it('makes no trial of a request that the budget refused', async () => {
    const spent = new ProviderError('the budget of 10 calls is spent', { kind: 'budget', final: true })
    await expect(
      runTrial(
        modelThat(() => Promise.reject(spent)),
        rendered,
        context(),
      ),
    ).rejects.toBe(spent)
  })

  it('rejects with the reason of an abort, even when the provider reports the cut connection first', async () => {
    const reason = new Error('interrupted')
    const byContract = modelThat(async (_, { signal }) => {
      signal.throwIfAborted()
      return reply
    })
    const cutOff = modelThat(async () => {
      throw new ProviderError('the connection was closed', { kind: 'connection' })
    })
    await expect(runTrial(byContract, rendered, context(AbortSignal.abort(reason)))).rejects.toBe(reason)
    await expect(runTrial(cutOff, rendered, context(AbortSignal.abort(reason)))).rejects.toBe(reason)
  })

  it('lets a bug of ours through instead of blaming the provider', async () => {
    const bug = new TypeError('cannot read properties of undefined')
    await expect(
      runTrial(
        modelThat(() => Promise.reject(bug)),
        rendered,
        context(),
      ),
    ).rejects.toBe(bug)
  })
})
