import * as z from 'zod'
import { CONTENT_RULE, contentParts, onlyUsersHaveParts } from './content-schema.ts'
import { jsonObject } from './json-value.ts'
import { onceKeysAreKnown } from './once-keys-are-known.ts'
import { pairCalls } from './paired-calls.ts'
import { toolName } from './tool-schema.ts'

/** What all providers take: Bedrock and Anthropic these characters, OpenAI this length. */
const callId = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be 1 to 40 letters, digits, `_` or `-`')

const toolCall = z.strictObject({
  id: callId.optional().describe('What the answer refers to; default: by number'),
  name: toolName,
  arguments: jsonObject.optional().describe('What the tool was called with; default none'),
})

const message = z
  .strictObject({
    role: z.enum(['system', 'user', 'assistant', 'tool']).describe('Who speaks'),
    content: z
      .union([z.string(), contentParts], { error: CONTENT_RULE })
      .optional()
      .describe('Sent as it stands; never a template. Optional beside "tool-calls"'),
    'tool-calls': z
      .array(toolCall)
      .min(1, 'must hold at least one call')
      .max(100)
      .optional()
      .describe('What the assistant called; messages of the role tool answer'),
    'tool-call-id': callId
      .optional()
      .describe('The call that a message of the role tool answers; default: the first that is open'),
  })
  .superRefine(
    onceKeysAreKnown((written, context) => {
      const complain = (text: string, path: string[] = []) =>
        context.addIssue({ code: 'custom', message: text, path })
      if (written['tool-calls'] !== undefined && written.role !== 'assistant')
        complain('only the assistant calls tools', ['tool-calls'])
      if (written['tool-call-id'] !== undefined && written.role !== 'tool')
        complain('belongs to a message of the role tool', ['tool-call-id'])
      if (written.content === undefined && written['tool-calls'] === undefined) complain('needs "content"')
      onlyUsersHaveParts(written, context)
    }),
  )

export const conversation = z
  .array(message)
  .max(1000)
  .superRefine((messages, context) => {
    for (const { index, text } of pairCalls(messages).problems)
      context.addIssue({ code: 'custom', message: text, path: [index] })
  })
  .describe('The conversation that follows the prompt')
