import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { ProviderConfig } from '../../src/provider/provider-config.ts'
import { endpointOf } from '../../src/provider/provider-endpoint.ts'
import { bedrockAnswer, bedrockError, eventStream } from './wire/bedrock-wire.ts'
import { callAdapter, errorOf, KEY, messagesWithFiles } from './wire/call-adapter.ts'
import { startWireServer, type WireRequest } from './wire/wire-server.ts'

const MODEL = 'amazon.nova-lite-v1:0'

const config = (origin: string): ProviderConfig => ({
  name: 'p',
  kind: 'amazon-bedrock',
  credential: 'KEY',
  region: 'us-east-1',
  baseUrl: origin,
})

const AWS = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI',
  AWS_SESSION_TOKEN: 'session',
}

const signed = (origin: string): ProviderConfig => ({
  name: 'p',
  kind: 'amazon-bedrock',
  region: 'eu-central-1',
  baseUrl: origin,
  awsCredentials: {
    accessKeyId: 'AWS_ACCESS_KEY_ID',
    secretAccessKey: 'AWS_SECRET_ACCESS_KEY',
    sessionToken: 'AWS_SESSION_TOKEN',
  },
})

/** The signature of a request that arrived, worked out as AWS does it, from nothing but the request and the secret. */
function expectedSignature(request: WireRequest, region: string): string {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const authorization = String(request.headers.authorization)
  const names = /SignedHeaders=([^,]+)/.exec(authorization)![1]!
  const date = String(request.headers['x-amz-date'])
  // Each segment of a path is encoded once more.
  const path = request.path.split('/').map(encodeURIComponent).join('/')
  const lines = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
  const canonical = [request.method, path, '', lines.join(''), names, hash(request.text)].join('\n')
  const scope = `${date.slice(0, 8)}/${region}/bedrock/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', date, scope, hash(canonical)].join('\n')
  const key = scope
    .split('/')
    .reduce<string | Buffer>((sum, part) => hmac(sum, part), `AWS4${AWS.AWS_SECRET_ACCESS_KEY}`)
  return createHmac('sha256', key).update(toSign).digest('hex')
}

describe('amazon-bedrock', () => {
  it('is asked in the words of Converse', async () => {
    await using server = await startWireServer((request) => bedrockAnswer(request))
    await callAdapter(config(server.origin), MODEL, {
      request: {
        messages: messagesWithFiles(),
        tools: [{ name: 'refund', description: 'Pays back', parameters: { type: 'object', properties: {} } }],
        parameters: { maxOutputTokens: 77, temperature: 0.5, topP: 0.9, stop: ['END'] },
      },
    })
    const { path, body } = server.requests[0]!
    expect(path).toBe('/model/amazon.nova-lite-v1%3A0/converse')
    expect(body).toMatchObject({
      system: [{ text: 'Be brief.' }],
      inferenceConfig: { maxTokens: 77, temperature: 0.5, topP: 0.9, stopSequences: ['END'] },
      toolConfig: { tools: [{ toolSpec: { name: 'refund', description: 'Pays back' } }] },
    })
    expect(body.messages[0].content).toMatchObject([
      { text: 'What is this?' },
      { image: { format: 'png', source: { bytes: 'iVBORw0KGgo=' } } },
      { document: { format: 'pdf', source: { bytes: 'JVBERi0=' } } },
    ])
  })

  it.each([
    ['us-east-1', 'https://bedrock-runtime.us-east-1.amazonaws.com'],
    ['cn-north-1', 'https://bedrock-runtime.cn-north-1.amazonaws.com.cn'],
  ])('in %s is reached at %s', (region, url) => {
    expect(endpointOf({ name: 'p', kind: 'amazon-bedrock', region })).toBe(url)
  })

  it.each([false, true])('is sent requests that AWS finds signed (stream: %s)', async (stream) => {
    await using server = await startWireServer((request) => bedrockAnswer(request))
    const reply = await callAdapter(signed(server.origin), MODEL, { stream, environment: AWS })
    expect(reply.text).toBe('hello')
    const request = server.requests[0]!
    const { authorization } = request.headers
    expect(authorization).toContain(`Credential=AKIDEXAMPLE/`)
    expect(authorization).toContain('/eu-central-1/bedrock/aws4_request')
    expect(authorization).toContain(`Signature=${expectedSignature(request, 'eu-central-1')}`)
    expect(request.headers['x-amz-security-token']).toBe('session')
    expect(JSON.stringify(request.headers)).not.toContain(AWS.AWS_SECRET_ACCESS_KEY)
  })

  it('does not read the settings of AWS from the environment', async () => {
    await using server = await startWireServer((request) => bedrockAnswer(request))
    await using thief = await startWireServer((request) => bedrockAnswer(request))
    const before = { ...process.env }
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: thief.origin,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: thief.origin,
      AWS_BEARER_TOKEN_BEDROCK: 'from-the-environment',
      AWS_REGION: 'nowhere',
    })
    try {
      await callAdapter(config(server.origin), MODEL)
    } finally {
      process.env = before
    }
    expect(thief.requests).toEqual([])
    expect(server.requests[0]!.headers.authorization).toBe(`Bearer ${KEY}`)
  })

  it.each([
    ['max_tokens', 'length'],
    ['guardrail_intervened', 'content-filter'],
    ['content_filtered', 'content-filter'],
  ])('that stops by %s says so, in a stream too', async (stop, finishReason) => {
    await using server = await startWireServer((request) => bedrockAnswer(request, { stop }))
    for (const stream of [false, true]) {
      expect((await callAdapter(config(server.origin), MODEL, { stream })).finishReason).toBe(finishReason)
    }
  })

  it.each([
    ['ThrottlingException', 429, { kind: 'rate-limited', retryable: true }],
    ['ModelNotReadyException', 429, { kind: 'rate-limited', retryable: true }],
    ['ModelTimeoutException', 408, { kind: 'timeout', retryable: true }],
    ['ModelErrorException', 424, { kind: 'server-error', retryable: true }],
    ['InternalServerException', 500, { kind: 'server-error', retryable: true }],
    ['ServiceUnavailableException', 503, { kind: 'overloaded', retryable: true }],
    ['ValidationException', 400, { kind: 'bad-request', retryable: false, final: false }],
    ['ServiceQuotaExceededException', 400, { kind: 'quota-exhausted', final: true }],
    ['AccessDeniedException', 403, { kind: 'unauthorized', final: true }],
    ['ExpiredTokenException', 403, { kind: 'unauthorized', final: true }],
    ['UnrecognizedClientException', 403, { kind: 'unauthorized', final: true }],
    ['ResourceNotFoundException', 404, { kind: 'not-found', final: true }],
  ])('that answers with a %s is understood', async (name, status, expected) => {
    await using server = await startWireServer(() => bedrockError(status, name))
    for (const stream of [false, true]) {
      const error = await errorOf(callAdapter(config(server.origin), MODEL, { stream }))
      expect(error).toMatchObject(expected)
      expect(error.message).toContain(`(${status}, ${name})`)
    }
  })

  it('that has given all tokens of the day is final', async () => {
    const text = 'Too many tokens per day, please wait before trying again.'
    await using server = await startWireServer(() => bedrockError(429, 'ThrottlingException', text))
    const error = await errorOf(callAdapter(config(server.origin), MODEL))
    expect(error).toMatchObject({ kind: 'quota-exhausted', final: true, retryable: false })
  })

  it.each([
    ['throttlingException', { kind: 'rate-limited', retryable: true }],
    ['internalServerException', { kind: 'server-error', retryable: true }],
    ['modelStreamErrorException', { kind: 'server-error', retryable: true }],
    ['serviceUnavailableException', { kind: 'overloaded', retryable: true }],
    ['validationException', { kind: 'bad-request', retryable: false }],
  ])('that reports a %s inside of a stream is understood', async (name, expected) => {
    const begun = [['messageStart', { role: 'assistant' }]] as const
    await using server = await startWireServer(() =>
      eventStream(begun, [name, { message: 'the secret plans' }]),
    )
    const error = await errorOf(callAdapter(config(server.origin), MODEL, { stream: true }))
    expect(error).toMatchObject(expected)
    expect(error.message).not.toContain('secret')
  })
})
