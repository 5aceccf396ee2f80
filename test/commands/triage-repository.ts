import { makeRepository, type TestRepository } from '../change/make-repository.ts'

export interface TriageOptions {
  /** Of the provider; `undefined` uses the simulated model. */
  readonly baseUrl?: string
  /** Lines added to the policy. */
  readonly policy?: readonly string[]
  readonly cases?: number
  /** Lines of scorers besides `queue`. */
  readonly scorers?: readonly string[]
  /** The simulated model's description. */
  readonly simulated?: string
  readonly assert?: readonly string[]
  /** Effects of the simulated model, lines of YAML; by default a prompt without its line is wrong ten times as often. */
  readonly effects?: readonly string[]
}

const SIMULATED = `rules:
  - when: { contains: "{{ never rendered" }
    replies: [{ text: never }]
  - replies:
      - { label: right, weight: 19, text: '{"queue":"billing"}' }
      - { label: wrong, weight: 1, text: '{"queue":"other"}' }
`
const EFFECTS = ['  - { when: { not: { contains: "Answer with JSON." } }, multiply: { wrong: 10 } }']

/** A committed repository with one prompt, one suite `triage` and a policy; the prompt's line `Answer with JSON.` is what matters. */
export function makeTriageRepository(options: TriageOptions = {}): TestRepository {
  const repository = makeRepository()
  const provider =
    options.baseUrl === undefined
      ? '{ kind: simulated, file: evals/sim.yaml }'
      : `{ kind: openai-compatible, base-url: "${options.baseUrl}", credential: TRIAGE_KEY }`
  repository.write({
    'noisefloor.yaml': ['providers:', `  model: ${provider}`, ...(options.policy ?? []), ''].join('\n'),
    'prompts/triage.md': 'Sort this mail. Answer with JSON.\n\nMail: {{ mail }}\n',
    'evals/sim.yaml':
      options.simulated ?? [SIMULATED.trimEnd(), 'effects:', ...(options.effects ?? EFFECTS), ''].join('\n'),
    'evals/triage.eval.yaml': [
      'suite: triage',
      'target: { prompt: ../prompts/triage.md, model: model/small, params: { max-output-tokens: 50 } }',
      'cases:',
      ...Array.from(
        { length: options.cases ?? 10 },
        (_, index) => `  - { id: mail-${index}, vars: { mail: "mail ${index}" } }`,
      ),
      'scorers:',
      '  queue: { json-path: $.queue, equals: billing }',
      ...(options.scorers ?? []),
      'assert:',
      ...(options.assert ?? ['  - { metric: queue, no-regression: { margin: 0.1 } }']),
      '',
    ].join('\n'),
  })
  repository.commit('A triage prompt with its suite')
  return repository
}

export const WORSE_PROMPT = { 'prompts/triage.md': 'Sort this mail.\n\nMail: {{ mail }}\n' }
export const REWORDED_PROMPT = {
  'prompts/triage.md': 'Now sort this mail. Answer with JSON.\n\nMail: {{ mail }}\n',
}
