import { expect, it } from 'vitest'
import { checkAgainst } from '../../commands/check-against.ts'
import { chat, failure } from '../../provider/fake-provider.ts'

const right = () => chat('{"queue":"billing"}')

it('a provider that goes away and comes back within the pause is gone on with, and nothing is lost', async () => {
  let down: number | undefined
  const { code, suite } = await checkAgainst((_, index) => {
    if (index < 60) return right()
    down ??= performance.now()
    return performance.now() - down < 3000 ? failure(503, 'unavailable') : right()
  })
  expect([code, suite.verdict]).toEqual([0, 'pass'])
  expect(suite.pairs.missing).toBeLessThan(3)
})
