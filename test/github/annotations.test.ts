import { describe, expect, it } from 'vitest'
import { annotate } from '../../src/github/annotations.ts'
import { memoryTree } from '../suite/memory-tree.ts'
import { pushReport, suiteReport } from './example-report.ts'

const base = memoryTree({
  'prompts/triage.md': 'one\ntwo\nthree\n',
  'evals/triage.eval.yaml': 'suite: triage\n',
})
const head = memoryTree({
  'prompts/triage.md': 'one\n2\nthree\nfour\n',
  'evals/triage.eval.yaml': 'suite: triage\n',
})

describe('the annotations', () => {
  it('stand on the changed lines of what affects a suite, with its verdict', async () => {
    expect(await annotate(pushReport(), { base, head })).toEqual(
      [2, 4].map((line) => ({
        path: 'prompts/triage.md',
        start_line: line,
        end_line: line,
        annotation_level: 'failure',
        title: 'triage: regression',
        message: 'queue fell by more than the margin',
      })),
    )
  })

  it.each([
    ['regression', 'failure'],
    ['not-evaluable', 'failure'],
    ['inconclusive', 'warning'],
    ['improved', 'notice'],
    ['pass', 'notice'],
  ] as const)('of a suite that is %s are of the level %s', async (verdict, level) => {
    const report = pushReport({ suites: [suiteReport({ verdict })] })
    expect((await annotate(report, { base, head })).map((one) => one.annotation_level)).toEqual([
      level,
      level,
    ])
  })

  it('begin with what loosens the gate, and leave out files that head does not have', async () => {
    const change = {
      description: 'margin 0.1 → 0.9',
      file: 'evals/triage.eval.yaml',
      line: 1,
      loosens: true,
      approved: false,
    }
    const report = pushReport({
      suites: [suiteReport({ affected_by: ['prompts/triage.md', 'prompts/gone.md'] })],
      gate_changes: [{ ...change, approved: true }, change, { ...change, file: 'evals/gone.eval.yaml' }],
    })
    const found = await annotate(report, { base, head })
    expect(found.map(({ path, annotation_level }) => `${annotation_level} ${path}`)).toEqual([
      'failure evals/triage.eval.yaml',
      'failure prompts/triage.md',
      'failure prompts/triage.md',
      'notice evals/triage.eval.yaml',
    ])
  })

  it('are within GitHub’s limits and inert, whatever the names and reasons are', async () => {
    const hostile = `\u202e##[error]\r::set-output::${'x'.repeat(10_000)}`
    const lines = (mark: string) =>
      Array.from({ length: 2_000 }, (_, index) => (index % 2 ? mark : `${index}`)).join('\n')
    const files = Array.from({ length: 60 }, (_, index) => `data/${index}.csv`)
    const tree = (mark: string) => memoryTree(Object.fromEntries(files.map((file) => [file, lines(mark)])))
    const report = pushReport({
      suites: [suiteReport({ suite: hostile, reason: hostile, affected_by: files })],
    })
    const found = await annotate(report, { base: tree('old'), head: tree('new') })
    expect(found.length).toBeGreaterThan(50)
    expect(found.length).toBeLessThanOrEqual(100)
    for (const { title, message } of found) {
      expect(title.length).toBeLessThanOrEqual(255)
      expect(message.length).toBeLessThanOrEqual(64_000)
      expect(title + message).not.toMatch(/##\[|\u202e|\r|^\s*::/m)
    }
  })

  it('are none where nothing is affected', async () => {
    expect(
      await annotate(pushReport({ suites: [suiteReport({ verdict: 'unaffected' })] }), { base, head }),
    ).toEqual([])
  })
})
