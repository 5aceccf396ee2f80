import { posix } from 'node:path'
import { USUAL_VARIABLES } from '../provider/provider-config.ts'
import { PROVIDER_STARTS } from './provider-choice.ts'
import { relativePath } from './relative-path.ts'
import type { Starter } from './starter.ts'
import { yamlScalar } from './yaml-scalar.ts'

/** Globs of suites that a new policy has: below `evals` at the root, in any folder of a repository with several packages. */
function suiteGlob(evals: string): string {
  return evals === 'evals' ? 'evals/**/*.eval.yaml' : '**/*.eval.yaml'
}

/** Where the description of the simulated model is. */
export function simulationFile({ evals, name }: Pick<Starter, 'evals' | 'name'>): string {
  return posix.join(evals, 'sim', `${name}.yaml`)
}

/** The text of `noisefloor.yaml`. */
export function starterPolicy(starter: Starter): string {
  const { provider, policyFile, schemas, simulated } = starter
  const [simulatedName] = simulated.split('/')
  return [
    `# yaml-language-server: $schema=${relativePath(policyFile, posix.join(schemas, 'policy.schema.json'))}`,
    '# What the gate may do. It is read from the base side: a pull request that edits it is judged by what stood here before.',
    `suites: ${yamlScalar(suiteGlob(starter.evals))}`,
    'providers:',
    ...(provider.kind === 'simulated' ? [] : providerLines(provider.kind, provider.name)),
    '  # Offline and free, to rehearse the gate; its answers are made up.',
    `  ${simulatedName}: { kind: simulated, file: ${yamlScalar(simulationFile(starter))} }`,
    'error-rates: { false-alarm: 0.05, miss: 0.1 }',
    'on-inconclusive: neutral            # or fail, or pass',
    'budget: { usd: 5, calls: 4000, minutes: 20 }     # at most, for each push',
    'publish: { outputs: snippets }      # of model outputs, in comment and check; or none, or full',
    'gate-changes: { label: evals-approved }          # approves a pull request that loosens the gate',
    '',
  ].join('\n')
}

function providerLines(kind: keyof typeof PROVIDER_STARTS, name: string): readonly string[] {
  const { settings } = PROVIDER_STARTS[kind]
  const variable = USUAL_VARIABLES[kind]
  const parts = [
    `kind: ${kind}`,
    ...(settings === '' ? [] : [settings]),
    ...(variable === undefined ? [] : [`credential: ${variable}`]),
  ]
  return [
    ...(variable === undefined
      ? []
      : ['  # `credential` is the name of an environment variable, never the key itself.']),
    `  ${name}: { ${parts.join(', ')} }`,
  ]
}
