import { events, json, type WireAnswer, type WireRequest } from './wire-server.ts'

interface Told {
  readonly text?: string
  readonly finish?: string
  readonly refusal?: string
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: string }[]
  readonly model?: string
  readonly fingerprint?: string
  readonly more?: Partial<WireAnswer>
}

/** Chat Completions: https://platform.openai.com/docs/api-reference/chat. Streams when it is asked to. */
export function openAiAnswer(request: WireRequest, told: Told = {}): WireAnswer {
  return request.body.stream === true ? chatStream(told) : chatReply(told)
}

const USAGE = { prompt_tokens: 30, completion_tokens: 5, total_tokens: 35 }

export function chatReply(told: Told = {}): WireAnswer {
  const { text = 'hello', finish = 'stop', refusal = null, toolCalls } = told
  const message = {
    role: 'assistant',
    content: refusal === null ? text : null,
    refusal,
    ...(toolCalls === undefined
      ? {}
      : {
          tool_calls: toolCalls.map((call, index) => ({
            id: `call_${index}`,
            type: 'function',
            function: call,
          })),
        }),
  }
  const body = { ...shared(told, 'chat.completion'), choices: [{ index: 0, message, finish_reason: finish }] }
  return { ...json({ ...body, usage: USAGE }), ...told.more }
}

function chatStream(told: Told = {}): WireAnswer {
  const { text = 'hello', finish = 'stop', refusal, toolCalls = [] } = told
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...shared(told, 'chat.completion.chunk'),
    choices: [{ index: 0, delta, finish_reason }],
    usage: null,
  })
  const said = refusal ?? text
  const halves = [said.slice(0, said.length / 2), said.slice(said.length / 2)]
  return {
    ...events(
      [
        chunk({ role: 'assistant', content: '' }),
        ...halves.map((half) => chunk(refusal === undefined ? { content: half } : { refusal: half })),
        ...toolCalls.flatMap((call, index) => [
          chunk({
            tool_calls: [
              {
                index,
                id: `call_${index}`,
                type: 'function',
                function: { name: call.name, arguments: '' },
              },
            ],
          }),
          chunk({ tool_calls: [{ index, function: { arguments: call.arguments.slice(0, 4) } }] }),
          chunk({ tool_calls: [{ index, function: { arguments: call.arguments.slice(4) } }] }),
        ]),
        chunk({}, finish),
        { ...shared(told, 'chat.completion.chunk'), choices: [], usage: USAGE },
      ],
      { done: true },
    ),
    ...told.more,
  }
}

function shared({ model = 'gpt-5-mini-2026-05-01', fingerprint = 'fp_44709d6fcb' }: Told, object: string) {
  return { id: 'chatcmpl-1', object, created: 1_790_000_000, model, system_fingerprint: fingerprint }
}

export function openAiError(
  status: number,
  error: object,
  headers: Readonly<Record<string, string>> = {},
): WireAnswer {
  return json(
    { error: { message: 'told to fail', type: null, param: null, code: null, ...error } },
    { status, headers },
  )
}
