import * as z from 'zod'
import { jsonObject, jsonValue } from './json-value.ts'
import { onceKeysAreKnown } from './once-keys-are-known.ts'

export const toolName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,128}$/, 'must be 1 to 128 letters, digits, `_`, `-` or `.`')
  .describe('What the model calls it')

const described = {
  description: z.string().max(100_000).optional().describe('What the model is told about it'),
  strict: z
    .boolean()
    .nullable()
    .optional()
    .describe('Hold the arguments to the schema, where the provider can'),
}

/** The three spellings of a tool's JSON Schema: OpenAI's, that of MCP and the AI SDK, Anthropic's. */
const parameters = {
  parameters: jsonObject.optional().describe('JSON Schema of the arguments'),
  inputSchema: jsonObject.optional().describe('JSON Schema of the arguments (MCP, AI SDK)'),
  input_schema: jsonObject.optional().describe('JSON Schema of the arguments (Anthropic)'),
}

/** What tool lists of servers carry beside; a model never sees it. */
const ignored = jsonValue.optional().describe('Allowed, and never sent')
const unused = {
  title: ignored,
  annotations: ignored,
  outputSchema: ignored,
  execution: ignored,
  icons: ignored,
  _meta: ignored,
}

const functionForm = z.strictObject({ name: toolName, ...described, parameters: parameters.parameters })

/**
 * One tool definition: OpenAI's `{ type: function, function: { … } }`, or `{ name, description }` with `parameters`,
 * `inputSchema` or `input_schema`.
 */
export const toolSchema = z
  .strictObject({
    type: z.literal('function').optional().describe('Of OpenAI’s form'),
    function: functionForm.optional().describe('The definition, in OpenAI’s form'),
    name: toolName.optional(),
    ...described,
    ...parameters,
    ...unused,
  })
  .superRefine(
    onceKeysAreKnown((tool, context) => {
      const nested = tool.function !== undefined
      if (!nested && tool.name === undefined) {
        context.addIssue({ code: 'custom', message: 'the tool has no "name"' })
      }
      const spellings = ['parameters', 'inputSchema', 'input_schema'] as const
      const schemas = spellings.filter((key) => tool[key] !== undefined)
      if (nested && (tool.name !== undefined || tool.description !== undefined || schemas.length > 0)) {
        context.addIssue({
          code: 'custom',
          message: 'a tool with "function" holds its name, description and parameters there',
        })
      } else if (schemas.length > 1) {
        context.addIssue({ code: 'custom', message: `the tool has ${schemas.join(' and ')}; keep one` })
      }
    }),
  )
export type WrittenTool = z.infer<typeof toolSchema>
