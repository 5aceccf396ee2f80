import { describe, expect, it } from 'vitest'
import { attributionText, culpritsText } from '../../src/report/follow-up-words.ts'
import type { CaseReport, IngredientReport } from '../../src/report/report.ts'
import { aMetric } from './examples.ts'

type Culprits = Parameters<typeof culpritsText>[0]

const arm = (mean: number | null, trials: number) => ({ mean, trials })

const aCase = (id: string, confirmed = true): CaseReport => ({
  case: id,
  metric: 'queue',
  verdict: 'regression',
  form: 'paired',
  base: arm(1, 4),
  head: arm(0, 4),
  ...(confirmed ? { confirmed: { base: arm(1, 6), head: arm(1 / 6, 6), p: 0.008 } } : {}),
})

const found = (parts: Partial<Culprits>): Culprits => ({
  status: 'spread',
  suspects: 0,
  tried: 0,
  slices: [],
  ...parts,
})

const nobody = { cases: [], metrics: [] }

describe('what is said of culprits', () => {
  it('names those that fresh pairs confirm, and the slices', () => {
    const cases = [aCase('a'), aCase('b'), aCase('c'), aCase('d'), aCase('e', false)]
    expect(
      culpritsText(found({ status: 'confirmed', slices: ['refund'] }), { cases, metrics: [] }, 30),
    ).toMatchInlineSnapshot(
      `"confirmed on fresh pairs: a (100 % → 16.7 % on 6), b (100 % → 16.7 % on 6), c (100 % → 16.7 % on 6) and 1 more; the drop shows in the slice refund"`,
    )
  })

  it('names those whose label changed, and from what to what as far as that is published', () => {
    const moved = (label: string | undefined) => {
      const named = label === undefined ? {} : { label }
      const confirmed = { base: arm(1, 6), head: arm(0, 6), p: 0.001 }
      const share = { base: 1, head: 0 }
      const [from, to] = [
        { ...named, ...share },
        { ...named, base: 0, head: 1 },
      ]
      return aMetric({ moved_cases: [{ case: 'a', trials: 3, moved: 1, from, to, confirmed }] })
    }
    const told = (label: string | undefined) =>
      culpritsText(found({ of: 'labels', status: 'confirmed' }), { cases: [], metrics: [moved(label)] }, 30)
    expect([told('billing'), told('pass (on 6)'), told(undefined)]).toEqual([
      'confirmed on fresh pairs: a (billing → billing on 6)',
      'confirmed on fresh pairs: a (“pass (on 6)” → “pass (on 6)” on 6)',
      'confirmed on fresh pairs: a (on 6)',
    ])
    expect(culpritsText(found({ of: 'labels', suspects: 3, tried: 3 }), nobody, 30)).toBe(
      'the change is spread over many cases and none of them stands out: of the 3 in which most seemed to change none is confirmed on fresh pairs',
    )
  })

  it('says plainly when nobody stands out, and when nobody could be tried', () => {
    expect([
      culpritsText(found({}), nobody, 30),
      culpritsText(found({ suspects: 1, tried: 1 }), nobody, 4),
      culpritsText(found({ suspects: 4, tried: 4 }), nobody, 30),
      culpritsText(found({ status: 'not-tried', suspects: 2 }), nobody, 30),
    ]).toMatchInlineSnapshot(`
      [
        "the drop is spread over many cases and none of them stands out",
        "the drop is spread over the cases and none of them stands out: the one that seemed worst is not confirmed on fresh pairs",
        "the drop is spread over many cases and none of them stands out: of the 4 that seemed worst none is confirmed on fresh pairs",
        "2 cases stand out, but could not be confirmed on fresh pairs with the calls that are left",
      ]
    `)
  })
})

const one = (
  ingredient: IngredientReport['ingredient'],
  parts: Partial<IngredientReport>,
): IngredientReport => ({
  ingredient,
  metric: 'queue',
  base: arm(0.95, 40),
  hybrid: arm(0.9, 40),
  delta: -0.05,
  p: 0.4,
  verdict: 'not-shown',
  ...parts,
})
const explains = { verdict: 'explains', hybrid: arm(0.6, 40), delta: -0.35, p: 0.001 } as const
const excluded = { verdict: 'excluded', hybrid: arm(0.95, 40), delta: 0, p: 1 } as const

describe('what is said of changed ingredients', () => {
  it('is one sentence for each thing that can be known', () => {
    const unseen = { hybrid: arm(null, 0), base: arm(null, 0), delta: null, p: null }
    expect([
      attributionText([one('prompt', explains), one('model', excluded)], 0.4),
      attributionText([one('prompt', explains), one('model', {})], 0.4),
      attributionText([one('tools', { ...explains, delta: -0.1 }), one('model', {})], 0.4),
      attributionText([one('prompt', explains), one('tools', explains), one('model', excluded)], 0.4),
      attributionText([one('prompt', excluded), one('parameters', excluded)], 0.4),
      attributionText([one('prompt', {}), one('model', excluded)], 0.4),
      attributionText([one('prompt', unseen), one('model', unseen)], 0.4),
    ]).toMatchInlineSnapshot(`
      [
        "the drop comes from the changed prompt, not from the model alone: with that alone queue goes from 95 % to 60 %",
        "the drop comes from the changed prompt: with that alone queue goes from 95 % to 60 %",
        "a part of the drop comes from the changed tools: with that alone queue goes from 95 % to 60 %",
        "the drop comes from the changed prompt and tools, each by itself, not from the model alone",
        "no single one of the changed prompt and parameters explains the drop of 40 points: it takes them together",
        "the prompt and model changed together, and which of them explains the drop cannot be told apart with 40 trials of each; it does not come from the model alone",
        "the prompt and model changed together, and which of them explains the drop cannot be told apart with the calls that are left",
      ]
    `)
  })
})
