import { createHash } from 'node:crypto'
import { UserError } from '../boundary/finding.ts'
import { TemplateError } from '../boundary/template.ts'
import type { ModelMessage, ModelRequest } from '../provider/model.ts'
import { renderMessage } from './render-message.ts'
import type { Case, PromptTarget } from './suite.ts'

const DEFAULT_MAX_OUTPUT_TOKENS = 1024

/** What a case becomes before it is sent. Equal hashes mean the same bytes to the same model, the order of a schema's keys included. */
export interface RenderedRequest {
  readonly model: string
  readonly request: ModelRequest
  /** `sha256:` and 64 hexadecimal digits. */
  readonly hash: string
}

/**
 * The request of a case: the prompt filled with its `vars`, then its `messages` as they stand.
 * @throws UserError at the case when a variable is missing or a template fails.
 */
export function renderRequest(target: PromptTarget, aCase: Case): RenderedRequest {
  const { model, tools, parameters } = target
  const request: ModelRequest = {
    messages: [...renderPrompt(target, aCase), ...aCase.messages],
    tools,
    parameters: { ...parameters, maxOutputTokens: parameters.maxOutputTokens ?? DEFAULT_MAX_OUTPUT_TOKENS },
  }
  return { model, request, hash: hashOf({ model, request }) }
}

/** Over the JSON as it is sent: a model that reads `reason` before `answer` may answer otherwise than one that reads it after. */
function hashOf(sent: { readonly model: string; readonly request: ModelRequest }): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(sent)).digest('hex')}`
}

function renderPrompt(target: PromptTarget, aCase: Case): readonly ModelMessage[] {
  try {
    return target.messages.map((message) => renderMessage(message, aCase.vars))
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const { message, hint } = error.finding
    throw new UserError(
      {
        ...aCase.place,
        message: `the prompt cannot be filled in for case "${aCase.id}": ${message}`,
        ...(hint !== undefined && { hint }),
      },
      { cause: error },
    )
  }
}
