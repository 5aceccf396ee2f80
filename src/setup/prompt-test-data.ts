import * as z from 'zod'

/**
 * What GitHub Models' `.prompt.yml` brings along for evaluation
 * (https://docs.github.com/en/github-models/use-github-models/storing-prompts-in-github-repositories).
 */
export interface TestData {
  /** Rows that fill in every variable of the prompt. */
  readonly rows: readonly { readonly vars: Readonly<Record<string, string>>; readonly expected?: string }[]
  readonly evaluators: readonly Evaluator[]
  /** Names of the evaluators that are not taken over. */
  readonly others: readonly string[]
}

interface Evaluator {
  readonly name: string
  readonly matcher: 'contains' | 'starts-with' | 'ends-with' | 'equals'
  /** May hold `{{expected}}`. */
  readonly text: string
}

const MATCHERS = {
  contains: 'contains',
  startsWith: 'starts-with',
  endsWith: 'ends-with',
  equals: 'equals',
} as const

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)

const promptFile = z.object({
  testData: z.array(z.record(z.string(), scalar)).catch([]).default([]),
  evaluators: z
    .array(
      z.object({ name: z.string(), string: z.record(z.string(), z.string()).optional().catch(undefined) }),
    )
    .catch([])
    .default([]),
})

/** `undefined` when there is none that can be used. */
export function readTestData(file: unknown, variables: readonly string[]): TestData | undefined {
  const read = promptFile.safeParse(file)
  if (!read.success) return undefined
  const rows = read.data.testData.flatMap(({ expected, ...vars }) =>
    variables.every((name) => Object.hasOwn(vars, name))
      ? [{ vars, ...(expected === undefined ? {} : { expected }) }]
      : [],
  )
  const named = read.data.evaluators.map(({ name, string }) => ({
    name,
    evaluator: evaluatorOf(name, string),
  }))
  const hasExpected = rows.length > 0 && rows.every(({ expected }) => expected !== undefined)
  const evaluators = named
    .flatMap(({ evaluator }) => evaluator ?? [])
    .filter(({ text }) => hasExpected || !text.includes('{{'))
  if (rows.length === 0 && evaluators.length === 0) return undefined
  const others = named.flatMap(({ name, evaluator }) => (evaluator === undefined ? [name] : []))
  return { rows, evaluators, others }
}

function evaluatorOf(
  name: string,
  string: Readonly<Record<string, string>> | undefined,
): Evaluator | undefined {
  const [key, text] = Object.entries(string ?? {})[0] ?? []
  if (key === undefined || text === undefined || text === '' || !Object.hasOwn(MATCHERS, key))
    return undefined
  return { name, matcher: MATCHERS[key as keyof typeof MATCHERS], text }
}
