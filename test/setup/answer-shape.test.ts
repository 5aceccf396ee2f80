import { describe, expect, it } from 'vitest'
import { answerShape } from '../../src/setup/answer-shape.ts'

describe('the JSON that a prompt asks for', () => {
  it('is read with its keys and the first of the values that it allows', () => {
    const text =
      'Reply with JSON: {"queue": "billing" | "shipping", "urgent": true | false, "score": <0 to 10>, "tags": ["a", "b"], "why": "one sentence, please"}'
    expect(answerShape(text)).toEqual({
      keys: ['queue', 'urgent', 'score', 'tags', 'why'],
      example: { queue: 'billing', urgent: true, score: 1, tags: ['a', 'b'], why: 'one sentence, please' },
    })
  })

  it('is found behind braces that are something else, and over several lines', () => {
    expect(answerShape('Use {name} well. JSON:\n{\n  "a": string,\n  "b": { "c": 1 }\n}')).toEqual({
      keys: ['a', 'b'],
      example: { a: 'text', b: { c: 1 } },
    })
  })

  it('has no keys where none are named, and is absent where nobody speaks of JSON', () => {
    expect(answerShape('Answer in JSON. {unfinished')).toEqual({ keys: [], example: {} })
    expect(answerShape('{"queue": "billing"}')).toBeUndefined()
  })

  it('does not take long over many braces', () => {
    const start = performance.now()
    answerShape(`JSON ${'{'.repeat(3000)}`)
    expect(performance.now() - start).toBeLessThan(1500)
  })
})
