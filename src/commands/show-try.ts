import { printable } from '../boundary/printable.ts'
import { textOf } from '../provider/message-text.ts'
import type { ModelMessage } from '../provider/model.ts'
import type { RenderedPrompt, RenderedRequest } from '../suite/render-request.ts'
import type { TrialResult } from '../target/trial.ts'

/** What `try` shows: who was asked, what was sent, and what came of it. */
export type ShownTrial = Partial<TrialResult> & {
  readonly suite: string
  readonly case: string
  readonly scores?: Readonly<Record<string, number>>
  readonly labels?: Readonly<Record<string, string>>
} & ShownRequest

type ShownRequest =
  | { readonly model: string; readonly request: RenderedPrompt['request'] }
  | {
      readonly service: string
      readonly request: {
        readonly method: string
        readonly path: string
        readonly headers: object
        readonly body?: unknown
      }
    }
  | { readonly command: readonly string[]; readonly request: unknown }

export function shownRequest(rendered: RenderedRequest): ShownRequest {
  switch (rendered.kind) {
    case 'prompt':
      return { model: rendered.model, request: rendered.request }
    case 'http': {
      const { service, method, path, headers, body } = rendered
      return {
        service,
        request: { method, path, headers, ...(body === undefined ? {} : { body: JSON.parse(body) }) },
      }
    }
    case 'command':
      return { command: rendered.program.run, request: JSON.parse(rendered.input) }
  }
}

export function renderTry(shown: ShownTrial): string {
  const parts = requestParts(shown)
  if (shown.outcome !== undefined) {
    parts.push(section(`output (${shown.outcome})`, shown.error ?? shown.output ?? ''))
    const calls = (shown.trace ?? []).filter((step) => step.type === 'tool-call')
    if (calls.length > 0) {
      parts.push(
        section(
          'tool calls',
          calls.map((call) => `${call.name} ${JSON.stringify(call.arguments)}`).join('\n'),
        ),
      )
    }
    parts.push(
      section(
        'scores',
        Object.entries({ ...shown.scores, ...shown.labels })
          .map(([name, score]) => `${name}: ${score}`)
          .join('\n'),
      ),
    )
    if (shown.notes !== undefined) parts.push(section('notes', shown.notes.join('\n')))
    parts.push(section('quantities', JSON.stringify(shown.quantities)))
  }
  return printable(parts.join('\n'))
}

function requestParts(shown: ShownTrial): string[] {
  const title = `suite ${shown.suite}, case ${shown.case}`
  if ('service' in shown) {
    const { method, path, headers, body } = shown.request
    return [
      `${title}, service ${shown.service}\n`,
      section('request', [`${method} ${path}`, ...headerLines(headers)].join('\n')),
      ...(body === undefined ? [] : [section('body', JSON.stringify(body, null, 2))]),
    ]
  }
  if ('command' in shown) {
    return [
      `${title}, command ${shown.command.join(' ')}\n`,
      section('stdin', JSON.stringify(shown.request, null, 2)),
    ]
  }
  const { request } = shown
  return [
    `${title}, model ${shown.model}\n`,
    ...request.messages.map(messagePart),
    section('parameters', parameterLines(request.parameters).join('\n')),
    ...(request.tools.length === 0
      ? []
      : [section('tools', request.tools.map((tool) => JSON.stringify(tool)).join('\n'))]),
  ]
}

function messagePart({ role, content, calls = [], answers }: ModelMessage): string {
  const title = answers === undefined ? role : `${role} (${answers.name}, ${answers.id})`
  const text = textOf(content).trimEnd()
  const called = calls.map((call) => `${call.name} ${JSON.stringify(call.arguments)} (${call.id})`)
  return section(title, [...(text === '' ? [] : [text]), ...called].join('\n'))
}

/** By the names of the keys of `params`. */
function parameterLines(parameters: RenderedPrompt['request']['parameters']): readonly string[] {
  return Object.entries(parameters).map(([name, value]) => {
    const key = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    return `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`
  })
}

function headerLines(headers: object): readonly string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
}

function section(title: string, text: string): string {
  return `── ${title} ${'─'.repeat(Math.max(2, 68 - title.length))}\n${text}\n`
}
