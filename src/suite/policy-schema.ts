import * as z from 'zod'
import { PROVIDER_KINDS } from '../provider/provider-config.ts'
import { fileReference, globs, modelId, printableLine } from './text-schemas.ts'

const CREDENTIAL_RULE =
  'must be the name of an environment variable, such as OPENAI_API_KEY, never the key itself'

const variable = z.string({ error: CREDENTIAL_RULE }).regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, CREDENTIAL_RULE)

const provider = z.strictObject({
  kind: z.enum(PROVIDER_KINDS).describe('What it speaks'),
  credential: variable.optional().describe('Name of the environment variable that holds the key'),
  'aws-credentials': z
    .strictObject({
      'access-key-id': variable.describe('Usually AWS_ACCESS_KEY_ID'),
      'secret-access-key': variable.describe('Usually AWS_SECRET_ACCESS_KEY'),
      'session-token': variable.optional().describe('Usually AWS_SESSION_TOKEN; long-lived keys have none'),
    })
    .optional()
    .describe(
      'For kind amazon-bedrock: names of the variables with which requests are signed, in place of "credential"',
    ),
  resource: z
    .string()
    .regex(
      /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
      'must be the name of a resource: letters, digits and `-`',
    )
    .optional()
    .describe(
      'For kind azure: the resource, so that requests go to https://RESOURCE.openai.azure.com/openai',
    ),
  'api-version': z
    .string()
    .regex(
      /^(?:v1|preview|\d{4}-\d{2}-\d{2}(?:-preview)?)$/,
      'must be `v1`, `preview` or a date such as 2024-10-21',
    )
    .optional()
    .describe('For kind azure: v1, preview, or the date of a version that names the deployment in the URL'),
  region: z
    .string()
    .regex(/^[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/, 'must be an AWS region such as us-east-1')
    .optional()
    .describe('For kind amazon-bedrock: where the models run'),
  streaming: z
    .boolean()
    .optional()
    .describe('Ask for replies as streams: always or never; default: when a suite asserts on first-byte'),
  'base-url': z
    .string()
    .max(1000, 'is too long for a URL')
    .optional()
    .describe('https, or http on a literal loopback address such as http://127.0.0.1:11434/v1'),
  file: fileReference.optional().describe('For kind simulated: the file that describes the model'),
})
export type WrittenProvider = z.infer<typeof provider>

const errorRate = z.number().gt(0, 'must be greater than 0').lt(0.5, 'must be less than 0.5')

const calls = z.int('must be a whole number').min(1, 'must be at least 1').max(100_000_000)

const perMillion = z.number().min(0, 'must be at least 0').max(1_000_000)

const price = z.union(
  [
    z.literal('free'),
    z.strictObject({
      input: perMillion.describe('US dollars per million input tokens'),
      output: perMillion.describe('US dollars per million output tokens'),
    }),
  ],
  { error: 'must be `free` or `{ input, output }` in US dollars per million tokens' },
)

const PROVIDER_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/
const PRICED_MODELS = /^[^\s/]+\/\S+$/

/** `noisefloor.yaml` as written. */
const dollars = z.number().gt(0, 'must be greater than 0').max(1_000_000)
const minutes = z.number().gt(0, 'must be greater than 0').max(10_080)
const tokens = z.int().min(1).max(1e12)

export const policySchema = z
  .strictObject({
    suites: globs.optional().describe('Globs of suite files; default evals/**/*.eval.yaml'),
    providers: z
      .record(
        z
          .string()
          .regex(
            PROVIDER_NAME,
            'a provider is named by a letter and up to 63 letters, digits, `_`, `-` and `.`',
          ),
        provider,
      )
      .optional()
      .describe('Models may come from these, by the name that stands before the slash in provider/model'),
    services: z
      .record(
        z
          .string()
          .regex(
            PROVIDER_NAME,
            'a service is named by a letter and up to 63 letters, digits, `_`, `-` and `.`',
          ),
        z.strictObject({
          'base-url': z
            .string()
            .max(1000, 'is too long for a URL')
            .describe('https, or http on a literal loopback address such as http://127.0.0.1:8080'),
        }),
      )
      .optional()
      .describe('Running services that `http` targets may ask, by name'),
    allow: z
      .strictObject({
        commands: z
          .enum(['never', 'own', 'all'])
          .optional()
          .describe(
            'Whose code may be run in CI, by `command` and `serve`: nobody’s (default), that of pull requests of this repository, or also that of forks. Never where a key of `providers` is set',
          ),
      })
      .optional()
      .describe('What is allowed that is not by default'),
    'error-rates': z
      .strictObject({
        'false-alarm': errorRate
          .optional()
          .describe('Chance of a red check when nothing got worse; default 0.05'),
        miss: errorRate.optional().describe('Chance of missing a drop as large as the margin; default 0.1'),
        extension: z
          .number()
          .min(0, 'must be at least 0')
          .max(0.5, 'must be at most 0.5')
          .optional()
          .describe(
            'Share of both rates that is kept for `check --extend`, such as 0.2; default 0, with which nothing can be extended. Counts for comparisons that are first run under it',
          ),
      })
      .optional()
      .describe('How often verdicts may be wrong'),
    'on-inconclusive': z
      .enum(['neutral', 'fail', 'pass'])
      .optional()
      .describe('What the check says when the evidence does not suffice; default neutral'),
    budget: z
      .strictObject({
        usd: dollars.optional().describe('US dollars per push, at list price'),
        calls: calls.optional().describe('Model calls per push'),
        tokens: tokens.optional().describe('Tokens per push, input and output'),
        minutes: minutes.optional().describe('Minutes per push'),
        'suite-usd': dollars.optional().describe('US dollars of each suite, at list price'),
        'suite-calls': calls.optional().describe('Model calls of each suite; default 600'),
        'suite-tokens': tokens.optional().describe('Tokens of each suite, input and output'),
        'suite-minutes': minutes.optional().describe('Minutes of each suite, from its first trial'),
      })
      .optional()
      .describe('What a push may spend; what is left out is not capped'),
    prices: z
      .record(z.string().regex(PRICED_MODELS, 'must be a glob over provider/model, such as `local/*`'), price)
      .optional()
      .describe('Prices by glob over provider/model; the first that matches counts'),
    publish: z
      .strictObject({
        outputs: z
          .enum(['none', 'snippets', 'full'])
          .optional()
          .describe('Nothing, up to a few lines of each, or all'),
      })
      .optional()
      .describe('What of model outputs may appear in comment, check and report; default snippets'),
    'gate-changes': z
      .strictObject({
        label: printableLine(50).optional().describe('Label that approves changes of the gate'),
      })
      .optional()
      .describe('What happens when a pull request changes the gate itself'),
    limits: z
      .strictObject({
        concurrency: z
          .int('must be a whole number')
          .min(1, 'must be at least 1')
          .max(1000, 'must be at most 1000')
          .optional()
          .describe('Requests in flight per provider; default 50'),
        'timeout-seconds': z
          .number()
          .min(1, 'must be at least 1')
          .max(3600, 'must be at most 3600')
          .optional()
          .describe('For one request; default 120'),
      })
      .optional()
      .describe('How providers are asked'),
    judge: z
      .strictObject({ model: modelId.describe('provider/model') })
      .optional()
      .describe('Reserved for the model that grades, which this version does not ask'),
  })
  .meta({
    title: 'noisefloor policy',
    description: 'What the gate may do: providers, error rates, budgets. Always read from the base side',
  })
export type WrittenPolicy = z.infer<typeof policySchema>
