import { expect, it } from 'vitest'
import { servedNotes } from '../../src/report/served-notes.ts'

const served = (base: readonly string[], head: readonly string[]) => ({
  base: new Set(base),
  head: new Set(head),
})

it.each([
  ['nothing known', [], [], []],
  ['one model', ['a'], ['a'], []],
  ['a model of which one arm was told nothing', ['a'], [], []],
  [
    'another model in each arm',
    ['a'],
    ['b'],
    [
      'the provider did not serve both arms with the same model (base: a; head: b), so that a difference between them may be its own',
    ],
  ],
  [
    'two models in both arms',
    ['a', 'b'],
    ['b', 'a'],
    ['the provider served both arms with more than one model during the run: a and b'],
  ],
])('with %s it says what a reader has to know', (_, base, head, notes) => {
  expect(servedNotes({ models: served(base, head), fingerprints: served([], []) }, true)).toEqual(notes)
})

it('does not take two models for a surprise where the arms ask for two, nor their configurations', () => {
  const models = served(['a'], ['b'])
  const fingerprints = served(['fp_1'], ['fp_2'])
  expect(servedNotes({ models, fingerprints }, false)).toEqual([])
  expect(servedNotes({ models, fingerprints }, true)).toHaveLength(1)
})

it('still says that a model changed during the run in one arm where the arms ask for two', () => {
  const notes = servedNotes({ models: served(['a'], ['b', 'c']), fingerprints: served([], []) }, false)
  expect(notes).toEqual(['the provider served head with more than one model during the run: b and c'])
})

it('names a few of many', () => {
  const many = Array.from({ length: 30 }, (_, index) => `fp_${index + 10}`)
  const [note] = servedNotes({ models: served(['a'], ['a']), fingerprints: served(many, many) }, true)
  expect(note).toBe(
    'the provider served both arms with more than one configuration (fingerprint) during the run: fp_10, fp_11, fp_12, fp_13 and 26 more',
  )
})
