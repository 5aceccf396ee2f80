import { describe, expect, it } from 'vitest'
import { compareInMemory, compareInRepository, type Edits, type Files } from './compare-versions.ts'

const SUITE = (target: string, cases = '[{ id: one, vars: { mail: x } }]') => `suite: sort
target: ${target}
cases: ${cases}
scorers: { long: { length: { min: 1 } } }
assert: [{ metric: long, no-regression: { margin: 0.1 } }]
`
const POLICY = 'providers: {}\nservices: { live: { base-url: https://live.example } }\n'
const COMMAND = '{ command: { run: [node, agent.js], depends-on: ["app/**"] } }'
const SERVED = '{ serve: { command: [node, app/server.js], depends-on: ["app/**"] }, http: { path: /sort } }'

const files = (target: string): Files => ({
  'noisefloor.yaml': POLICY,
  'evals/sort.eval.yaml': SUITE(target),
  'app/server.js': 'one\n',
  'app/.hidden': 'one\n',
})

const compare = async (target: string, edits: Edits, approved = false) =>
  (await compareInRepository(files(target), edits, { approved })).only

describe.each([
  ['a command', COMMAND],
  ['a service', SERVED],
])('%s', (_, target) => {
  it('is affected by a change of the code it depends on, and by no other', async () => {
    const only = await compare(target, { 'app/server.js': 'two\n', 'README.md': 'x' })
    expect(only).toMatchObject({
      status: 'affected',
      reason: 'Its one case gets a different request: the code behind it changed.',
      affectedBy: ['app/server.js'],
      changes: ['code'],
    })
    expect((await compare(target, { 'README.md': 'x' })).status).toBe('unaffected')
  })

  it('is affected by hidden, new and removed files of it', async () => {
    for (const edits of [{ 'app/.hidden': 'two\n' }, { 'app/new.js': 'x' }, { 'app/server.js': undefined }]) {
      expect(await compare(target, edits)).toMatchObject({
        status: 'affected',
        affectedBy: Object.keys(edits),
      })
    }
  })

  it('is not affected by cases that come beside the same code: they run in head alone', async () => {
    const added = SUITE(target, '[{ id: one, vars: { mail: x } }, { id: two, vars: { mail: y } }]')
    const only = await compare(target, { 'evals/sort.eval.yaml': added })
    expect(only.pairs).toEqual([])
    expect(only.headOnly.map(({ case: { id } }) => id)).toEqual(['two'])
  })

  it('is affected by another way of asking', async () => {
    const other = target.replace('agent.js', 'agent.mjs').replace('/sort', '/sort2')
    expect(await compare(target, { 'evals/sort.eval.yaml': SUITE(other) })).toMatchObject({
      status: 'affected',
      changes: ['target'],
      affectedBy: ['evals/sort.eval.yaml'],
    })
  })

  it('cannot take the code that it changes out of what it depends on', async () => {
    const narrowed = target.replace('app/**', 'other/**')
    const edits = { 'evals/sort.eval.yaml': SUITE(narrowed), 'app/server.js': 'two\n' }
    expect(await compare(target, edits)).toMatchObject({ status: 'affected', changes: ['code'] })
  })

  it('depends on every file when it does not say', async () => {
    const silent = target.replace(', depends-on: ["app/**"]', '')
    expect(await compare(silent, { 'anything.txt': 'x' })).toMatchObject({
      status: 'affected',
      affectedBy: ['anything.txt'],
    })
  })

  it('that base does not have runs in head alone', async () => {
    const base = {
      ...files(target),
      'evals/sort.eval.yaml': SUITE(COMMAND).replace('suite: sort', 'suite: old'),
    }
    const { comparisons } = await compareInRepository(base, {
      'evals/new.eval.yaml': SUITE(target),
      'app/server.js': 'two\n',
    })
    const added = comparisons.find(({ name }) => name === 'sort')!
    expect(added.reason).toContain("Its code runs in head's tree alone.")
    expect(added.headOnly).toHaveLength(1)
    expect(added.pairs).toEqual([])
  })

  it('is judged by content alone where there is no repository', async () => {
    const changed = await compareInMemory(files(target), { 'app/server.js': 'two\n' })
    expect(changed.only.status).toBe('affected')
    expect((await compareInMemory(files(target), { 'README.md': 'x' })).only.status).toBe('unaffected')
  })
})

describe('an endpoint of the policy', () => {
  const LIVE = '{ http: { service: live, path: /sort } }'

  it('is affected by the request alone: its code is not in the trees', async () => {
    expect((await compare(LIVE, { 'app/server.js': 'two\n' })).status).toBe('unaffected')
    const asked = { 'evals/sort.eval.yaml': SUITE(LIVE.replace('/sort', '/v2/sort')) }
    expect(await compare(LIVE, asked)).toMatchObject({ status: 'affected', changes: ['target'] })
  })

  it('has to be in the deciding policy', async () => {
    const only = await compare(LIVE, {
      'evals/sort.eval.yaml': SUITE(LIVE.replace('live', 'evil')),
      'noisefloor.yaml': POLICY.replace(
        'live.example }',
        'live.example }, evil: { base-url: https://evil.example }',
      ),
    })
    expect(only).toMatchObject({ status: 'not-evaluable', reason: 'A service cannot be asked.' })
    expect(only.findings[0]?.message).toMatch(/has no service `evil`/)
  })

  it('that moves elsewhere loosens the gate, and so does letting code run', async () => {
    const moved = await compareInRepository(files(LIVE), {
      'noisefloor.yaml': `${POLICY.replace('live.example', 'other.example')}allow: { commands: own }\n`,
    })
    expect(moved.changes).toEqual([
      expect.stringMatching(/^! policy, services: /),
      '! policy, allow.commands: "never" → "own"',
    ])
  })
})
