import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TrialRecord } from '../../src/ledger/trial-record.ts'
import { readHistory } from '../../src/sampling/read-history.ts'
import { loadSuite } from '../../src/suite/load-suite.ts'
import { aTrial } from '../ledger/a-trial.ts'
import { temporaryFolder } from '../ledger/temporary-folder.ts'
import { memoryTree } from '../suite/memory-tree.ts'

const SUITE = `suite: triage
target: { prompt: triage.md, model: sim/small }
cases:
  - { id: a, vars: { mail: a } }
  - { id: b, vars: { mail: b } }
scorers:
  queue: { json-path: $.queue, equals: billing }
assert:
  - { metric: queue, no-regression: { margin: 0.1 } }
  - { metric: cost, ratio-at-most: 1.5 }
`

const suite = await loadSuite(
  memoryTree({ 'triage.eval.yaml': SUITE, 'triage.md': '{{ mail }}' }),
  'triage.eval.yaml',
)

function writeLedger(
  directory: string,
  name: string,
  trials: readonly Partial<TrialRecord>[],
  tail = '',
): void {
  mkdirSync(join(directory, name), { recursive: true })
  const lines = trials.map((trial) => `${JSON.stringify(aTrial({ case: 'a', arm: 'base', ...trial }))}\n`)
  writeFileSync(join(directory, name, 'trials.jsonl'), lines.join('') + tail)
}

const rows = (trials: readonly Float64Array[] | undefined) => trials?.map((values) => [...values])

describe('the history of a suite', () => {
  it('is base’s trials of all its ledgers, scored with the scorers of now', async () => {
    const folder = await temporaryFolder()
    writeLedger(folder, 'triage-aaaa', [{ output: '{"queue":"other"}', scores: { queue: 1 } }])
    writeLedger(folder, 'triage-bbbb', [
      { case: 'b' },
      { case: 'gone' },
      { case: 'b', outcome: 'infra-error', scores: {} },
    ])
    const { metrics, trials, usage } = await readHistory(folder, suite)
    expect(metrics).toEqual(['queue', 'cost'])
    expect([...trials.keys()].sort()).toEqual(['a', 'b'])
    expect(rows(trials.get('a'))).toEqual([[0, 0.00021]])
    expect(rows(trials.get('b'))).toEqual([[1, 0.00021]])
    expect(usage).toEqual({ inputTokens: 310, outputTokens: 42 })
  })

  it('counts head where base was sent the same request, and nowhere else', async () => {
    const folder = await temporaryFolder()
    writeLedger(folder, 'triage-aaaa', [
      { request: 'sha256:one' },
      { arm: 'head', request: 'sha256:one' },
      { arm: 'head', trial: 1, request: 'sha256:two' },
      { arm: 'head', trial: 2, request: 'sha256:one', form: 'edited' },
      { case: 'b', request: 'sha256:three' },
      { case: 'a', arm: 'head', trial: 3, request: 'sha256:three' },
    ])
    const { trials } = await readHistory(folder, suite)
    expect([trials.get('a')!.length, trials.get('b')!.length]).toEqual([2, 1])
  })

  it('takes nothing from a suite whose name begins alike', async () => {
    const folder = await temporaryFolder()
    writeLedger(folder, 'triage-deep-aaaa', [{ suite: 'triage deep' }])
    expect((await readHistory(folder, suite)).trials.size).toBe(0)
  })

  it('leaves out a line that is being written, and a damaged ledger with a note', async () => {
    const folder = await temporaryFolder()
    writeLedger(folder, 'triage-aaaa', [{}], '{"v":1,"suite":"tri')
    writeLedger(folder, 'triage-bbbb', [], 'not json\n')
    const { trials, notes } = await readHistory(folder, suite)
    expect(trials.get('a')).toHaveLength(1)
    expect(notes).toHaveLength(1)
    expect(notes[0]).toContain('triage-bbbb/trials.jsonl:1')
  })

  it('is empty where nothing has been recorded', async () => {
    const folder = await temporaryFolder()
    const { trials, usage } = await readHistory(join(folder, 'nowhere'), suite)
    expect([trials.size, usage]).toEqual([0, undefined])
  })

  it('counts the ledgers that hold trials of it', async () => {
    const folder = await temporaryFolder()
    writeLedger(folder, 'triage-aaaa', [{}])
    writeLedger(folder, 'triage-bbbb', [{ case: 'b' }])
    writeLedger(folder, 'triage-cccc', [{ case: 'gone' }])
    expect((await readHistory(folder, suite)).runs).toBe(2)
  })

  it('is read up to a limit, the newest ledgers first, and says so', async () => {
    const folder = await temporaryFolder()
    const hundred = Array.from({ length: 100 }, (_, trial) => ({ trial }))
    const size = `${JSON.stringify(aTrial({ case: 'a', arm: 'base', trial: 10 }))}\n`.length
    for (const [age, name] of ['triage-new', 'triage-old', 'triage-oldest'].entries()) {
      writeLedger(folder, name, hundred)
      utimesSync(join(folder, name, 'trials.jsonl'), 1e9 - age, 1e9 - age)
    }
    const { trials, runs, notes } = await readHistory(folder, suite, 150.5 * size)
    expect([trials.get('a')!.length, runs]).toEqual([150, 2])
    expect(notes.join()).toContain('only the newest')
  })
})
