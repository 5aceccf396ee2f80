import { policySchema } from '../../src/suite/policy-schema.ts'
import { suiteSchema } from '../../src/suite/suite-schema.ts'

/** What a block of YAML in the documentation is: a whole file, or a part of one. */
export type YamlKind = 'suite' | 'policy' | 'simulated model' | 'workflow' | 'steps' | 'messages' | 'cache'

const KEYS: Readonly<Record<Exclude<YamlKind, 'steps'>, readonly string[]>> = {
  suite: Object.keys(suiteSchema.shape),
  policy: Object.keys(policySchema.shape),
  'simulated model': [
    'rules',
    'effects',
    'drift',
    'errors',
    'latency-ms',
    'sleep',
    'price',
    'models',
    'seed',
  ],
  workflow: ['name', 'on', 'permissions', 'concurrency', 'jobs'],
  messages: ['messages'],
  // What a step of actions/cache takes.
  cache: ['path', 'key', 'restore-keys'],
}

/** Told by its top keys; `undefined` where they belong to nothing that we know. */
export function yamlKind(value: unknown): YamlKind | undefined {
  if (Array.isArray(value)) return value.every((one) => typeof one?.uses === 'string') ? 'steps' : undefined
  if (typeof value !== 'object' || value === null) return undefined
  const keys = Object.keys(value)
  const kinds = Object.entries(KEYS).filter(([, known]) => keys.every((key) => known.includes(key)))
  return kinds[0]?.[0] as YamlKind | undefined
}
