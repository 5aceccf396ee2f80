import type { ModelMessage, ModelRequest } from '../provider/model.ts'
import { fillFor } from './fill-for.ts'
import { type RenderedCommand, renderCommand } from './render-command.ts'
import { type RenderedHttp, renderHttp } from './render-http.ts'
import { renderMessage } from './render-message.ts'
import { requestHash } from './request-hash.ts'
import type { Case, PromptTarget, Target } from './suite.ts'

const DEFAULT_MAX_OUTPUT_TOKENS = 1024

/** What a case becomes before it is sent. Equal hashes mean the same to whoever answers: the same bytes, to the same code. */
export type RenderedRequest = RenderedPrompt | RenderedHttp | RenderedCommand

/** The same bytes to the same model, the order of a schema's keys included. */
export interface RenderedPrompt {
  readonly kind: 'prompt'
  readonly model: string
  readonly request: ModelRequest
  /** `sha256:` and 64 hexadecimal digits. */
  readonly hash: string
}

/**
 * The request of a case to the target.
 * @throws UserError at the case when a variable is missing or a template fails.
 */
export function renderRequest(target: PromptTarget, aCase: Case): RenderedPrompt
export function renderRequest(target: Target, aCase: Case): RenderedRequest
export function renderRequest(target: Target, aCase: Case): RenderedRequest {
  switch (target.kind) {
    case 'prompt':
      return renderPrompt(target, aCase)
    case 'http':
      return renderHttp(target, aCase)
    case 'command':
      return renderCommand(target, aCase)
  }
}

/** The prompt filled with the case's `vars`, then its `messages` as they stand. */
function renderPrompt(target: PromptTarget, aCase: Case): RenderedPrompt {
  const { model, tools, parameters } = target
  const request: ModelRequest = {
    messages: [...renderMessages(target, aCase), ...aCase.messages],
    tools,
    parameters: { ...parameters, maxOutputTokens: parameters.maxOutputTokens ?? DEFAULT_MAX_OUTPUT_TOKENS },
  }
  return renderedPrompt(model, request)
}

/** A request as it is sent to a model, with its hash. */
export function renderedPrompt(model: string, request: ModelRequest): RenderedPrompt {
  return { kind: 'prompt', model, request, hash: requestHash({ model, request }) }
}

function renderMessages(target: PromptTarget, aCase: Case): readonly ModelMessage[] {
  return fillFor(aCase, 'the prompt', () =>
    target.messages.map((message) => renderMessage(message, aCase.vars)),
  )
}
