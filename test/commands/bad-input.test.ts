import { describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'
import { makeTriageRepository } from './triage-repository.ts'

const SUITE = 'evals/triage.eval.yaml'
const suiteWith = (
  lines: Partial<Record<'target' | 'cases' | 'scorers' | 'assert' | 'more', string>>,
): string =>
  [
    'suite: triage',
    lines.target ?? 'target: { prompt: ../prompts/triage.md, model: model/small }',
    lines.cases ?? 'cases: [{ id: one, vars: { mail: hello } }]',
    lines.scorers ?? 'scorers: { queue: { contains: billing } }',
    lines.assert ?? 'assert: [{ metric: queue, no-regression: { margin: 0.1 } }]',
    lines.more ?? '',
  ].join('\n')

/** What a hurried colleague breaks, and what is changed to break it. */
const MISTAKES: Readonly<Record<string, Readonly<Record<string, string | Uint8Array | undefined>>>> = {
  'malformed YAML': { [SUITE]: 'suite: triage\ntarget: { prompt: ../prompts/triage.md\n' },
  'a tab for indentation': { [SUITE]: 'suite: triage\ntarget:\n\tprompt: x\n' },
  'an unknown key': { [SUITE]: suiteWith({ more: 'asserts: []' }) },
  'a misspelt key of a scorer': {
    [SUITE]: suiteWith({ scorers: 'scorers: { queue: { contain: billing } }' }),
  },
  'a missing prompt': {
    [SUITE]: suiteWith({ target: 'target: { prompt: ../prompts/triag.md, model: model/small }' }),
  },
  'a binary prompt': { 'prompts/triage.md': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 2) },
  'a prompt that is not UTF-8': { 'prompts/triage.md': Uint8Array.of(0xff, 0xfe, 0x41) },
  'a prompt outside of the repository': {
    [SUITE]: suiteWith({ target: 'target: { prompt: ../../secret.md, model: model/small }' }),
  },
  'an empty dataset': {
    [SUITE]: suiteWith({ cases: 'cases: [{ from: mails.jsonl }]' }),
    'evals/mails.jsonl': '',
  },
  'a broken line in a dataset': {
    [SUITE]: suiteWith({ cases: 'cases: [{ from: mails.jsonl }]' }),
    'evals/mails.jsonl': '{"mail":"a"}\n{"mail":\n',
  },
  'zero cases': { [SUITE]: suiteWith({ cases: 'cases: []' }) },
  'duplicate ids': {
    [SUITE]: suiteWith({ cases: 'cases: [{ id: one, vars: { mail: a } }, { id: one, vars: { mail: b } }]' }),
  },
  'a template without its variable': {
    [SUITE]: suiteWith({ cases: 'cases: [{ id: one, vars: { mial: hello } }]' }),
  },
  'a broken template': { 'prompts/triage.md': 'Sort {{ mail' },
  'an unquoted template': {
    [SUITE]: suiteWith({ scorers: 'scorers:\n  queue:\n    equals: {{expected.queue}}' }),
  },
  'an unknown metric': { [SUITE]: suiteWith({ assert: 'assert: [{ metric: quene, no-regression: {} }]' }) },
  'a margin of 10 instead of .1': {
    [SUITE]: suiteWith({ assert: 'assert: [{ metric: queue, no-regression: { margin: 10 } }]' }),
  },
  'a margin that is not a number': {
    [SUITE]: suiteWith({ assert: 'assert: [{ metric: queue, no-regression: { margin: .nan } }]' }),
  },
  'simulated tools, which are not run yet': {
    [SUITE]: suiteWith({
      target: 'target: { prompt: ../prompts/triage.md, model: model/small, max-steps: 4 }',
    }),
  },
  'a judge, which is not run yet': {
    [SUITE]: suiteWith({ scorers: 'scorers: { queue: { judge: { rubric: Is it polite? } } }' }),
  },
  'a broken pattern': { [SUITE]: suiteWith({ scorers: 'scorers: { queue: { regex: "([" } }' }) },
  'a broken JSONPath': {
    [SUITE]: suiteWith({ scorers: 'scorers: { queue: { json-path: "queue..[", equals: a } }' }),
  },
  'a missing schema': { [SUITE]: suiteWith({ scorers: 'scorers: { queue: { json-schema: nope.json } }' }) },
  'an unknown provider': {
    [SUITE]: suiteWith({ target: 'target: { prompt: ../prompts/triage.md, model: modle/small }' }),
  },
  'two suites of one name': { 'evals/copy.eval.yaml': suiteWith({}) },
  'an unknown key in the policy': {
    'noisefloor.yaml':
      'providers:\n  model: { kind: simulated, file: evals/sim.yaml }\nbudgets: { usd: 5 }\n',
  },
  'a base URL without TLS': {
    'noisefloor.yaml':
      'providers:\n  model: { kind: openai-compatible, base-url: "http://example.com/v1" }\n',
  },
  'an empty policy': { 'noisefloor.yaml': '' },
  'no policy': { 'noisefloor.yaml': undefined },
  'no suite': { [SUITE]: undefined },
}

describe('noisefloor validate', () => {
  it.each(Object.entries(MISTAKES))('explains %s: where it is and how to mend it', async (name, files) => {
    using repository = makeTriageRepository()
    repository.write(files)
    const { code, stdout, stderr } = await runCli(repository.root, ['validate'])
    expect(code).toBe(2)
    expect(`${stdout}${stderr}`).toMatchSnapshot(name)
  })

  it('reports the mistakes of all files together', async () => {
    using repository = makeTriageRepository()
    repository.write({
      [SUITE]: suiteWith({
        more: 'asserts: []',
        assert: 'assert: [{ metric: quene, no-regression: { margin: 10 } }]',
      }),
      'evals/other.eval.yaml': 'suite: other\n',
      'noisefloor.yaml': 'providers:\n  model: { kind: simulatd, file: evals/sim.yaml }\n',
    })
    const { code, stdout } = await runCli(repository.root, ['validate'])
    expect(code).toBe(2)
    for (const file of ['noisefloor.yaml', SUITE, 'evals/other.eval.yaml']) expect(stdout).toContain(file)
  })

  it('says how much is valid when all is well', async () => {
    using repository = makeTriageRepository()
    const { code, stdout } = await runCli(repository.root, ['validate'])
    expect([code, stdout]).toEqual([0, 'noisefloor.yaml and 1 suite with 10 cases are valid\n'])
  })
})

describe('bad usage', () => {
  it.each([
    ['an unknown option', ['check', '--bse', 'main']],
    ['an unknown command', ['chekc']],
    ['an unknown suite', ['check', '--suite', 'triag']],
    ['an unknown case', ['check', '--case', 'mail-99']],
    ['a ref that does not exist', ['check', '--base', 'nope']],
    ['a ref that is an option', ['check', '--base=--upload-pack=x']],
    ['a case to try that does not exist', ['try', 'mail-99']],
  ])('%s ends with exit code 2 and a hint', async (name, args) => {
    using repository = makeTriageRepository()
    const { code, stdout, stderr } = await runCli(repository.root, args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatchSnapshot(name)
  })
})
