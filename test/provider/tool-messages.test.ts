import { expect, it } from 'vitest'
import type { ModelMessage } from '../../src/provider/model.ts'
import type { ProviderConfig } from '../../src/provider/provider-config.ts'
import { anthropicAnswer } from './wire/anthropic-wire.ts'
import { bedrockAnswer } from './wire/bedrock-wire.ts'
import { callAdapter } from './wire/call-adapter.ts'
import { googleAnswer } from './wire/google-wire.ts'
import { openAiAnswer } from './wire/openai-wire.ts'
import { startWireServer, type WireAnswer, type WireRequest } from './wire/wire-server.ts'

const call = { id: 'call_1', name: 'find_parcel', arguments: { order: 'A-17' } }
const messages: readonly ModelMessage[] = [
  { role: 'user', content: 'Where is A-17?' },
  { role: 'assistant', content: '', calls: [call] },
  { role: 'tool', content: 'lost', answers: call },
]
const tools = [{ name: call.name, parameters: { type: 'object', properties: { order: { type: 'string' } } } }]

const openAi = {
  messages: [
    { role: 'user' },
    {
      role: 'assistant',
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'find_parcel', arguments: '{"order":"A-17"}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_1', content: 'lost' },
  ],
}

const KINDS: readonly (readonly [
  ProviderConfig['kind'],
  string,
  (asked: WireRequest) => WireAnswer,
  object,
])[] = [
  ['openai', '/v1', openAiAnswer, openAi],
  ['openai-compatible', '/v1', openAiAnswer, openAi],
  ['azure', '/openai', openAiAnswer, openAi],
  [
    'anthropic',
    '/v1',
    anthropicAnswer,
    {
      messages: [
        { role: 'user' },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'call_1', name: 'find_parcel', input: { order: 'A-17' } }],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'lost' }] },
      ],
    },
  ],
  [
    'google',
    '/v1beta',
    googleAnswer,
    {
      contents: [
        { role: 'user' },
        { role: 'model', parts: [{ functionCall: { name: 'find_parcel', args: { order: 'A-17' } } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'find_parcel' } }] },
      ],
    },
  ],
  [
    'amazon-bedrock',
    '',
    bedrockAnswer,
    {
      messages: [
        { role: 'user' },
        {
          role: 'assistant',
          content: [{ toolUse: { toolUseId: 'call_1', name: 'find_parcel', input: { order: 'A-17' } } }],
        },
        { role: 'user', content: [{ toolResult: { toolUseId: 'call_1', content: [{ text: 'lost' }] } }] },
      ],
    },
  ],
]

it.each(KINDS)('%s is told which call a message of a tool answers', async (kind, path, answer, expected) => {
  await using server = await startWireServer((asked) => answer(asked))
  const config = {
    name: 'p',
    kind,
    credential: 'KEY',
    baseUrl: `${server.origin}${path}`,
    ...(kind === 'amazon-bedrock' ? { region: 'us-east-1' } : {}),
    ...(kind === 'azure' ? { apiVersion: '2024-10-21' } : {}),
  }
  await callAdapter(config, 'some-model', { request: { messages, tools } })
  expect(server.requests[0]!.body).toMatchObject(expected)
})
