import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { help } from '../../scripts/reference/command-pages.ts'
import { parseWithSchema } from '../../src/boundary/parse-with-schema.ts'
import { parseYaml } from '../../src/boundary/yaml-source.ts'
import { compileDescription } from '../../src/provider/simulated/compile-description.ts'
import { descriptionSchema } from '../../src/provider/simulated/description.ts'
import { loadPolicy } from '../../src/suite/load-policy.ts'
import { loadSuite } from '../../src/suite/load-suite.ts'
import { findingsOf, memoryTree } from '../suite/memory-tree.ts'
import { completeSuite, EXAMPLE_FILES } from './complete-suite.ts'
import { allPages, type Block, ROOT } from './read-page.ts'
import { type YamlKind, yamlKind } from './yaml-kind.ts'

const blocks = allPages().flatMap((page) => page.blocks)
const written = (language: string) => blocks.filter((block) => block.language === language)
const kinds = new Map<Block, YamlKind | undefined>(
  written('yaml').map((block) => [block, yamlKind(parse(block.text))]),
)
const ofKind = (kind: YamlKind) =>
  [...kinds].filter(([, one]) => one === kind).map(([block]) => [block.place, block] as const)

describe('a block of YAML in the documentation', () => {
  it('is of a kind that is checked', () => {
    expect([...kinds].filter(([, kind]) => kind === undefined).map(([block]) => block.place)).toEqual([])
    expect(kinds.size).toBeGreaterThan(25)
  })

  it('is of every kind, so that no check below is empty', () => {
    const all: readonly YamlKind[] = ['suite', 'policy', 'simulated model', 'workflow', 'steps', 'messages']
    expect(all.filter((kind) => ofKind(kind).length === 0)).toEqual([])
    expect(ofKind('suite').length).toBeGreaterThan(8)
    expect(ofKind('policy').length).toBeGreaterThan(6)
  })

  it.each(ofKind('suite'))('that is a suite, or a part of one, loads: %s', async (_, { text }) => {
    const file = 'evals/example.eval.yaml'
    const whole = text.includes('\nsuite:') || text.startsWith('suite:') ? text : completeSuite(parse(text))
    expect(await findingsOf(loadSuite(memoryTree({ ...EXAMPLE_FILES, [file]: whole }), file))).toBe(
      'no findings',
    )
  })

  it.each(ofKind('policy'))('that is a policy, or a part of one, loads: %s', async (_, { text }) => {
    const tree = memoryTree({ ...EXAMPLE_FILES, 'noisefloor.yaml': text })
    expect(await findingsOf(loadPolicy(tree, 'noisefloor.yaml'))).toBe('no findings')
  })

  it.each(ofKind('simulated model'))(
    'that describes a simulated model compiles: %s',
    (_, { text, place }) => {
      const source = parseYaml(text, place)
      expect(() => compileDescription(parseWithSchema(descriptionSchema, source), source)).not.toThrow()
    },
  )

  it.each(ofKind('messages'))('that is a conversation is one of a case: %s', async (_, { text }) => {
    const file = 'evals/example.eval.yaml'
    const suite = completeSuite({ cases: [{ id: 'one', vars: { mail: 'hello' }, ...parse(text) }] })
    expect(await findingsOf(loadSuite(memoryTree({ ...EXAMPLE_FILES, [file]: suite }), file))).toBe(
      'no findings',
    )
  })
})

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions?: unknown
  readonly jobs?: Readonly<
    Record<
      string,
      { readonly permissions: Readonly<Record<string, string>>; readonly steps: readonly Step[] }
    >
  >
}

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, unknown>>
}
/** https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows, those that our pages use. */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  pull_request: ['branches', 'types'],
  merge_group: [],
  push: ['branches'],
  workflow_dispatch: ['inputs'],
  schedule: [],
}
const TYPES = ['opened', 'synchronize', 'reopened', 'labeled', 'unlabeled', 'edited', 'ready_for_review']

describe('a workflow in the documentation', () => {
  const workflows = ofKind('workflow').map(([place, { text }]) => [place, parse(text) as Workflow] as const)
  const whole = workflows.flatMap(([place, { jobs }]) =>
    jobs === undefined ? [] : [[place, Object.values(jobs)] as const],
  )

  it.each(workflows)('begins on events that exist: %s', (_, { on }) => {
    for (const [event, settings] of Object.entries(on)) {
      expect(Object.keys(EVENTS)).toContain(event)
      if (event === 'schedule') {
        expect(settings).toEqual([{ cron: expect.stringMatching(/^(\S+ ){4}\S+$/) }])
        continue
      }
      const { types = [], ...others } = (settings ?? {}) as { types?: readonly string[] }
      expect(types.filter((type) => !TYPES.includes(type))).toEqual([])
      expect(Object.keys(others).filter((key) => !EVENTS[event]!.includes(key))).toEqual([])
    }
  })

  it('is there whole in three places at least, and grants what the pages say', () => {
    expect(whole.length).toBeGreaterThanOrEqual(3)
    for (const [, jobs] of whole)
      for (const { permissions, steps } of jobs) {
        const isGate = steps.some(({ uses }) => uses?.startsWith('OWNER/'))
        const written = isGate ? { 'pull-requests': 'write', checks: 'write' } : {}
        expect(permissions).toEqual({ contents: 'read', ...written })
      }
    expect(
      workflows.filter(
        ([, { jobs, permissions }]) => jobs !== undefined && JSON.stringify(permissions) !== '{}',
      ),
    ).toEqual([])
  })

  const steps = [
    ...whole.flatMap(([place, jobs]) =>
      jobs.flatMap((job) => job.steps.map((step) => [place, step] as const)),
    ),
    ...ofKind('steps').flatMap(([place, { text }]) =>
      (parse(text) as Step[]).map((step) => [place, step] as const),
    ),
  ]

  it.each(steps)(
    'names actions by commit, and gives them what they take: %s',
    async (_, { uses, run, with: inputs = {} }) => {
      if (run !== undefined) {
        const [, command, given = ''] = /^node \.noisefloor-program\/dist\/cli\.js (\w+)(.*)$/.exec(run)!
        const known = (await help([command!])).match(/--[a-z][a-z-]*/g)
        for (const option of given.match(/--[a-z][a-z-]*/g)!) expect(known).toContain(option)
        return
      }
      expect(uses).toMatch(
        /^(OWNER\/noisefloor|actions\/(checkout|cache\/restore|cache\/save))@<full commit SHA>$/,
      )
      if (uses!.startsWith('OWNER/'))
        expect(Object.keys(inputs).filter((name) => !Object.hasOwn(action.inputs, name))).toEqual([])
      if (uses!.startsWith('actions/checkout')) {
        expect(inputs).toMatchObject({ 'persist-credentials': false })
        const { 'fetch-depth': depth, repository, ref, path } = inputs
        const ours = ['OWNER/noisefloor', '<full commit SHA>', '.noisefloor-program']
        if (repository !== undefined) expect([repository, ref, path]).toEqual(ours)
        else expect([2, undefined]).toContain(depth)
      }
    },
  )

  it('has its version beside each commit', () => {
    const lines = written('yaml').flatMap(({ place, text }) =>
      text
        .split('\n')
        .filter((line) => line.includes('<full commit SHA>'))
        .map((line) => `${place} ${line}`),
    )
    expect(lines.filter((line) => !/ # v\d/.test(line))).toEqual([])
    expect(lines.length).toBeGreaterThan(8)
  })
})

describe('other blocks', () => {
  it.each(written('json').map((block) => [block.place, block] as const))(
    'of JSON parse: %s',
    (_, { text }) => {
      for (const line of text.split('\n')) expect(() => JSON.parse(line)).not.toThrow()
    },
  )

  it('are of languages that something checks, or that need no check', () => {
    const CHECKED = ['yaml', 'json', 'sh', 'text', 'markdown', 'md', 'ts', 'diff']
    // Python: ten lines that the tests of `compare` need not run. CSV: a part of an example that is loaded. '': pictures of text.
    const UNCHECKED = ['python', 'csv', '']
    expect(
      blocks.map(({ language }) => language).filter((one) => ![...CHECKED, ...UNCHECKED].includes(one)),
    ).toEqual([])
    expect(written('json').length).toBeGreaterThan(0)
  })
})
