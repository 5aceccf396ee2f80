import * as z from 'zod'
import { CONTENT_RULE, contentParts, onlyUsersHaveParts } from './content-schema.ts'
import { jsonValue } from './json-value.ts'
import { onceKeysAreKnown } from './once-keys-are-known.ts'
import { parametersSchema } from './parameters-schema.ts'
import { fileReference, globs, modelId } from './text-schemas.ts'
import { toolSchema } from './tool-schema.ts'

const PROMPT_ROLES = ['system', 'user', 'assistant'] as const

export const MAX_PROMPT_LENGTH = 1_000_000

/** Text of a prompt, or the name of the file that holds it. */
const text = z.string().max(MAX_PROMPT_LENGTH, 'must have at most 1,000,000 characters')

const promptMessage = z
  .strictObject({
    role: z.enum(PROMPT_ROLES),
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

const argumentList = z
  .union([z.string().min(1), z.array(z.string()).min(1)], {
    error: 'must be a program or a list of a program and its arguments',
  })
  .describe('A program and its arguments; no shell is involved')

const dependsOn = globs.optional().describe('Globs of the code that affects it')

const seconds = z.number().gt(0, 'must be greater than 0').max(3600, 'must be at most 3600')

const serve = z
  .strictObject({
    command: argumentList,
    port: z
      .int()
      .min(1)
      .max(65535)
      .optional()
      .describe('Where it listens; default: a free one, given as PORT'),
    ready: z
      .union(
        [
          z.string().min(1),
          z.strictObject({ path: z.string().min(1), 'timeout-seconds': seconds.optional() }),
        ],
        {
          error: 'must be a path or `{ path, timeout-seconds }`',
        },
      )
      .optional()
      .describe('The path that answers when it is ready'),
    'depends-on': dependsOn,
  })
  .describe("Started once per arm from that commit's tree")

const http = z
  .strictObject({
    service: z.string().min(1).optional().describe('Name of the service that answers'),
    path: z.string().regex(/^\//, 'must begin with `/`').describe('Path of the endpoint'),
    method: z.enum(['POST', 'PUT', 'PATCH', 'GET']).optional().describe('Default POST'),
    body: jsonValue.optional().describe('Request body; its texts are templates'),
    reply: z.string().min(1).optional().describe('JSONPath of the answer in the reply'),
    trace: z.string().min(1).optional().describe('JSONPath of the trace in the reply'),
    'depends-on': dependsOn,
  })
  .describe('An HTTP endpoint')

const command = z
  .strictObject({
    run: argumentList,
    'depends-on': dependsOn,
    'timeout-seconds': seconds.optional(),
  })
  .describe('A program that answers')

/** Keys that make the target a prompt with a model. */
const PROMPT_KEYS = [
  'prompt',
  'system',
  'user',
  'prompt-syntax',
  'model',
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
    simulate: fileReference.optional().describe('File that describes simulated tools'),
    'max-steps': z.int().min(1).max(1000).optional().describe('Model calls of the tool loop at most'),
    http: http.optional(),
    command: command.optional(),
    serve: serve.optional(),
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
      if (target.simulate !== undefined && target.tools === undefined) {
        complain('needs "tools" to simulate', ['simulate'])
      }
    }),
  )
export type WrittenTarget = z.infer<typeof targetSchema>
export type WrittenPromptMessage = z.infer<typeof promptMessage>
