import { contentHash } from '../../boundary/content-hash.ts'
import { textOf } from '../message-text.ts'
import type { ModelRequest } from '../model.ts'

/** A request as conditions see it. */
export interface Scene {
  readonly model: string
  readonly system: readonly string[]
  readonly user: readonly string[]
  readonly tools: readonly string[]
  /**
   * Messages and tools in one text: `system:` or another role on a line of its own and the message below it; then `tool NAME:`, its
   * description and its parameters as JSON; a blank line between them.
   */
  readonly text: string
  readonly hash: string
}

export function sceneOf(request: ModelRequest, model: string): Scene {
  const contents = (role: string) =>
    request.messages.filter((message) => message.role === role).map(({ content }) => textOf(content))
  const messages = request.messages.map(({ role, content }) => `${role}:\n${textOf(content)}`)
  const tools = request.tools.map(
    ({ name, description = '', parameters }) =>
      `tool ${name}:\n${description}\n${JSON.stringify(parameters)}`,
  )
  return {
    model,
    system: contents('system'),
    user: contents('user'),
    tools: request.tools.map(({ name }) => name),
    text: [...messages, ...tools].join('\n\n'),
    hash: contentHash({ model, request }),
  }
}
