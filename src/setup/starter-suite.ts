import { posix } from 'node:path'
import { stringify } from 'yaml'
import { relativePath } from './relative-path.ts'
import type { Starter } from './starter.ts'
import type { StarterCases } from './starter-cases.ts'
import { starterScoring } from './starter-scoring.ts'
import { yamlScalar } from './yaml-scalar.ts'

export function suiteFile({ evals, name }: Pick<Starter, 'evals' | 'name'>): string {
  return posix.join(evals, `${name}.eval.yaml`)
}

export function dataFile({ evals, name }: Pick<Starter, 'evals' | 'name'>): string {
  return posix.join(evals, 'data', `${name}.yaml`)
}

/** The text of the suite. */
export function starterSuite(starter: Starter): string {
  const { prompt, provider, tools, simulated, schemas } = starter
  const file = suiteFile(starter)
  const scoring = starterScoring(starter)
  const isSimulated = provider.kind === 'simulated'
  return [
    `# yaml-language-server: $schema=${relativePath(file, posix.join(schemas, 'suite.schema.json'))}`,
    `suite: ${yamlScalar(starter.name)}`,
    'target:',
    `  prompt: ${yamlScalar(relativePath(file, prompt.path))}`,
    ...(prompt.syntax === 'liquid' ? [] : [`  prompt-syntax: ${prompt.syntax}`]),
    isSimulated
      ? '  # Simulated: its answers are made up. Add a provider to noisefloor.yaml and name its model here.'
      : `  # Offline: noisefloor check --model ${simulated}`,
    `  model: ${yamlScalar(provider.model)}`,
    ...(tools === undefined ? [] : [`  tools: ${yamlScalar(relativePath(file, tools.path))}`]),
    ...(prompt.hasParameters ? [] : [`  params: { max-output-tokens: ${outputTokens(provider.model)} }`]),
    'cases:',
    `  - from: ${yamlScalar(relativePath(file, dataFile(starter)))}`,
    'scorers:',
    ...scoring.scorers.map((line) => `  ${line}`),
    'assert:',
    ...scoring.assert.map((line) => `  ${line}`),
    '  - { metric: cost, ratio-at-most: 1.5, role: advisory }',
    '',
  ].join('\n')
}

/** Models that reason spend tokens before they answer. */
function outputTokens(model: string): number {
  return /gpt-5|\/o\d|gemini/.test(model) ? 2000 : 500
}

const ORIGINS: Readonly<Record<StarterCases['from'], string>> = {
  'made-up':
    'Made up from the names of the prompt’s variables: replace them by real inputs, 20 to 50 if you can.',
  'prompt file': 'From the prompt file’s own test data. Add more: 20 to 50 real inputs find more.',
  promptfoo:
    'The variables of the promptfoo configuration. Its assertions are not taken over: write them as scorers of the suite.',
}

/** The text of the data file. */
export function starterData({ cases }: Pick<Starter, 'cases'>, from: StarterCases['from']): string {
  return [
    `# ${ORIGINS[from]}`,
    '# `expected` may hold what is right for a case; scorers see it as {{ expected… }}.',
    stringify(cases, { lineWidth: 0 }),
  ].join('\n')
}
