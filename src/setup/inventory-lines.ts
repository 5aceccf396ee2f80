import type { TerminalPage } from '../report/terminal-page.ts'
import type { Inventory } from './inventory.ts'
import type { Surroundings } from './surroundings.ts'

const MOST_NAMED = 4

/** What was found, a row each. */
export function inventoryLines(
  { folder, git, root }: Pick<Surroundings, 'folder' | 'git' | 'root'>,
  { prompts, tools, promptfoo, policy, suites, workflows }: Inventory,
  page: TerminalPage,
): readonly string[] {
  const row = (label: string, text: string) => page.paragraph(text, 2, label.padEnd(12))
  return [
    `Found in ${folder === '' ? root : `${folder} of ${root}`}:`,
    ...row('prompts', listed(prompts)),
    ...(tools.length === 0
      ? []
      : row('tools', listed(tools.map((file) => `${file.path} (${file.tools.join(', ')})`)))),
    ...(promptfoo === undefined ? [] : row('promptfoo', promptfooText(promptfoo))),
    ...(policy === undefined ? [] : row('policy', `${policy.file}, which stays as it is`)),
    ...(suites.length === 0 ? [] : row('suites', listed(suites.map(({ file }) => file)))),
    ...(workflows.length === 0 ? [] : row('workflow', `${listed(workflows)} runs the gate already`)),
    ...(git === 'commits' ? [] : row('git', GIT_TEXTS[git])),
  ]
}

const GIT_TEXTS = {
  'no-commits': 'no commit yet: the gate compares commits, so commit what you have before the first check',
  'no-repository':
    'this folder is in no git repository: files can be written, but the gate compares commits, so run `git init` and commit before the first check',
  absent: 'git is not installed: files can be written, but the gate compares commits',
} as const

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  const rest = names.length - MOST_NAMED
  return [...names.slice(0, MOST_NAMED), ...(rest > 0 ? [`${rest} more`] : [])].join(', ')
}

function promptfooText({
  path,
  isData,
  promptFiles,
  inlinePrompts,
  rows,
  model,
}: NonNullable<Inventory['promptfoo']>): string {
  const taken = [
    ...(promptFiles.length > 0
      ? ['the files of its prompts']
      : inlinePrompts.length > 0
        ? ['its first prompt']
        : []),
    ...(rows.length > 0 ? ['the variables of its tests'] : []),
    ...(model === undefined ? [] : ['the model of its first provider']),
  ]
  const start = !isData
    ? 'It is a program, which is not run.'
    : taken.length === 0
      ? 'Nothing of it can be taken over.'
      : `A starter takes ${taken.join(', ')}.`
  return `${path}. It cannot be imported yet. ${start} Its assertions are to be written as \`scorers\` and \`assert\` of the suite; its providers as \`providers\` of the policy.`
}
