import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MatcherDefinition } from '../../../src/suite/scorer-definition.ts'
import { at, contains, equals, not, scoreOutput } from '../score-output.ts'

const yes = contains('contains', ['a'])
const no = contains('contains', ['z'])
/** The output is not JSON. */
const unreadable = at('$.queue')
const output = 'a b c'
const leaf = fc.constantFrom(yes, no, unreadable, equals('a b c'))
const matcher = fc.letrec<{ matcher: MatcherDefinition }>((tie) => ({
  matcher: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('matcher').map(not),
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      matchers: fc.array(tie('matcher'), { minLength: 1, maxLength: 3 }),
    }),
  ),
})).matcher

function all(...matchers: MatcherDefinition[]): MatcherDefinition {
  return { kind: 'all', matchers }
}

function any(...matchers: MatcherDefinition[]): MatcherDefinition {
  return { kind: 'any', matchers }
}

describe('not, all and any', () => {
  const table: [sentence: string, MatcherDefinition, result: number | string][] = [
    ['not turns a match round', not(yes), 0],
    ['not turns a mismatch round', not(no), 1],
    ['not does not pass what cannot be read', not(unreadable), 'invalid 0'],
    ['all matches when each does', all(yes, yes), 1],
    ['all fails with one', all(yes, no), 0],
    ['any matches with one', any(no, yes), 1],
    ['any fails without', any(no, no), 0],
    ['any needs no JSON when another matcher matches', any(unreadable, yes), 1],
    ['all needs no JSON when another matcher fails', all(unreadable, no), 0],
    ['all cannot tell when the rest matches', all(unreadable, yes), 'invalid 0'],
    ['any cannot tell when the rest fails', any(unreadable, no), 'invalid 0'],
  ]
  it.each(table)('%s', async (_, definition, result) => {
    expect(await scoreOutput(definition, output)).toBe(result)
  })

  it('undoes a double negation', async () => {
    await fc.assert(
      fc.asyncProperty(matcher, async (definition) => {
        expect(await scoreOutput(not(not(definition)), output)).toBe(await scoreOutput(definition, output))
      }),
    )
  })

  it('keeps the duality of all and any', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(matcher, { minLength: 1, maxLength: 3 }), async (matchers) => {
        const negated = not(all(...matchers))
        expect(await scoreOutput(any(...matchers.map(not)), output)).toBe(await scoreOutput(negated, output))
      }),
    )
  })

  it('does not mind the order of matchers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(matcher, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('all' as const, 'any' as const),
        async (matchers, kind) => {
          const forwards = await scoreOutput({ kind, matchers }, output)
          expect(await scoreOutput({ kind, matchers: matchers.toReversed() }, output)).toBe(forwards)
        },
      ),
    )
  })
})
