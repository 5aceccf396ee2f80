import { describe, expect, it } from 'vitest'
import { createLabelTexts } from '../../src/sampling/label-texts.ts'
import { trialValues } from '../../src/sampling/trial-values.ts'
import type { ScoredTrial } from '../../src/scoring/compile-scorers.ts'
import { labelCode } from '../../src/scoring/label.ts'

const billing = { text: 'billing', own: false }
const scored: ScoredTrial = { outcome: 'ok', scores: { queue: 0.5 }, labels: { mix: billing } }
const plain = (text: string): string => text

describe('a trial in the evidence', () => {
  it('is scores, quantities, and codes for labels and for its outcome', () => {
    const texts = createLabelTexts(plain)
    const metrics = ['queue', 'mix', 'latency', 'outcome', 'outcome.ok', 'cost']
    expect([...trialValues(metrics, scored, { latency_ms: 812 }, texts)]).toEqual([
      0.5,
      labelCode(billing),
      812,
      labelCode({ text: 'ok', own: true }),
      1,
      Number.NaN,
    ])
    expect([...texts.texts.values()]).toEqual([billing, { text: 'ok', own: true }])
  })

  it('has no value for the label of a scorer that it lacks, nor for what an object inherits', () => {
    const values = trialValues(['tool', 'constructor', '__proto__'], scored, {}, createLabelTexts(plain))
    expect([...values]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })
})

describe('the texts of labels', () => {
  it('are kept once, short, and without the secrets that decoding brings to light', () => {
    const secret = 'sk-canary-0123456789'
    const texts = createLabelTexts((text) => text.replaceAll(secret, '***'))
    const long = { text: `${'x'.repeat(295)}${secret}`, own: false }
    expect(texts.code(long)).toBe(texts.code(long))
    const kept = [...texts.texts.values()]
    expect(kept).toEqual([{ text: `${'x'.repeat(295)}***`, own: false }])
    texts.code({ text: 'y'.repeat(1e6), own: false })
    expect([...texts.texts.values()].at(-1)!.text).toHaveLength(300)
  })

  it('never change the code: labels that begin alike are two', () => {
    const texts = createLabelTexts(plain)
    const [one, other] = ['a', 'b'].map((end) =>
      texts.code({ text: `${'x'.repeat(1000)}${end}`, own: false }),
    )
    expect(one).not.toBe(other)
  })
})
