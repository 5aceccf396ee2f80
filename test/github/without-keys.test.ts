import { describe, expect, it } from 'vitest'
import { absentKeys, suitesWithoutKeys, withoutKeys } from '../../src/github/without-keys.ts'
import type { Policy } from '../../src/suite/policy.ts'
import { pushReport, suiteReport } from './example-report.ts'

const policy = {
  providers: new Map([
    ['openai', { name: 'openai', kind: 'openai', credential: 'OPENAI_API_KEY' }],
    ['other', { name: 'other', kind: 'openai', credential: 'OTHER_KEY' }],
    ['sim', { name: 'sim', kind: 'simulated' }],
  ]),
} as unknown as Policy

const planned = (name: string, ...models: string[]) =>
  ({
    comparison: {
      name,
      pairs: models.map((model) => ({ base: { kind: 'prompt', model }, head: { kind: 'prompt', model } })),
      headOnly: [],
    },
  }) as never

const finding = 'the environment variable OPENAI_API_KEY, which holds the key of provider openai, is not set'
const blocked = suiteReport({ suite: 'triage', verdict: 'not-evaluable', findings: [finding] })
const missing = new Map([['triage', ['OPENAI_API_KEY']]])
const notEvaluable = { verdict: 'not-evaluable', conclusion: 'failure', exit_code: 2 } as const

describe('keys that a run does not get', () => {
  it('are those of the policy that are not set, or empty', () => {
    expect([...absentKeys(policy, { OPENAI_API_KEY: ' ', OTHER_KEY: 'x' })]).toEqual(['OPENAI_API_KEY'])
  })

  it('matter to the suites whose models need them', () => {
    const absent = new Set(['OPENAI_API_KEY'])
    const suites = [
      planned('triage', 'openai/m', 'sim/m'),
      planned('reply', 'other/m'),
      planned('free', 'sim/m'),
    ]
    expect([...suitesWithoutKeys(suites, policy, absent)]).toEqual([['triage', ['OPENAI_API_KEY']]])
  })
})

describe('the report of a stranger’s pull request', () => {
  it('is neutral, with the reason first', () => {
    const report = withoutKeys(pushReport({ ...notEvaluable, suites: [blocked] }), missing, 'neutral')
    expect(report).toMatchObject({ verdict: 'unaffected', conclusion: 'neutral', exit_code: 0 })
    expect(report.suites[0]).toMatchObject({ verdict: 'unaffected', findings: [] })
    expect(report.notes[0]).toMatch(
      /1 affected suite was not run, because runs of forks and of Dependabot get no keys/,
    )
  })

  it('claims no success for what was not run beside what was', () => {
    const passed = suiteReport({ suite: 'free', verdict: 'pass' })
    const report = withoutKeys(pushReport({ ...notEvaluable, suites: [blocked, passed] }), missing, 'neutral')
    expect(report).toMatchObject({ verdict: 'pass', conclusion: 'neutral', exit_code: 0 })
  })

  it.each([
    ['a regression of a suite that needs no key', { suites: [blocked, suiteReport({ suite: 'free' })] }, 1],
    [
      'a gate that is loosened',
      { suites: [blocked], gate_changes: [{ description: 'x', file: 'y', loosens: true, approved: false }] },
      1,
    ],
    ['a policy that cannot be read', { suites: [blocked], findings: ['noisefloor.yaml:1: no'] }, 2],
    [
      'a suite that is broken',
      { suites: [blocked, suiteReport({ suite: 'x', verdict: 'not-evaluable', findings: ['x'] })] },
      2,
    ],
    [
      'a suite with another mistake too',
      { suites: [{ ...blocked, findings: [finding, 'no such model'] }] },
      2,
    ],
    ['an outage', { suites: [suiteReport({ verdict: 'not-evaluable' })] }, 2],
  ])('stays red for %s', (_, changes, exitCode) => {
    const report = withoutKeys(pushReport({ ...notEvaluable, ...changes }), missing, 'neutral')
    expect(report).toMatchObject({ conclusion: 'failure', exit_code: exitCode })
  })

  it('is untouched where no key is missing', () => {
    const report = pushReport({ ...notEvaluable, suites: [blocked] })
    expect(withoutKeys(report, new Map(), 'neutral')).toBe(report)
  })
})
