import { expect, it } from 'vitest'
import { modelFamily } from '../../src/provider/model-family.ts'

it.each([
  ['gpt-5-mini', 'gpt-5-mini'],
  ['gpt-5-mini-2026-05-01', 'gpt-5-mini'],
  ['GPT-5-mini-latest', 'gpt-5-mini'],
  ['claude-sonnet-5-20260501', 'claude-sonnet-5'],
  ['gemini-3-pro-002', 'gemini-3-pro'],
  ['meta/llama-4-70b', 'meta/llama-4-70b'],
])('%s is of the family %s', (model, family) => {
  expect(modelFamily(model)).toBe(family)
})
