import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { request } from '../call.ts'
import { draws, share, tolerance } from './simulate.ts'

const page = readFileSync(new URL('../../../docs/simulated-model.md', import.meta.url), 'utf8')
const example = [...page.matchAll(/```yaml\n(.*?)```/gs)]
  .map(([, text]) => text!)
  .find((text) => text.includes('rules:'))!
// Its errors are drawn before its replies, and are of no interest here.
const reliable = example.replace(/^errors:.*/ms, '')

it('the example of the documentation works as its text says', async () => {
  const careless = 'Answer as fast as you can.'
  for (const [system, expected] of [
    ['Think first.', 0.92],
    [careless, 0.78],
  ] as const) {
    const messages = [
      { role: 'system' as const, content: system },
      { role: 'user' as const, content: 'I want a refund' },
    ]
    const replies = await draws(reliable, 4000, { request: { ...request(''), messages } })
    expect(Math.abs(share(replies, '{"queue": "billing"}') - expected)).toBeLessThan(
      tolerance(expected, 4000),
    )
  }
  const calls = (await draws(reliable, 20, { request: request('Where is order A77?') })).map(
    ({ toolCalls }) => toolCalls,
  )
  expect(calls).toContainEqual([{ name: 'lookup_order', arguments: { id: 'A77' } }])
})
