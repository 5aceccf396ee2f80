import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandNames, help } from '../../scripts/reference/command-pages.ts'
import type { TestRepository } from '../change/make-repository.ts'
import { runCli } from '../commands/run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT } from '../commands/triage-repository.ts'
import { allPages, ROOT } from './read-page.ts'
import { mentionedCommands, type ShownCommand, shownCommands } from './shown-commands.ts'

const pages = allPages()
const shown = shownCommands(pages)
const known = commandNames(await help([]))
const options = new Map<string, ReadonlySet<string>>()
for (const name of known) options.set(name, new Set((await help([name])).match(/--[a-z][a-z-]*/g)))

/** Commands that are checked for their options and not run here, by the reason. */
const NOT_RUN: Readonly<Record<string, RegExp>> = {
  'simulates for seconds; run in test/commands/calibrate.test.ts': /^noisefloor calibrate/,
  'needs a repository on GitHub and a token; run in test/commands/doctor.test.ts':
    /^noisefloor doctor --token/,
  'names commits of an example': /^noisefloor check --base [0-9a-f]{40}/,
}
/** Other programs that pages show. */
const OTHERS = [
  /^git (clone|add|commit|checkout) /,
  /^alias noisefloor=/,
  /^export OPENAI_API_KEY=/,
  /^npm ci$/,
]
/** Options of other programs, and of our scripts, that pages mention. */
const OTHER_OPTIONS = [
  '--heap-growing-percent=50',
  '--semi-space-growth-factor=1',
  '--end-of-options',
  '--quick',
  '--once',
  '--promptfoo=FOLDER',
  '--once --promptfoo=FOLDER',
]

const isOurs = ({ line }: ShownCommand) => /^noisefloor /.test(line)
const toRun = [...new Map(shown.map((command) => [command.line, command])).values()].filter(
  (command) => isOurs(command) && !Object.values(NOT_RUN).some((pattern) => pattern.test(command.line)),
)
/** Of these, one lists messages and one adds options: tests of their own hold them to the program. */
const elsewhere = ['docs/troubleshooting.md', 'docs/extending.md']
const sentences = pages.filter(({ file }) => !elsewhere.includes(file))

describe('commands of noisefloor in the documentation', () => {
  let repository: TestRepository
  beforeAll(async () => {
    repository = makeTriageRepository({
      policy: ['  sim: { kind: simulated, file: evals/sim.yaml }', 'error-rates: { extension: 0.2 }'],
    })
    const suite = readFileSync(join(repository.root, 'evals/triage.eval.yaml'), 'utf8').replace(
      'mail-0',
      'refund-angry',
    )
    repository.write({ 'evals/triage.eval.yaml': suite })
    repository.commit('Name a case')
    const trials = (arm: string) =>
      Array.from(
        { length: 40 },
        (_, trial) =>
          `{"suite":"s","case":"c${trial % 8}","arm":"${arm}","trial":${Math.floor(trial / 8)},"scores":{"ok":1}}\n`,
      ).join('')
    for (const [base, head] of [
      ['a', 'b'],
      ['base', 'head'],
    ] as const)
      repository.write({ [`${base}.jsonl`]: trials('base'), [`${head}.jsonl`]: trials('head') })
    repository.write({ 'trials.jsonl': trials('base') + trials('head') })
    repository.commit('Trials')
    repository.write(REWORDED_PROMPT)
    // What `--offline` and `--extend` go on from.
    await runCli(repository.root, ['check'])
  })
  afterAll(() => repository.cleanup())

  it.each(toRun.map((command) => [command.line, command] as const))('work: %s', async (_, { words }) => {
    const args = words.slice(words.indexOf('noisefloor') + 1)
    const redirect = args.indexOf('>')
    const { code, stdout, stderr } = await runCli(
      repository.root,
      redirect < 0 ? args : args.slice(0, redirect),
    )
    expect({ code, stderr: stderr.match(/^error.*/m)?.[0] }).toEqual({ code: 0, stderr: undefined })
    expect(stdout).not.toBe('')
  })

  it('are many', () => {
    expect(toRun.length).toBeGreaterThan(13)
    expect(new Set(toRun.map(({ words }) => words[1])).size).toBeGreaterThanOrEqual(5)
    for (const [reason, pattern] of Object.entries(NOT_RUN))
      expect(
        shown.some(({ line }) => pattern.test(line)),
        reason,
      ).toBe(true)
  })

  it('exist, with their options, also where a sentence mentions them', () => {
    const mentioned = [
      ...shown
        .filter(isOurs)
        .map((one) => ({ ...one, words: one.words.slice(one.words.indexOf('noisefloor') + 1) })),
      ...mentionedCommands(sentences, known),
    ]
    const all = new Set([...options.values()].flatMap((names) => [...names]))
    const wrong = mentioned.filter(({ line, words }) => {
      const [first = '', ...rest] = words
      if (OTHER_OPTIONS.includes(line)) return false
      const given = words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.split('=')[0]!)
      if (first.startsWith('--')) return given.some((option) => !all.has(option))
      return (
        !known.includes(first) ||
        rest.length < given.length ||
        given.some((option) => !options.get(first)!.has(option))
      )
    })
    expect(wrong.map(({ place, line }) => `${place} ${line}`)).toEqual([])
    expect(mentioned.length).toBeGreaterThan(60)
  })
})

describe('the name of the package', () => {
  it('is nowhere handed to a program that would fetch it from a registry, where it is not ours', () => {
    const files = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'action.yml'].concat(
      ['src', 'docs', 'evals', 'scripts'].flatMap((folder) =>
        readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1)),
      ),
    )
    const fetches = /\b(?:npx|bunx|npm exec|npm x|pnpm dlx|yarn dlx|npm (?:i|install))\s+noisefloor\b/
    expect(files.filter((file) => fetches.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([])
    expect(files.length).toBeGreaterThan(500)
  })
})

describe('other commands in the documentation', () => {
  const scripts = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts as Record<
    string,
    string
  >

  it('are scripts of the package, or of a few programs', () => {
    const others = shown.filter((command) => !isOurs(command))
    const wrong = others.filter(({ line, words }) => {
      if (words[0] === 'npm' && words[1] === 'run') return !Object.hasOwn(scripts, words[2] ?? '')
      if (line === 'npm test') return !Object.hasOwn(scripts, 'test')
      return !OTHERS.some((pattern) => pattern.test(line))
    })
    expect(wrong.map(({ place, line }) => `${place} ${line}`)).toEqual([])
    expect(others.length).toBeGreaterThan(6)
  })

  it('name scripts that exist also within sentences', () => {
    const named = pages.flatMap((page) =>
      page.inlineCode.map(
        ({ value, line }) => [`${page.file}:${line}`, /^npm run ([\w:]+)/.exec(value)?.[1]] as const,
      ),
    )
    const runs = named.filter(([, script]) => script !== undefined)
    expect(runs.filter(([, script]) => !Object.hasOwn(scripts, script!))).toEqual([])
    expect(runs.length).toBeGreaterThan(5)
  })
})
