import { describe, expect, it } from 'vitest'
import { metricValue } from '../../src/scoring/metric-value.ts'

const scores = { queue: 1, format: 0, 'tone.warmth': 0.25 }
const quantities = {
  cost_usd: 0.002,
  latency_ms: 812,
  first_byte_ms: 120,
  input_tokens: 310,
  output_tokens: 42,
  steps: 3,
}

describe('metricValue', () => {
  it.each([
    ['queue', 1],
    ['format', 0],
    ['tone.warmth', 0.25],
    ['cost', 0.002],
    ['latency', 812],
    ['first-byte', 120],
    ['tokens', 352],
    ['steps', 3],
  ])('reads %s', (metric, value) => {
    expect(metricValue(metric, scores, quantities)).toBe(value)
  })

  it.each(['cost', 'latency', 'tokens', 'steps', 'first-byte'])(
    'calls an unmeasured %s unknown, not zero',
    (metric) => {
      expect(metricValue(metric, scores, {})).toBeNaN()
    },
  )

  it('does not take half of the tokens for all of them', () => {
    expect(metricValue('tokens', {}, { output_tokens: 42 })).toBeNaN()
    expect(metricValue('tokens', {}, { input_tokens: 310 })).toBeNaN()
  })

  it.each(['mood', 'toString', '__proto__', 'constructor'])(
    'calls a score that was not given unknown: %s',
    (metric) => {
      expect(metricValue(metric, scores, quantities)).toBeNaN()
    },
  )

  it('counts an outcome when it is told the outcome', () => {
    expect(metricValue('outcome.refused', {}, {}, 'refused')).toBe(1)
    expect(metricValue('outcome.refused', {}, {}, 'ok')).toBe(0)
    expect(metricValue('outcome.refused', {}, {})).toBeNaN()
  })
})
