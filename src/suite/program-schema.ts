import * as z from 'zod'
import { globs } from './text-schemas.ts'

/** Text of an argument or a variable: a NUL byte would end it. */
const argument = z
  .string()
  .max(10_000, 'must have at most 10,000 characters')
  .regex(/^[^\0]*$/, 'must not hold a NUL byte')

const argumentList = z
  .union([argument.min(1, 'must name a program'), z.array(argument).min(1, 'must name a program').max(200)], {
    error: 'must be a program or a list of a program and its arguments',
  })
  .describe('A program and its arguments; no shell is involved')

export const dependsOn = globs
  .optional()
  .describe('Globs over the repository: the code that affects it; default all files')

export const seconds = z.number().gt(0, 'must be greater than 0').max(3600, 'must be at most 3600')

const VARIABLE_RULE = 'must be the name of an environment variable, such as APP_MODE'

const variableName = z.string({ error: VARIABLE_RULE }).regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, VARIABLE_RULE)

const environment = z
  .record(
    variableName.refine((name) => !name.startsWith('NOISEFLOOR_'), {
      error: 'names that begin with NOISEFLOOR_ are the gate’s own',
    }),
    argument,
  )
  .optional()
  .describe('Variables of its environment, as they stand; it gets none of yours but PATH, LANG and TZ')

/** Keys of whatever starts a program. */
const programKeys = {
  setup: argumentList
    .optional()
    .describe('Run once in each tree before the program starts, such as [npm, ci]'),
  cwd: z
    .string()
    .min(1, 'must name a folder')
    .max(1000)
    .optional()
    .describe('Folder that it runs in, relative to this file; default the root of the repository'),
  env: environment,
  'memory-mb': z
    .int('must be a whole number')
    .min(64, 'must be at least 64')
    .max(1_000_000)
    .optional()
    .describe(
      'Megabytes of data that each of its processes may hold, where the system can limit it; default 2048',
    ),
  'depends-on': dependsOn,
} as const

export const serveSchema = z
  .strictObject({
    command: argumentList.describe('The program and its arguments; {{ port }} in them is the port'),
    port: variableName
      .optional()
      .describe('The variable that holds the port to listen on; default PORT. Each version gets a free port'),
    ready: z
      .union(
        [
          z.string().regex(/^\//, 'must begin with `/`'),
          z.strictObject({
            path: z
              .string()
              .regex(/^\//, 'must begin with `/`')
              .optional()
              .describe('It answers below 400 once it is ready; default: connections are accepted'),
            'timeout-seconds': seconds.optional().describe('Until it counts as failed; default 60'),
          }),
        ],
        { error: 'must be a path or `{ path, timeout-seconds }`' },
      )
      .optional()
      .describe('The path that answers when it is ready, and seconds until then at most; default 60'),
    ...programKeys,
  })
  .describe("A service, started once per version from that commit's tree")

export const commandSchema = z
  .strictObject({
    run: argumentList,
    'timeout-seconds': seconds.optional().describe("Seconds of one trial; default the policy's limit"),
    ...programKeys,
  })
  .describe('A program that answers: the case on stdin, the result in the file $NOISEFLOOR_RESULT')
