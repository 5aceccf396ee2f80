import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/boundary/finding.ts'
import { type Label, labelCode, NO_LABEL, UNREADABLE } from '../../src/scoring/label.ts'
import type { LabelDefinition } from '../../src/suite/scorer-definition.ts'
import type { TraceStep, TrialResult } from '../../src/target/trial.ts'
import { caseWith, compile, trialWith } from './score-output.ts'

const ofPath = (path: string, ignoreCase = false): LabelDefinition => ({
  kind: 'label',
  of: 'json-path',
  path,
  ignoreCase,
})
const ofOutput: LabelDefinition = { kind: 'label', of: 'output', ignoreCase: false }
const ofTool: LabelDefinition = { kind: 'label', of: 'tool', ignoreCase: false }
const called = (...names: readonly string[]): readonly TraceStep[] =>
  names.map((name) => ({ type: 'tool-call', id: name, name, arguments: {} }))

async function labelOf(definition: LabelDefinition, trial: TrialResult | string): Promise<Label | undefined> {
  const scorers = await compile({ mix: definition })
  return scorers.score(typeof trial === 'string' ? trialWith(trial) : trial).labels['mix']
}

describe('the label that a JSON path selects', () => {
  it.each<[string, string, string]>([
    ['a text', '{"queue": "billing"}', 'billing'],
    ['a text without the blanks around it', '{"queue": " billing\\n"}', 'billing'],
    ['a number', '{"queue": 1.0}', '1'],
    ['a text that could be taken for the number', '{"queue": "1"}', '"1"'],
    ['null', '{"queue": null}', 'null'],
    ['an empty text', '{"queue": ""}', '""'],
    ['a map, whatever the order of its keys', '{"queue": {"b": 1, "a": [true]}}', '{"a":[true],"b":1}'],
    ['a text that pretends to be one of ours', '{"queue": "(none)"}', '(none)'],
  ])('is %s', async (_, output, text) => {
    expect(await labelOf(ofPath('$.queue'), output)).toEqual({ text, own: false })
  })

  it('is the list of what any other path selects', async () => {
    expect(await labelOf(ofPath('$.items[*].id'), '{"items": [{"id": "a"}, {"id": "b"}]}')).toEqual({
      text: '["a","b"]',
      own: false,
    })
  })

  it('is a label of its own where nothing is selected', async () => {
    expect(await labelOf(ofPath('$.queue'), '{}')).toBe(NO_LABEL)
    expect(await labelOf(ofPath('$.items[*]'), '{"items": []}')).toBe(NO_LABEL)
  })

  it('is another label of its own where the output is not JSON, and the trial is then invalid', async () => {
    const scorers = await compile({ mix: ofPath('$.queue') })
    expect(scorers.score(trialWith('Billing!'))).toEqual({
      outcome: 'invalid',
      scores: {},
      labels: { mix: UNREADABLE },
    })
    expect(scorers.score(trialWith('{"queue": "bil', 'truncated')).outcome).toBe('truncated')
  })

  it.each([
    ['a number beyond the range of doubles', '{"queue": 1e999}'],
    ['nesting without end', `{"queue": ${'['.repeat(100_000)}`],
    ['an output over the length that is read', `{"queue": "${'x'.repeat(2 ** 21)}"}`],
  ])('survives %s', async (_, output) => {
    expect(await labelOf(ofPath('$.queue'), output)).toBe(UNREADABLE)
  })

  it('may depend on the case', async () => {
    const scorers = await compile({ mix: ofPath('$.{{ field }}') }, caseWith({ vars: { field: 'queue' } }))
    expect(scorers.score(trialWith('{"queue": "billing"}')).labels['mix']?.text).toBe('billing')
  })

  it('is refused with the place of the scorer when the path cannot be used', async () => {
    const refused = compile({ mix: ofPath('$.[') })
    await expect(refused).rejects.toThrow(UserError)
    await expect(refused).rejects.toThrow(
      'evals/triage.eval.yaml:30:3: scorer "mix": "$.[" is not a valid JSONPath',
    )
  })
})

describe('other labels', () => {
  it('are the first tool that was called, or that none was', async () => {
    const trial = { ...trialWith(''), trace: called('refund', 'lookup_order') }
    expect(await labelOf(ofTool, trial)).toEqual({ text: 'refund', own: false })
    expect(await labelOf(ofTool, 'I do not know.')).toBe(NO_LABEL)
  })

  it('are the whole output without the blanks around it, or that there was none', async () => {
    expect(await labelOf(ofOutput, '  Billing \n')).toEqual({ text: 'Billing', own: false })
    expect(await labelOf(ofOutput, ' \n')).toBe(NO_LABEL)
  })

  it('tell cases apart unless they are to be ignored', async () => {
    const folded: LabelDefinition = { ...ofOutput, ignoreCase: true }
    expect(await labelOf(ofOutput, 'Billing')).not.toEqual(await labelOf(ofOutput, 'billing'))
    for (const text of ['Straße', 'STRASSE', 'strasse']) {
      expect(await labelOf(folded, text)).toEqual({ text: 'strasse', own: false })
    }
    expect(await labelOf(ofPath('$.queue', true), '{"queue": "Billing"}')).toEqual({
      text: 'billing',
      own: false,
    })
  })

  it('are none of a lost trial, and no scores', async () => {
    const scorers = await compile({ mix: ofOutput })
    expect(scorers.score(trialWith('', 'infra-error')).labels).toEqual({})
    expect(scorers.score(trialWith('billing'))).toEqual({
      outcome: 'ok',
      scores: {},
      labels: { mix: { text: 'billing', own: false } },
    })
  })
})

describe('the code of a label', () => {
  it('is an integer that stays what it is: evidence of one run must mean the same in the next', () => {
    expect(labelCode({ text: 'billing', own: false })).toBe(201_770_981_935_101)
  })

  it('is the same for the same label alone, within what a double holds exactly', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const [code, other] = [a, b].map((text) => labelCode({ text, own: false }))
        expect(code === other).toBe(a === b)
        expect(Number.isSafeInteger(code) && code! >= 0 && code! < 2 ** 48).toBe(true)
        expect(labelCode({ text: a, own: true })).not.toBe(code)
      }),
      { seed: 1 },
    )
  })
})
