import { describe, expect, it } from 'vitest'
import { openAzure } from '../../src/provider/azure.ts'
import type { ProviderConfig } from '../../src/provider/provider-config.ts'
import { endpointOf } from '../../src/provider/provider-endpoint.ts'
import { callAdapter, errorOf } from './wire/call-adapter.ts'
import { chatReply, openAiAnswer, openAiError } from './wire/openai-wire.ts'
import { startWireServer } from './wire/wire-server.ts'

const config = (origin: string, apiVersion = '2024-10-21'): ProviderConfig => ({
  name: 'p',
  kind: 'azure',
  credential: 'KEY',
  baseUrl: `${origin}/openai`,
  apiVersion,
})

/** Where a request to a resource goes, which no loopback server can stand for. */
async function urlOf(provider: ProviderConfig): Promise<string> {
  const asked: string[] = []
  const model = openAzure('our-mini', {
    baseUrl: endpointOf(provider)!,
    config: provider,
    fetch: async (input) => {
      asked.push(String(input))
      return new Response(String(chatReply().chunks[0]), { headers: { 'content-type': 'application/json' } })
    },
  })
  await model.doGenerate({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] })
  return asked.join()
}

describe('azure', () => {
  it.each([
    [
      { resource: 'shop', apiVersion: 'v1' },
      'https://shop.openai.azure.com/openai/v1/chat/completions?api-version=v1',
    ],
    [
      { resource: 'shop', apiVersion: 'preview' },
      'https://shop.openai.azure.com/openai/v1/chat/completions?api-version=preview',
    ],
    [
      { resource: 'shop', apiVersion: '2024-10-21' },
      'https://shop.openai.azure.com/openai/deployments/our-mini/chat/completions?api-version=2024-10-21',
    ],
    [
      { baseUrl: 'https://shop.services.ai.azure.com/openai', apiVersion: 'v1' },
      'https://shop.services.ai.azure.com/openai/v1/chat/completions?api-version=v1',
    ],
    [
      { baseUrl: 'https://shop.openai.azure.com/openai/v1', apiVersion: 'v1' },
      'https://shop.openai.azure.com/openai/v1/chat/completions',
    ],
    [
      { baseUrl: 'https://gateway.example.com/aoai', apiVersion: 'v1' },
      'https://gateway.example.com/aoai/chat/completions',
    ],
  ])('at %j is asked at %s', async (more, url) => {
    expect(await urlOf({ name: 'p', kind: 'azure', credential: 'KEY', ...more })).toBe(url)
  })

  it('is asked for its deployment in the URL by a version with a date', async () => {
    await using server = await startWireServer((request) => openAiAnswer(request))
    await callAdapter(config(server.origin), 'our-mini')
    expect(server.requests[0]!.path).toBe(
      '/openai/deployments/our-mini/chat/completions?api-version=2024-10-21',
    )
    expect(server.requests[0]!.headers.authorization).toBeUndefined()
  })

  it('reports limits as whole seconds, and 0 where it does not count', async () => {
    const headers = {
      'retry-after': '26',
      'retry-after-ms': '25500',
      'x-ratelimit-reset-requests': '26',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-limit-tokens': '-1',
    }
    const answer = openAiError(429, { code: '429', message: 'Please retry after 26 seconds.' }, headers)
    await using server = await startWireServer(() => answer)
    expect(await errorOf(callAdapter(config(server.origin), 'our-mini'))).toMatchObject({
      kind: 'rate-limited',
      retryable: true,
      retryAfterMs: 25_500,
      limits: { requests: { resetMs: 26_000 }, retryAfterMs: 25_500 },
    })
  })

  it.each([false, true])('that stops a prompt by its filter has answered it (stream: %s)', async (stream) => {
    const error = {
      code: 'content_filter',
      param: 'prompt',
      status: 400,
      innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: {} },
    }
    await using server = await startWireServer(() => openAiError(400, error))
    const reply = await callAdapter(config(server.origin), 'our-mini', { stream })
    expect(reply).toMatchObject({ text: '', toolCalls: [], finishReason: 'content-filter', usage: {} })
  })

  it('may begin a stream with what its filter found', async () => {
    await using server = await startWireServer((request) => {
      const answer = openAiAnswer(request)
      const found = { choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] }
      return { ...answer, chunks: [`data: ${JSON.stringify(found)}\n\n`, ...answer.chunks] }
    })
    const reply = await callAdapter(config(server.origin), 'our-mini', { stream: true })
    expect(reply).toMatchObject({ text: 'hello', finishReason: 'stop', servedModel: 'gpt-5-mini-2026-05-01' })
  })

  it.each([
    [401, { code: '401' }, { kind: 'unauthorized', final: true }],
    [404, { code: 'DeploymentNotFound' }, { kind: 'not-found', final: true }],
    [429, { code: 'insufficient_quota' }, { kind: 'quota-exhausted', final: true }],
  ])('that answers %i %j fails for good', async (status, error, expected) => {
    await using server = await startWireServer(() => openAiError(status, error))
    expect(await errorOf(callAdapter(config(server.origin), 'our-mini'))).toMatchObject(expected)
  })
})
