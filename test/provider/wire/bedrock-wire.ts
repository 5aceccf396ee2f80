import { crc32 } from 'node:zlib'
import { json, type WireAnswer, type WireRequest } from './wire-server.ts'

interface Told {
  readonly text?: string
  readonly stop?: string
  readonly toolCalls?: readonly { readonly name: string; readonly input: object }[]
  readonly more?: Partial<WireAnswer>
}

const USAGE = { inputTokens: 30, outputTokens: 5, totalTokens: 35 }

/** Converse and ConverseStream: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html. The path says which. */
export function bedrockAnswer(request: WireRequest, told: Told = {}): WireAnswer {
  const { text = 'hello', stop = 'end_turn', toolCalls = [], more } = told
  if (request.path.endsWith('/converse-stream')) {
    return { ...eventStream(streamEvents(text, stop, toolCalls)), ...more }
  }
  const content = [
    ...(text === '' ? [] : [{ text }]),
    ...toolCalls.map(({ name, input }, index) => ({
      toolUse: { toolUseId: `tooluse_${index}`, name, input },
    })),
  ]
  return {
    ...json({
      output: { message: { role: 'assistant', content } },
      stopReason: stop,
      usage: USAGE,
      metrics: { latencyMs: 12 },
    }),
    ...more,
  }
}

export type StreamEvent = readonly [name: string, payload: object]

function streamEvents(
  text: string,
  stop: string,
  toolCalls: NonNullable<Told['toolCalls']>,
): readonly StreamEvent[] {
  return [
    ['messageStart', { role: 'assistant' }],
    ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: text.slice(0, 2) } }],
    ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: text.slice(2) } }],
    ['contentBlockStop', { contentBlockIndex: 0 }],
    ...toolCalls.flatMap(({ name, input }, index): StreamEvent[] => [
      [
        'contentBlockStart',
        { contentBlockIndex: index + 1, start: { toolUse: { toolUseId: `tooluse_${index}`, name } } },
      ],
      [
        'contentBlockDelta',
        { contentBlockIndex: index + 1, delta: { toolUse: { input: JSON.stringify(input) } } },
      ],
      ['contentBlockStop', { contentBlockIndex: index + 1 }],
    ]),
    ['messageStop', { stopReason: stop }],
    ['metadata', { usage: USAGE, metrics: { latencyMs: 12 } }],
  ]
}

/** @param exception an exception that ends the stream */
export function eventStream(list: readonly StreamEvent[], exception?: StreamEvent): WireAnswer {
  return {
    headers: { 'content-type': 'application/vnd.amazon.eventstream' },
    chunks: [
      ...list.map(([name, payload]) => message({ ':message-type': 'event', ':event-type': name }, payload)),
      ...(exception === undefined
        ? []
        : [message({ ':message-type': 'exception', ':exception-type': exception[0] }, exception[1])]),
    ],
  }
}

/**
 * One message of the event stream encoding: lengths, their CRC, headers of type string (7), payload, CRC of it all
 * (https://smithy.io/2.0/aws/amazon-eventstream.html).
 */
function message(headers: Readonly<Record<string, string>>, payload: object): Uint8Array {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(Buffer.byteLength(value))
      return Buffer.concat([
        Buffer.from([Buffer.byteLength(name)]),
        Buffer.from(name),
        Buffer.from([7]),
        length,
        Buffer.from(value),
      ])
    }),
  )
  const body = Buffer.from(JSON.stringify(payload))
  const prelude = Buffer.alloc(12)
  prelude.writeUInt32BE(16 + head.length + body.length, 0)
  prelude.writeUInt32BE(head.length, 4)
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8)
  const start = Buffer.concat([prelude, head, body])
  const end = Buffer.alloc(4)
  end.writeUInt32BE(crc32(start))
  return Buffer.concat([start, end])
}

export function bedrockError(status: number, name: string, text = 'told to fail'): WireAnswer {
  return json(
    { message: text },
    {
      status,
      headers: { 'x-amzn-errortype': `${name}:http://internal.amazon.com/coral/com.amazon.bedrock/` },
    },
  )
}
