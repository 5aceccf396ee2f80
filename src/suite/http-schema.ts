import * as z from 'zod'
import { jsonValue } from './json-value.ts'
import { onceKeysAreKnown } from './once-keys-are-known.ts'
import { dependsOn, seconds } from './program-schema.ts'

/** What the transport decides, and what would carry a key. */
const OWN_HEADERS = new Set([
  'authorization',
  'api-key',
  'connection',
  'content-length',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-api-key',
])

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'must be the name of a header')
  .refine((name) => !OWN_HEADERS.has(name.toLowerCase()) && !/^(proxy|sec)-/i.test(name), {
    error: 'is not set by suites: connections are the gate’s, and suites hold no keys',
  })

const path = z.string().min(1).max(1000).optional()

const OUTCOMES = ['ok', 'abstained', 'refused', 'clarified', 'gave-up', 'truncated'] as const

export const httpSchema = z
  .strictObject({
    service: z
      .string()
      .regex(
        /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/,
        'must be a letter and up to 63 letters, digits, `_`, `-` and `.`',
      )
      .optional()
      .describe("Who answers: a name of the policy's `services`; with `serve`, just a name for it"),
    path: z
      .string()
      .regex(/^\//, 'must begin with `/`')
      .max(2000)
      .describe('Path of the endpoint; a template'),
    method: z.enum(['POST', 'PUT', 'PATCH', 'GET']).optional().describe('Default POST'),
    headers: z
      .record(headerName, z.string().max(10_000))
      .optional()
      .describe('Headers of the request; their texts are templates'),
    body: jsonValue
      .optional()
      .describe('JSON of the request; its texts are templates. Default the vars of the case'),
    reply: path.describe('JSONPath of the answer in the reply; default the whole reply'),
    trace: path.describe('JSONPath of the trace in the reply'),
    usage: z
      .strictObject({
        'input-tokens': path.describe('Where the number of input tokens is'),
        'output-tokens': path.describe('Where the number of output tokens is'),
        'cost-usd': path.describe('Where the cost in US dollars is'),
        steps: path.describe('Where the number of steps is'),
      })
      .optional()
      .describe('JSONPaths of what the answer took'),
    statuses: z
      .record(z.string().regex(/^4\d\d$/, 'must be a status from 400 to 499'), z.enum(OUTCOMES))
      .optional()
      .describe(
        'What a status from 400 to 499 means, such as { 422: refused }; others are failures of the service',
      ),
    'timeout-seconds': seconds.optional().describe("Seconds of one request; default the policy's limit"),
    'depends-on': dependsOn,
  })
  .superRefine(
    onceKeysAreKnown((http, context) => {
      if (http.method === 'GET' && http.body !== undefined)
        context.addIssue({ code: 'custom', message: 'a GET request has no body', path: ['body'] })
    }),
  )
  .describe('An HTTP endpoint')
