import type { ModelMessage } from '../provider/model.ts'
import type { Case, PromptMessage } from './suite.ts'

/**
 * A message of the prompt filled with a case's `vars`.
 * @throws TemplateError when a variable is missing or a template fails.
 */
export function renderMessage(message: PromptMessage, vars: Case['vars']): ModelMessage {
  const { role, content } = message
  if ('render' in content) return { role, content: content.render(vars) }
  return {
    role,
    content: content.map((part) =>
      part.type === 'text' ? { type: 'text', text: part.template.render(vars) } : part,
    ),
  }
}
