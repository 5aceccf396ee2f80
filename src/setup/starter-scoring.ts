import { standIn } from './stand-ins.ts'
import type { Starter, StarterCase } from './starter.ts'
import { yamlScalar } from './yaml-scalar.ts'

/** How a starter scores, and replies of a simulated model that score well and badly. */
export interface StarterScoring {
  /** Lines of `scorers` and of `assert`, comments included. */
  readonly scorers: readonly string[]
  readonly assert: readonly string[]
  good(aCase: StarterCase): readonly StarterReply[]
  readonly bad: StarterReply
}

export interface StarterReply {
  readonly text?: string
  readonly tool?: { readonly name: string }
}

/** What can be said of any answer to the prompt without knowing what is right: the user says that next, and the comments tell how. */
export function starterScoring({ prompt, tools }: Pick<Starter, 'prompt' | 'tools'>): StarterScoring {
  const { testData, shape } = prompt
  if (testData !== undefined && testData.evaluators.length > 0) return scoringOfTestData(testData)
  if (tools !== undefined) return scoringOfTools(tools.tools)
  return shape === undefined ? scoringOfText() : scoringOfJson(shape)
}

const MARGIN = 'no-regression: { margin: 0.1 }'

function scoringOfTestData({
  evaluators,
  others,
}: NonNullable<Starter['prompt']['testData']>): StarterScoring {
  const names = evaluators.map(({ name }, index) => scorerName(name, index))
  const texts = (matcher: (typeof evaluators)[number]['matcher'], aCase: StarterCase) =>
    evaluators
      .filter((one) => one.matcher === matcher)
      .map(({ text }) => text.replaceAll(/\{\{\s*expected\s*\}\}/g, aCase.expected ?? ''))
  return {
    scorers: [
      '# The evaluators of the prompt file.',
      ...evaluators.map(
        ({ matcher, text }, index) => `${names[index]}: { ${matcher}: ${JSON.stringify(text)} }`,
      ),
      ...others.map(
        (name) => `# Not taken over: ${oneLine(name)}. A judge is { judge: { rubric: rubrics/NAME.md } }.`,
      ),
    ],
    assert: names.map((name) => `- { metric: ${name}, ${MARGIN} }`),
    good: (aCase) => {
      const [whole] = texts('equals', aCase)
      const parts = [
        ...texts('starts-with', aCase),
        ...texts('contains', aCase),
        ...texts('ends-with', aCase),
      ]
      return [{ text: whole ?? parts.join(' ') }]
    },
    bad: { text: 'Sorry?' },
  }
}

function scorerName(name: string, index: number): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
  return slug === '' ? `evaluator-${index + 1}` : index > 0 ? `${slug}-${index + 1}` : slug
}

function scoringOfTools(tools: readonly string[]): StarterScoring {
  const first = tools[0]!
  return {
    scorers: [
      '# Which tool is called first: neither better nor worse, but a shift of it is a change of behaviour.',
      'tool: { label: tool }',
      '# Say what is right as well: give cases `expected: …`, and score what comes back, such as',
      '# mentions: { contains: "{{ expected.mentions }}", ignore-case: true }',
    ],
    assert: [
      '- { metric: tool, distribution: { total-variation: 0.2 } }',
      '- { metric: outcome, distribution: { total-variation: 0.2 }, role: guardrail }',
    ],
    good: ({ id }) => [{ tool: { name: tools[Number(/\d+$/.exec(id)?.[0] ?? 0) % tools.length] ?? first } }],
    bad: { text: 'I can do that for you!' },
  }
}

function scoringOfJson({ keys, example }: NonNullable<Starter['prompt']['shape']>): StarterScoring {
  const [key] = keys
  const schema =
    key === undefined
      ? '{ type: object }'
      : `{ type: object, required: [${keys.map(yamlScalar).join(', ')}] }`
  return {
    scorers: [
      '# The object that the prompt asks for, as far as it was understood.',
      `json: { json-schema: ${schema} }`,
      `# Say what is right: give each case \`expected: { ${key ?? 'KEY'}: … }\` in the data file, then drop the #:`,
      `# ${/^[A-Za-z][\w-]*$/.test(key ?? '') ? key : 'right'}: { json-path: "$['${(key ?? 'KEY').replaceAll(/['\\]/g, '')}']", equals: "{{ expected.${key ?? 'KEY'} }}" }`,
    ],
    assert: [`- { metric: json, ${MARGIN} }`],
    good: () => [{ text: JSON.stringify(example) }],
    bad: { text: `Here you are:\n\n${JSON.stringify(example)}\n\nAnything else?` },
  }
}

const REFUSALS = ['I cannot', 'I can’t', "I can't", 'I am unable', "I'm unable", 'As an AI']

function scoringOfText(): StarterScoring {
  return {
    scorers: [
      '# What holds for most prompts. It finds a prompt that falls apart, and no more.',
      `answers: { all: [{ length: { min: 1 } }, { not: { contains-any: [${REFUSALS.map((text) => JSON.stringify(text)).join(', ')}], ignore-case: true } }] }`,
      '# Say what is right: give each case `expected: { mentions: … }` in the data file, then drop the #:',
      '# mentions: { contains: "{{ expected.mentions }}", ignore-case: true }',
    ],
    assert: [`- { metric: answers, ${MARGIN} }`],
    good: () => [{ text: `A made-up answer. ${standIn('text', 0)}` }],
    bad: { text: 'As an AI model I cannot help with that.' },
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
}
