import type { World } from '../../src/boundary/world.ts'
import { main } from '../../src/commands/main.ts'
import { table } from './schema-tables.ts'

/** Wide enough that no option takes two lines. */
const COLUMNS = 10_000

/** What the program itself says of its commands, as Markdown: one section per command, in the order of `--help`. */
export async function commandPages(): Promise<string> {
  const names = commandNames(await help([]))
  const sections = []
  for (const name of names) sections.push(section(await help([name])))
  return sections.join('\n\n')
}

/** Names of the commands in the text of `--help`. */
export function commandNames(text: string): readonly string[] {
  return partOf(text, 'Commands').map(([usage]) => usage.split(' ')[0]!)
}

/** What `noisefloor COMMAND --help` prints. */
export async function help(command: readonly string[]): Promise<string> {
  let printed = ''
  const write = (text: string) => {
    printed += text
  }
  const sink = { write, isTerminal: false, columns: COLUMNS }
  const world: World = {
    environment: {},
    directory: '.',
    packageDirectory: '.',
    stdout: sink,
    stderr: sink,
    interrupted: new AbortController().signal,
    now: () => new Date(0),
    random: () => 0.5,
  }
  await main([...command, '--help'], world)
  return printed
}

function section(text: string): string {
  const usage = /^Usage: (.*)$/m.exec(text)?.[1] ?? ''
  const [name] = /^noisefloor [\w-]+/.exec(usage) ?? ['']
  const description = text.split('\n\n')[1] ?? ''
  const rows = [...partOf(text, 'Arguments'), ...partOf(text, 'Options')]
    .filter(([flags]) => !flags.startsWith('-h,'))
    .map(([flags, said]) => [`\`${flags}\``, ...splitDefault(said)])
  const options = rows.length === 0 ? '' : `\n\n${table(['option', 'what it does', 'default'], rows)}`
  return `## \`${name}\`\n\n\`${usage}\`\n\n${capitalised(description)}.${options}`
}

/** The lines of `Options:` and the like, split where two blanks stand. */
function partOf(text: string, title: string): readonly (readonly [string, string])[] {
  const body = new RegExp(`^${title}:\\n((?:  .*\\n?)*)`, 'm').exec(text)?.[1] ?? ''
  return [...body.matchAll(/^ {2}(\S.*?)(?: {2,}(.*))?$/gm)].map(([, flags, said]) => [flags!, said ?? ''])
}

/** Defaults that say nothing (off, none) are left out; those that are said in words stay words. */
function splitDefault(said: string): readonly [string, string] {
  const [, text = '', choices, value = ''] = SAID.exec(said) ?? []
  const what = choices === undefined ? text : `${text}: ${choices.replaceAll('"', '`')}`
  if (value === 'false' || value === '[]') return [what, '']
  return [what, value.startsWith('"') ? value.replaceAll('"', '`') : value]
}

/** As commander writes it: a text, then `(choices: …, default: …)`, `(choices: …)` or `(default: …)`. */
const SAID = /^(.*?)(?: \((?:choices: (.*?))?(?:, )?(?:default: (.*?))?\))?$/

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
