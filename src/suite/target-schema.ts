import * as z from 'zod'
import { CONTENT_RULE, contentParts, onlyUsersHaveParts } from './content-schema.ts'
import { fallbackSchema } from './fallback-schema.ts'
import { httpSchema } from './http-schema.ts'
import { onceKeysAreKnown } from './once-keys-are-known.ts'
import { parametersSchema } from './parameters-schema.ts'
import { commandSchema, serveSchema } from './program-schema.ts'
import { fileReference, modelId } from './text-schemas.ts'
import { toolSchema } from './tool-schema.ts'

const PROMPT_ROLES = ['system', 'user', 'assistant'] as const

export const MAX_PROMPT_LENGTH = 1_000_000

/** Text of a prompt, or the name of the file that holds it. */
const text = z.string().max(MAX_PROMPT_LENGTH, 'must have at most 1,000,000 characters')

const promptMessage = z
  .strictObject({
    role: z.enum(PROMPT_ROLES).describe('Who speaks'),
    content: z
      .union([text, contentParts], { error: CONTENT_RULE })
      .optional()
      .describe('The text of the message, a template; or its parts'),
    file: fileReference.optional().describe('The file that holds the text'),
  })
  .superRefine(
    onceKeysAreKnown((message, context) => {
      if ((message.content === undefined) === (message.file === undefined)) {
        context.addIssue({ code: 'custom', message: 'a message has either "content" or "file"' })
      }
      onlyUsersHaveParts(message, context)
    }),
  )

export const messageList = z.array(promptMessage).min(1, 'must hold at least one message').max(1000)

/** Keys that make the target a prompt with a model. */
const PROMPT_KEYS = [
  'prompt',
  'system',
  'user',
  'prompt-syntax',
  'model',
  'fallback',
  'tools',
  'params',
  'simulate',
  'max-steps',
] as const

export const targetSchema = z
  .strictObject({
    prompt: z
      .union([fileReference, messageList], { error: 'must be a file name or a list of messages' })
      .optional()
      .describe(
        'Prompt file (.md, .txt: one user message; .prompt.yml, .yaml, .json: messages with roles), or the messages',
      ),
    system: text.optional().describe('System message: a file name or the text'),
    user: text.optional().describe('User message: a file name or the text'),
    'prompt-syntax': z
      .enum(['liquid', 'mustache', 'f-string', 'none'])
      .optional()
      .describe('How variables are written in the prompt; default liquid'),
    model: modelId.optional().describe('provider/model'),
    fallback: fallbackSchema.optional(),
    tools: z
      .union(
        [
          fileReference,
          z
            .array(
              z.union([fileReference, toolSchema], { error: 'must be a file name or a tool definition' }),
            )
            .max(256),
        ],
        {
          error: 'must be a file name or a list of tool definitions',
        },
      )
      .optional()
      .describe('Tool definitions: a file, or a list of files and definitions'),
    params: parametersSchema.optional().describe('Parameters of the request'),
    simulate: fileReference
      .optional()
      .describe('Reserved for simulated tools, which this version does not run'),
    'max-steps': z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe('Reserved for simulated tools, which this version does not run'),
    http: httpSchema.optional(),
    command: commandSchema.optional(),
    serve: serveSchema.optional(),
  })
  .superRefine(
    onceKeysAreKnown((target, context) => {
      const complain = (message: string, path: string[] = []) =>
        context.addIssue({ code: 'custom', message, path })
      const promptKeys = PROMPT_KEYS.filter((key) => target[key] !== undefined)
      const kinds = [promptKeys[0], target.http && 'http', target.command && 'command'].filter(
        (kind) => kind !== undefined,
      )
      if (kinds.length === 0)
        complain('the target says nothing to run; give it "prompt" and "model", or "http", or "command"')
      if (kinds.length > 1)
        complain(`a target is one thing, not ${kinds.map((kind) => `"${kind}"`).join(' and ')} together`)
      if (target.prompt !== undefined && (target.system ?? target.user) !== undefined) {
        complain('already holds all messages; drop "system" and "user", or drop "prompt"', ['prompt'])
      }
      if (target.serve !== undefined && kinds.length === 1 && promptKeys.length > 0) {
        complain('belongs to an "http" or "command" target', ['serve'])
      }
      if (kinds.length === 1 && target.http !== undefined && target.serve === undefined) {
        if (target.http.service === undefined)
          complain('nothing answers; add "serve", or name a "service" of the policy', ['http'])
        if (target.http['depends-on'] !== undefined)
          complain('needs "serve": what a service of the policy runs is not in the trees that are compared', [
            'http',
            'depends-on',
          ])
      }
      if (target.simulate !== undefined && target.tools === undefined) {
        complain('needs "tools" to simulate', ['simulate'])
      }
    }),
  )
export type WrittenTarget = z.infer<typeof targetSchema>
export type WrittenPromptMessage = z.infer<typeof promptMessage>
