import { describe, expect, it } from 'vitest'
import { changedIngredients, hybridRequest } from '../../src/suite/hybrid-request.ts'
import { type RenderedRequest, renderedPrompt } from '../../src/suite/render-request.ts'

const request = (text: string, model: string, temperature: number): RenderedRequest =>
  renderedPrompt(model, {
    messages: [{ role: 'user', content: text }],
    tools: [],
    parameters: { temperature, maxOutputTokens: 50 },
  })

describe('a hybrid request', () => {
  const base = request('old', 'a/small', 0)
  const head = request('new', 'a/large', 0.7)

  it('is base with one ingredient of head', () => {
    expect(changedIngredients(base, head)).toEqual(['prompt', 'model', 'parameters'])
    expect(hybridRequest(base, head, 'prompt')).toEqual(request('new', 'a/small', 0))
    expect(hybridRequest(base, head, 'model')).toEqual(request('old', 'a/large', 0))
    expect(hybridRequest(base, head, 'parameters')).toEqual(request('old', 'a/small', 0.7))
  })

  it('of an ingredient that did not change is base itself, hash included', () => {
    expect(hybridRequest(base, head, 'tools').hash).toBe(base.hash)
    expect(changedIngredients(base, base)).toEqual([])
  })

  it('has the hash of head where that ingredient is all that changed', () => {
    const reworded = request('new', 'a/small', 0)
    expect(hybridRequest(base, reworded, 'prompt').hash).toBe(reworded.hash)
  })
})
