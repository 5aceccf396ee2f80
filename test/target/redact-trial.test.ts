import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../src/boundary/redactor.ts'
import { redactTrial } from '../../src/target/redact-trial.ts'
import type { TraceStep, TrialResult } from '../../src/target/trial.ts'

function redacted(secret: string, ...trace: readonly TraceStep[]): readonly TraceStep[] {
  const trial: TrialResult = { outcome: 'ok', output: '', trace, quantities: {}, attempts: 1 }
  return redactTrial(trial, createRedactor([secret])).trace
}

const said = (content: string): TraceStep => ({ type: 'message', role: 'assistant', content })
const called = (value: unknown): TraceStep => ({ type: 'tool-call', name: 'send', arguments: value })

describe('redactTrial', () => {
  it('takes a secret out of messages, names of tools, and keys and values of their arguments', () => {
    const secret = 'sk-Canary'
    const call = { ...called({ to: [`x ${secret}`, { [secret]: null }], again: true }), name: `a ${secret}` }
    expect(redacted(secret, said(`It is ${secret}.`), call as TraceStep)).toEqual([
      said('It is ***.'),
      { type: 'tool-call', name: 'a ***', arguments: { to: ['x ***', { '***': null }], again: true } },
    ])
  })

  it('takes a secret out of a number, which is text then', () => {
    expect(redacted('123456', called({ amount: 5_123_456, other: 12 }))).toEqual([
      called({ amount: '5***', other: 12 }),
    ])
  })

  it('is not misled by what JSON puts before a character', () => {
    const trace = [said('a\npm_abcdef'), said('npm_abcdef')]
    expect(redacted('npm_abcdef', ...trace)).toEqual([trace[0], said('***')])
  })

  it('leaves the words of the format alone', () => {
    expect(redacted('assistant', said('the assistant'))).toEqual([said('the ***')])
  })

  it('finds a secret in JSON that is text itself', () => {
    expect(redacted('a"b"c"d', called('{"key":"a\\"b\\"c\\"d"}'))).toEqual([called('{"key":"***"}')])
  })
})
