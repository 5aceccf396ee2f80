import { events, json, type WireAnswer, type WireRequest } from './wire-server.ts'

interface Told {
  readonly text?: string
  readonly stop?: string
  readonly toolCalls?: readonly { readonly name: string; readonly input: object }[]
  readonly more?: Partial<WireAnswer>
}

const MODEL = 'claude-haiku-4-5-20251001'

/** Messages: https://platform.claude.com/docs/en/api/messages and …/streaming. Streams when it is asked to. */
export function anthropicAnswer(request: WireRequest, told: Told = {}): WireAnswer {
  return request.body.stream === true ? messageStream(told) : messageReply(told)
}

function messageReply({ text = 'hello', stop = 'end_turn', toolCalls = [], more }: Told = {}): WireAnswer {
  return {
    ...json({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: MODEL,
      content: [
        ...(text === '' ? [] : [{ type: 'text', text }]),
        ...toolCalls.map((call, index) => ({ type: 'tool_use', id: `toolu_${index}`, ...call })),
      ],
      stop_reason: stop,
      stop_sequence: null,
      usage: {
        input_tokens: 20,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 10,
        output_tokens: 5,
      },
    }),
    ...more,
  }
}

function messageStream({ text = 'hello', stop = 'end_turn', toolCalls = [], more }: Told = {}): WireAnswer {
  const block = (index: number, content_block: object, deltas: readonly object[]) => [
    { type: 'content_block_start', index, content_block },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]
  return {
    ...events(
      [
        messageStart(),
        { type: 'ping' },
        ...block(0, { type: 'text', text: '' }, [
          { type: 'text_delta', text: text.slice(0, 2) },
          { type: 'text_delta', text: text.slice(2) },
        ]),
        ...toolCalls.flatMap(({ name, input }, index) =>
          block(index + 1, { type: 'tool_use', id: `toolu_${index}`, name, input: {} }, [
            { type: 'input_json_delta', partial_json: JSON.stringify(input) },
          ]),
        ),
        {
          type: 'message_delta',
          delta: { stop_reason: stop, stop_sequence: null },
          usage: { output_tokens: 5 },
        },
        { type: 'message_stop' },
      ],
      { named: true },
    ),
    ...more,
  }
}

export function messageStart() {
  return {
    type: 'message_start',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: MODEL,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: 20,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 10,
        output_tokens: 1,
      },
    },
  }
}

export function anthropicError(
  status: number,
  error: object,
  headers: Readonly<Record<string, string>> = {},
): WireAnswer {
  return json(
    { type: 'error', error: { message: 'told to fail', ...error }, request_id: 'req_1' },
    { status, headers },
  )
}
