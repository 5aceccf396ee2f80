import type { Files } from '../fake-github/make-pull-request.ts'

/** A small team's repository: one prompt, one suite, a simulated model that follows its prompt mostly. */
const POLICY = 'noisefloor.yaml'
export const PROMPT = 'prompts/triage.md'
export const SUITE = 'evals/triage.eval.yaml'
export const MODEL = 'evals/model.yaml'

const PROMPT_TEXT = `You sort customer mail into a queue: billing or shipping.
Think before you answer.
Answer with the name of the queue and nothing else.

{{ mail }}
`

const SUITE_TEXT = `suite: triage
target:
  prompt: ../prompts/triage.md
  model: sim/small
  params: { temperature: 0.7, max-output-tokens: 60 }
cases:
  - { id: invoice, vars: { mail: "My invoice is wrong" }, expected: { queue: billing } }
  - { id: refund, vars: { mail: "I want my money back" }, expected: { queue: billing } }
  - { id: parcel, vars: { mail: "The parcel never came" }, expected: { queue: shipping } }
  - { id: damage, vars: { mail: "The parcel came broken" }, expected: { queue: shipping } }
scorers:
  queue: { contains: "{{ expected.queue }}" }
assert:
  - { metric: queue, no-regression: { margin: 0.2 } }
`

const MODEL_TEXT = `rules:
  - when: { contains: parcel }
    replies:
      - { label: right, weight: 97, text: shipping }
      - { label: wrong, weight: 3, text: no idea }
  - replies:
      - { label: right, weight: 97, text: billing }
      - { label: wrong, weight: 3, text: no idea }
effects:
  - when: { contains: "Be quick" }
    multiply: { wrong: 40 }
`

const POLICY_TEXT = `suites: evals/**/*.eval.yaml
providers:
  sim: { kind: simulated, file: evals/model.yaml }
gate-changes: { label: evals-approved }
`

export const SHOP: Files = {
  [POLICY]: POLICY_TEXT,
  [PROMPT]: PROMPT_TEXT,
  [SUITE]: SUITE_TEXT,
  [MODEL]: MODEL_TEXT,
  'README.md': '# Shop\n',
}

/** The file with one text in it replaced. @throws Error when the text is not in it, so that no test changes nothing by accident */
export function edited(file: string, before: string, after: string, files: Files = SHOP): Files {
  const text = String(files[file])
  if (!text.includes(before)) throw new Error(`${file} does not hold ${JSON.stringify(before)}`)
  return { [file]: text.replace(before, () => after) }
}

/** One line of the prompt after which the simulated model answers wrongly most of the time. */
export const WORSE: Files = edited(PROMPT, 'Think before you answer.', 'Be quick.')

/** A rewording that the simulated model does not mind. */
export const REWORDED: Files = edited(PROMPT, 'You sort customer mail', 'You triage customer mail')

/** Nothing that any suite reads. */
export const UNRELATED: Files = { 'README.md': '# Shop\n\nWe sell things.\n' }

/** The policy with more lines at its end. */
export function policyWith(lines: string): Files {
  return { [POLICY]: `${POLICY_TEXT}${lines}\n` }
}

/** The policy with another provider instead of the simulated one, under the same name. */
export function policyWithProvider(provider: string): Files {
  return edited(POLICY, '{ kind: simulated, file: evals/model.yaml }', provider)
}
