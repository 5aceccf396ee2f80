import type { Command, Option } from 'commander'
import type { World } from '../boundary/world.ts'
import { type NameSource, repositoryNames } from './completion-names.ts'
import { splitCommandLine } from './split-command-line.ts'

/** One thing that the word under the cursor may become. */
export interface Candidate {
  readonly value: string
  readonly description?: string
}

/** `files`, `folders`: for the shell to complete. */
export type Completion = readonly Candidate[] | 'files' | 'folders'

/**
 * `noisefloor __complete`: what the word under the cursor may become, one candidate a line, its description after a tab; `:files` and
 * `:folders` ask the shell for its own. Silent whatever goes wrong: people are in the middle of a line.
 *
 * @param args `words WORD…` up to the cursor, without the program; or `bash POINT LINE WORD`, as bash has them
 */
export async function complete(program: Command, args: readonly string[], world: World): Promise<void> {
  try {
    const [shell, ...rest] = args
    world.stdout.write(
      shell === 'bash' ? await answerBash(program, rest, world) : await answerWords(program, rest, world),
    )
  } catch {
    // Nothing to offer.
  }
}

async function answerWords(program: Command, words: readonly string[], world: World): Promise<string> {
  const found = await completeWords(program, words, repositoryNames(world))
  if (typeof found === 'string') return `:${found}\n`
  return found.map(({ value, description }) => `${value}\t${description ?? ''}\n`).join('')
}

/** Bash splits words at `:` and `=` too, and replaces the last part only; what it is given goes into the line as it is. */
async function answerBash(
  program: Command,
  [point = '', line = '', part = '']: readonly string[],
  world: World,
): Promise<string> {
  const words = splitCommandLine(Buffer.from(line).subarray(0, Number(point)).toString())
  const found = await completeWords(program, words.slice(1), repositoryNames(world))
  if (typeof found === 'string') return `:${found}\n`
  const word = words.at(-1) ?? ''
  const kept = word.endsWith(part) ? word.length - part.length : 0
  return found.map(({ value }) => `${quoted(value.slice(kept))}\n`).join('')
}

function quoted(text: string): string {
  return text.replace(/[^\p{L}\p{N}_@%+=:,./-]/gu, '\\$&')
}

/**
 * @param words what has been typed after the program's name; the last one is under the cursor
 * @param names asked only where a name is wanted
 */
export async function completeWords(
  program: Command,
  words: readonly string[],
  names: NameSource,
): Promise<Completion> {
  const current = words.at(-1) ?? ''
  const typed = words.slice(0, -1)
  const place = typed.findIndex((word) => !word.startsWith('-'))
  const command = program.commands.find((one) => one.name() === typed[place])
  if (command === undefined) {
    if (place >= 0) return []
    return matching(current, [...commandsOf(program), ...optionsOf(program, [])])
  }
  const given = typed.slice(place + 1)
  const [name, inline] = splitInline(current)
  const after = given.at(-1)
  const wanting = optionNamed(command, inline === undefined ? after : name)
  if (wanting !== undefined && (wanting.required || (inline !== undefined && wanting.optional))) {
    const values = await valuesOf(wanting, given, names)
    if (typeof values === 'string') return values
    const prefix = inline === undefined ? '' : `${name}=`
    return matching(
      current,
      values.map((one) => ({ ...one, value: `${prefix}${one.value}` })),
    )
  }
  if (current.startsWith('-')) return matching(current, optionsOf(command, given))
  return positional(command, current, given, names)
}

function commandsOf(program: Command): readonly Candidate[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => ({ value: command.name(), description: command.description() }))
}

/** Options that stand in the line already are left out, but for those that may be repeated. */
function optionsOf(command: Command, given: readonly string[]): readonly Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(
      (option) =>
        Array.isArray(option.defaultValue) || !given.some((word) => isNamed(option, splitInline(word)[0])),
    )
    .map((option) => ({ value: option.long ?? option.short ?? '', description: option.description }))
}

function optionNamed(command: Command, word: string | undefined): Option | undefined {
  return word === undefined ? undefined : command.options.find((option) => isNamed(option, word))
}

function isNamed({ long, short }: Option, word: string): boolean {
  return word === long || word === short
}

/** `--suite=tri` is `--suite` and `tri`. */
function splitInline(word: string): readonly [string, string | undefined] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

/** By the name of the option's value, as `--help` shows it. */
async function valuesOf(option: Option, given: readonly string[], names: NameSource): Promise<Completion> {
  if (option.argChoices !== undefined) return option.argChoices.map((value) => ({ value }))
  switch (/[<[](\w+)/.exec(option.flags)?.[1]) {
    case 'file':
      return 'files'
    case 'dir':
      return 'folders'
    case 'ref':
      return (await names.refs()).map((value) => ({ value }))
    case 'name':
      return (await suitesOf(given, names)).map(({ name, file }) => ({ value: name, description: file }))
    case 'id':
      return cases(given, names)
    default:
      return []
  }
}

async function positional(
  command: Command,
  current: string,
  given: readonly string[],
  names: NameSource,
): Promise<Completion> {
  const taken = given.filter(
    (word, at) => !word.startsWith('-') && optionNamed(command, given[at - 1])?.required !== true,
  ).length
  const argument = command.registeredArguments[taken]
  switch (argument?.name()) {
    case undefined:
      return matching(current, optionsOf(command, given))
    case 'case':
      return matching(current, await cases(given, names))
    default:
      return argument?.argChoices === undefined
        ? 'files'
        : matching(
            current,
            argument.argChoices.map((value) => ({ value })),
          )
  }
}

/** Of the suites that the line names, or of all. */
async function cases(given: readonly string[], names: NameSource): Promise<readonly Candidate[]> {
  const chosen = given.flatMap((word, at) => {
    const [name, inline] = splitInline(word)
    return name === '--suite' ? [inline ?? given[at + 1] ?? ''] : []
  })
  const all = await suitesOf(given, names)
  const wanted = all.filter(({ name }) => chosen.includes(name))
  return (wanted.length === 0 ? all : wanted).flatMap(({ name, cases: ids }) =>
    ids.map((id) => ({ value: id, description: name })),
  )
}

function suitesOf(given: readonly string[], names: NameSource) {
  const at = given.indexOf('--config')
  return names.suites(at < 0 ? undefined : given[at + 1])
}

function matching(current: string, candidates: readonly Candidate[]): readonly Candidate[] {
  const seen = new Set<string>()
  return candidates.filter(({ value }) => {
    if (!value.startsWith(current) || value === '' || seen.has(value)) return false
    seen.add(value)
    // A line for each: what does not fit on one cannot be offered.
    return !/[\p{Cc}\p{Cf}]/u.test(value)
  })
}
