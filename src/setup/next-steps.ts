import { USUAL_VARIABLES } from '../provider/provider-config.ts'
import type { TerminalPage } from '../report/terminal-page.ts'
import type { ComposedStarter } from './compose-starter.ts'
import type { Inventory } from './inventory.ts'
import { simulationFile } from './starter-policy.ts'
import { dataFile, suiteFile } from './starter-suite.ts'
import type { Surroundings } from './surroundings.ts'

/** The three things to do after init. */
export function nextSteps(
  { starter, origin, files }: ComposedStarter,
  { git }: Pick<Surroundings, 'git'>,
  { command, policy, suites, promptfoo }: Pick<Inventory, 'command' | 'policy' | 'suites' | 'promptfoo'>,
  page: TerminalPage,
): readonly string[] {
  const { provider, simulated, cases } = starter
  const variable = provider.kind === 'simulated' ? undefined : USUAL_VARIABLES[provider.kind]
  const [workflow] = files.filter(({ path }) => path.startsWith('.github/'))
  const data =
    origin === 'made-up'
      ? `Put real inputs into ${dataFile(starter)}, and what is right for them`
      : `Add inputs to ${dataFile(starter)}, and what is right for them`
  const [simulatedName = ''] = simulated.split('/')
  const isKnown = policy === undefined || policy.providers.has(simulatedName)
  const offline = isKnown
    ? `Without a key: \`${command} check --model ${simulated}\`.`
    : `To rehearse without a key, add \`${simulatedName}: { kind: simulated, file: ${simulationFile(starter)} }\` to \`providers\` of ${policy.file}, commit, and run \`${command} check --base HEAD --model ${simulated}\`: the policy of base decides.`
  const real =
    provider.kind === 'simulated'
      ? `Change the prompt and run \`${command} check\`: it is free, and made up, until a real provider stands in the policy.`
      : `${variable === undefined ? '' : `\`export ${variable}=…\`, then `}\`${command} plan\` says what a check costs, and \`${command} check\` gates what you change. ${offline}`
  const publish =
    workflow === undefined
      ? 'Commit, and merge it: from then on the policy of the base branch decides.'
      : `In ${workflow.path} replace OWNER and the SHA${variable === undefined ? '' : `, and add the secret ${variable} to the repository`}. Commit and merge: from then on every pull request is gated. \`${command} doctor\` says what is missing.`
  // Cases of other suites may have the same id.
  const ofSuite = suites.length === 0 ? '' : ` --suite ${starter.name}`
  const isCopied = promptfoo !== undefined && files.some(({ path }) => path === starter.prompt.path)
  const shared = isCopied
    ? ` Let ${promptfoo.path} read the prompt from ${starter.prompt.path} too, so that both run the same text.`
    : ''
  const steps = [
    `${data}; score that in ${suiteFile(starter)}. \`${command} try ${cases[0]!.id}${ofSuite} --dry-run\` shows a request.${shared}`,
    real,
    `${git === 'no-repository' ? '`git init`. ' : ''}${publish}`,
  ]
  return ['Next:', ...steps.flatMap((text, index) => page.paragraph(text, 2, `${index + 1}. `))]
}
