import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reportSchema } from '../../src/report/report.ts'
import type { TestRepository } from '../change/make-repository.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT, WORSE_PROMPT } from './triage-repository.ts'

const SUITE = 'evals/triage.eval.yaml'

function edit(repository: TestRepository, file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(join(repository.root, file), 'utf8')
  expect(text).toMatch(from)
  repository.write({ [file]: text.replace(from, to) })
}

async function check(repository: TestRepository, ...args: readonly string[]) {
  const { code, stdout } = await runCli(repository.root, ['check', '--json', ...args])
  const report = reportSchema.parse(JSON.parse(stdout))
  const changes = report.gate_changes.map((change) => change.description)
  return { code, report, suite: report.suites[0], changes }
}

describe('a pull request that edits its own gate', () => {
  it('is judged by base’s margin, and fails for widening it without approval', async () => {
    using repository = makeTriageRepository()
    repository.write(WORSE_PROMPT)
    edit(repository, SUITE, 'margin: 0.1', 'margin: 0.9')
    const { code, suite, changes } = await check(repository)
    expect([code, suite!.verdict, suite!.metrics[0]!.margin]).toEqual([1, 'regression', 0.1])
    expect(changes.join('\n')).toMatch(/margin 0\.1 → 0\.9/)
  })

  it('fails for loosening alone, though no model was called', async () => {
    using repository = makeTriageRepository()
    edit(repository, SUITE, 'margin: 0.1', 'margin: 0.3')
    const { code, report } = await check(repository)
    expect([code, report.verdict, report.conclusion, report.calls]).toEqual([1, 'unaffected', 'failure', 0])
  })

  it('is judged by head’s suite once the change is approved', async () => {
    using repository = makeTriageRepository()
    repository.write(REWORDED_PROMPT)
    edit(repository, SUITE, 'margin: 0.1', 'margin: 0.3')
    const { code, suite, report } = await check(repository, '--approve-gate-changes')
    expect([code, suite!.metrics[0]!.margin]).toEqual([0, 0.3])
    expect(report.gate_changes.every((change) => change.approved)).toBe(true)
  })

  it.each([
    ['deletes a case', / {2}- \{ id: mail-9, .*\n/, ''],
    ['swaps a case’s input for an easier one', 'mail: "mail 3"', 'mail: "easy"'],
    ['turns the assertion into an advisory one', 'margin: 0.1 }', 'margin: 0.1 }, role: advisory'],
    ['makes a scorer accept more', 'equals: billing', 'contains: b'],
  ])('that %s fails without approval', async (_, from, to) => {
    using repository = makeTriageRepository()
    edit(repository, SUITE, from, to)
    const { code, report, changes } = await check(repository)
    expect([code, report.conclusion]).toEqual([1, 'failure'])
    expect(changes).not.toEqual([])
  })

  it('that deletes the suite fails without approval', async () => {
    using repository = makeTriageRepository()
    repository.write({ [SUITE]: undefined })
    const { code, changes } = await check(repository)
    expect(code).not.toBe(0)
    expect(changes.join('\n')).toMatch(/triage/)
  })

  it('that loosens the policy fails, and base’s policy decides', async () => {
    using repository = makeTriageRepository()
    repository.write(WORSE_PROMPT)
    edit(
      repository,
      'noisefloor.yaml',
      'providers:',
      'error-rates: { false-alarm: 0.0001 }\non-inconclusive: pass\nproviders:',
    )
    const { code, report, suite } = await check(repository)
    expect([code, report.error_rates.false_alarm, suite!.verdict]).toEqual([1, 0.05, 'regression'])
    expect(report.gate_changes.some((change) => change.loosens)).toBe(true)
  })

  it('that brings a kinder simulated model is judged with base’s model', async () => {
    using repository = makeTriageRepository()
    repository.write({
      ...WORSE_PROMPT,
      'evals/sim.yaml': 'rules: [{ replies: [{ text: \'{"queue":"billing"}\' }] }]\n',
    })
    const { suite, changes } = await check(repository)
    expect(suite!.verdict).toBe('regression')
    expect(changes.join('\n')).toMatch(/simulated model/)
  })

  it('that adds cases runs them in head only and shows them, without loosening anything', async () => {
    using repository = makeTriageRepository()
    edit(repository, SUITE, 'scorers:', '  - { id: fresh, vars: { mail: "new" } }\nscorers:')
    const { code, suite, report } = await check(repository)
    expect(code).toBe(0)
    expect(suite!.cases.map((one) => [one.case, one.form])).toEqual([['fresh', 'new']])
    expect(report.gate_changes.every((change) => !change.loosens)).toBe(true)
  })

  it('that adds a suite is judged on both sides where base has the prompt', async () => {
    using repository = makeTriageRepository()
    repository.write(WORSE_PROMPT)
    const text = readFileSync(join(repository.root, SUITE), 'utf8')
    repository.write({ 'evals/second.eval.yaml': text.replace('suite: triage', 'suite: second') })
    const { report } = await check(repository)
    expect(report.suites.map((one) => [one.suite, one.verdict])).toEqual([
      ['second', 'regression'],
      ['triage', 'regression'],
    ])
  })

  it('that breaks its suite file is not evaluable and names the place', async () => {
    using repository = makeTriageRepository()
    edit(repository, SUITE, 'margin:', 'margn:')
    const { code, suite } = await check(repository)
    expect([code, suite!.verdict]).toEqual([2, 'not-evaluable'])
    expect(suite!.findings.join('\n')).toMatch(/triage\.eval\.yaml:\d+:\d+: unknown key "margn"/)
  })

  it('that brings the policy is validated only, in CI; on a laptop it is tried', async () => {
    using repository = makeTriageRepository()
    repository.git('rm', '-q', '--cached', 'noisefloor.yaml')
    repository.git('commit', '-q', '-m', 'no policy yet')
    repository.write(WORSE_PROMPT)
    const ci = await runCli(repository.root, ['check', '--json'], { environment: { CI: 'true' } })
    const inCi = reportSchema.parse(JSON.parse(ci.stdout))
    expect([ci.code, inCi.verdict, inCi.conclusion, inCi.calls]).toEqual([0, 'unaffected', 'neutral', 0])
    const { code, report } = await check(repository)
    expect([code, report.verdict]).toEqual([1, 'regression'])
    expect(report.notes.join('\n')).toContain('not in base yet')
  })
})
