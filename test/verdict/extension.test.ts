import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EvidencePair, SuiteEvidence } from '../../src/sampling/evidence.ts'
import type { Assertion, Claim } from '../../src/suite/assertion.ts'
import { createExtensionBets } from '../../src/verdict/extension-bets.ts'
import { createSequentialDecider } from '../../src/verdict/sequential-decider.ts'
import {
  ALPHA,
  BETA,
  type ExtendedRun,
  extendEvidence,
  judgeExtended,
  simulateExtensions,
} from './extend-evidence.ts'

/** Without a tolerance: what is proven is red, so that the bets are seen alone. */
const noRegression = { kind: 'no-regression', margin: 0.1, tolerance: 0, cases: 'note' } as const
const primary: Assertion = { metric: 'queue', role: 'primary', claim: noRegression, slices: [] }
const alike = (rate: number, cases: number) =>
  Array.from({ length: cases }, () => ({ base: rate, head: rate }))
const dropping = (base: number, head: number, cases: number) =>
  Array.from({ length: cases }, () => ({ base, head }))
const atMost = (level: number, runs: number) => level + 2 * Math.sqrt((level * (1 - level)) / runs)

const first = (run: ExtendedRun, rounds: number): ExtendedRun => ({
  ...run,
  evidence: {
    ...run.evidence,
    pairs: run.evidence.pairs.filter((pair) => pair.position < rounds * run.plan.cases.length),
  },
})

describe('an extension that is looked at after every round, up to ten times the plan', () => {
  it('turns red at most as often as the policy says when nothing changed, its plan included', () => {
    const runs = 250
    const { red, extended } = simulateExtensions(runs, {
      cases: alike(0.8, 15),
      planned: 4,
      rounds: 40,
      assertions: [primary],
    })
    expect(red).toBeLessThan(atMost(ALPHA, runs))
    expect(extended).toBeGreaterThan(0.2)
  }, 60_000)

  it('passes a drop of the margin at most as often as the policy says, its plan included', () => {
    const runs = 250
    const { passed, extended } = simulateExtensions(runs, {
      cases: dropping(0.9, 0.8, 15),
      planned: 4,
      rounds: 40,
      assertions: [primary],
    })
    expect(passed).toBeLessThan(atMost(BETA, runs))
    expect(extended).toBeGreaterThan(0.2)
  }, 60_000)

  it('shares its level over roles and slices', () => {
    const runs = 60
    const { red } = simulateExtensions(runs, {
      cases: alike(0.8, 10).map((one, index) => ({ ...one, tags: index < 4 ? ['refund'] : [] })),
      planned: 4,
      rounds: 40,
      assertions: [
        { ...primary, slices: ['refund'] },
        { ...primary, role: 'guardrail', claim: { ...noRegression, margin: 0.2 } },
      ],
    })
    expect(red).toBeLessThan(atMost(ALPHA, runs))
  }, 60_000)

  it('decides nearly everything that the plan left open, the right way', () => {
    const runs = 60
    const tolerant = { ...primary, claim: { ...noRegression, tolerance: 0.1 / 3 } }
    const options = { planned: 4, rounds: 40, assertions: [tolerant] }
    expect(simulateExtensions(runs, { ...options, cases: alike(0.9, 15) }).passed).toBeGreaterThan(0.85)
    expect(simulateExtensions(runs, { ...options, cases: dropping(0.9, 0.75, 15) }).red).toBeGreaterThan(0.9)
  }, 60_000)
})

describe('an extension', () => {
  const open = extendEvidence({
    cases: alike(0.85, 10),
    planned: 3,
    rounds: 60,
    assertions: [primary],
    seed: 'open',
  })

  it('decides what the plan left open, and says that it did', () => {
    const planned = judgeExtended(first(open, 3), [primary])
    expect([planned.verdict, planned.extension]).toEqual(['inconclusive', { pairs: 0, open: true }])
    const { verdict, metrics, extension, notes } = judgeExtended(open, [primary])
    expect([verdict, metrics[0]!.decidedBy, extension!.open]).toEqual(['pass', 'extension', false])
    expect(metrics[0]!.reason).toContain('extension included')
    expect(notes.join()).toContain('after 30 pairs')
    // The interval holds whenever one stops, so it says the same as the bets.
    expect(metrics[0]!.delta).toMatchObject({ level: 1 - 2 * 0.01 })
    expect(metrics[0]!.delta!.low).toBeGreaterThan(-0.15)
  })

  it('says what it would take while nothing is decided', () => {
    const { verdict, metrics, extension } = judgeExtended(first(open, 5), [primary])
    expect([verdict, extension]).toEqual(['inconclusive', { pairs: 20, open: true }])
    expect(metrics[0]!.decidedBy).toBeUndefined()
    expect(metrics[0]!.reason).toContain('50 pairs')
    expect(metrics[0]!.morePairs).toBeGreaterThan(0)
  })

  it('leaves what the plan has decided as it is, whatever comes after', () => {
    const decided = extendEvidence({
      cases: alike(0.98, 20),
      planned: 10,
      rounds: 12,
      assertions: [primary],
      seed: 'decided by the plan',
    })
    const planned = judgeExtended(first(decided, 10), [primary])
    expect([planned.verdict, planned.extension]).toEqual(['pass', undefined])
    const { verdict, metrics, extension } = judgeExtended(decided, [primary])
    expect([verdict, metrics, extension]).toEqual([planned.verdict, planned.metrics, undefined])
  })

  it('looks at complete rounds only', () => {
    const torn = {
      ...open,
      evidence: { ...open.evidence, pairs: open.evidence.pairs.slice(0, 59) },
    }
    expect(judgeExtended(torn, [primary]).metrics).toEqual(judgeExtended(first(open, 5), [primary]).metrics)
  })

  it('judges alike whether pairs come in round by round, in waves or in a replay, in whatever order they end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 9 }), (seed, wave) => {
        const run = extendEvidence({
          cases: dropping(0.8, 0.75, 6),
          planned: 3,
          rounds: 30,
          assertions: [primary],
          seed: `replay ${seed}`,
        })
        const decider = createSequentialDecider({
          suite: { assertions: [primary], deterministic: false },
          plan: run.plan,
        })
        decider.look(first(run, 3).evidence)
        let rounds = 3
        while (decider.isOpen!(first(run, rounds).evidence) && rounds < 30) rounds += wave
        const live = decider.judge(first(run, rounds).evidence)
        const turned = { ...run, evidence: { ...run.evidence, pairs: run.evidence.pairs.toReversed() } }
        expect(judgeExtended(first(turned, rounds), [primary])).toEqual(live)
        // What was drawn after the decision changes no claim.
        if (live.verdict !== 'inconclusive')
          expect(judgeExtended(turned, [primary]).metrics).toEqual(live.metrics)
      }),
      { seed: 1, numRuns: 12 },
    )
  }, 60_000)

  it('lets no lost pair help to pass, and none count as a drop', () => {
    const lose = (pairs: readonly EvidencePair[], lost: (pair: EvidencePair) => boolean) => ({
      pairs: pairs.filter((pair) => !lost(pair)),
      missing: pairs.filter(lost).map(({ case: index, trial, position }) => ({
        case: index,
        trial,
        position,
        base: true,
        head: true,
      })),
    })
    const passing = extendEvidence({
      cases: alike(1, 10),
      planned: 1,
      rounds: 8,
      assertions: [primary],
      seed: 'all pass',
    })
    const { plan } = passing
    const judge = (evidence: SuiteEvidence) => judgeExtended({ plan, evidence }, [primary])
    expect(judge(passing.evidence).verdict).toBe('pass')
    const late = (pair: EvidencePair) => pair.position >= 10 && pair.position % 10 === 0
    const lost = judge({ ...passing.evidence, ...lose(passing.evidence.pairs, late) })
    expect(lost.verdict).toBe('inconclusive')
    expect(lost.metrics[0]!.p).toBe(1)
  })

  it('leaves claims of other kinds inconclusive, and says so', () => {
    const rate: Assertion = {
      metric: 'queue',
      role: 'primary',
      claim: { kind: 'at-least', rate: 0.85, slack: 0.05 },
      slices: [],
    }
    const assertions = [primary, rate]
    const run = extendEvidence({ cases: alike(0.85, 10), planned: 3, rounds: 60, assertions, seed: 'rate' })
    const { verdict, metrics, extension } = judgeExtended(run, assertions)
    expect([verdict, metrics[0]!.verdict, metrics[1]!.verdict]).toEqual([
      'inconclusive',
      'pass',
      'inconclusive',
    ])
    expect(metrics[1]!.notes.join()).toContain('an extension cannot decide this kind of claim')
    expect(extension!.open).toBe(false)
  })

  it('is none where nothing is kept for it: more evidence changes nothing', () => {
    const { extension: _, ...rates } = open.plan.rates
    const plan = { ...open.plan, rates }
    const judgement = judgeExtended({ ...open, plan }, [primary])
    expect([judgement.verdict, judgement.extension]).toEqual(['inconclusive', undefined])
    expect(judgement.metrics[0]!.decidedBy).toBeUndefined()
  })

  it('needs an observed drop beyond the tolerance for red, however much evidence there is for one', () => {
    const tolerant = { ...primary, claim: { ...noRegression, tolerance: 0.09 } }
    const options = { cases: dropping(1, 0.94, 10), planned: 2, rounds: 40, seed: 'small drop' }
    const strict = judgeExtended(extendEvidence({ ...options, assertions: [primary] }), [primary])
    expect(strict.verdict).toBe('regression')
    const run = extendEvidence({ ...options, assertions: [tolerant] })
    expect(judgeExtended(run, [tolerant]).verdict).not.toBe('regression')
  })
})

describe('the bets on a claim', () => {
  const hypothesis = (weights: readonly number[], claim: Claim = noRegression) =>
    ({
      assertion: primary,
      claim,
      slice: undefined,
      metric: 0,
      weights: Float64Array.from(weights),
    }) as Parameters<typeof createExtensionBets>[0]
  const pair = (index: number, base: number, head: number) => ({
    pair: {
      case: index,
      trial: 0,
      position: 0,
      base: Float64Array.of(base),
      head: Float64Array.of(head),
    },
  })

  it('scale differences where a round does not follow the weights, so that they are about the weighted mean', () => {
    // Half and three halves of a pair, in units of the larger: 1/3 and 1; the margin .15 becomes .1, the stake .1 / ½.
    const bets = createExtensionBets(hypothesis([1, 3], { ...noRegression, margin: 0.15 }), [1, 1], 100)
    bets.round([pair(0, 1, 0), pair(1, 1, 1)])
    expect(bets.againstNone).toBeCloseTo(1 + 0.2 / 3, 12)
    expect(bets.drop).toBeCloseTo(1 / 4, 12)
  })

  it('leave out what is outside the slice', () => {
    const [whole, slice] = [
      createExtensionBets(hypothesis([1]), [1], 100),
      createExtensionBets(hypothesis([1, 0]), [1, 1], 100),
    ]
    for (let round = 0; round < 20; round += 1) {
      whole.round([pair(0, 1, round % 2)])
      slice.round([pair(0, 1, round % 2), pair(1, 1, 0)])
    }
    expect([slice.againstNone, slice.againstDrop, slice.drop, slice.pairs]).toEqual([
      whole.againstNone,
      whole.againstDrop,
      whole.drop,
      whole.pairs,
    ])
    expect(slice.interval(0.01)).toEqual(whole.interval(0.01))
  })

  it('have an interval that holds the mean difference and narrows', () => {
    const bets = createExtensionBets(hypothesis([1, 1]), [1, 1], 400)
    expect(bets.interval(0.01)).toEqual({ low: -1, high: 1 })
    let width = 2
    for (let round = 0; round < 400; round += 1) {
      bets.round([pair(0, 1, round % 5 === 0 ? 0 : 1), pair(1, 1, 1)])
      if (round % 100 !== 99) continue
      const { low, high } = bets.interval(0.01)
      expect(low).toBeLessThan(-0.1)
      expect(high).toBeGreaterThan(-0.1)
      expect(high - low).toBeLessThan(width)
      width = high - low
    }
    expect(width).toBeLessThan(0.15)
  })

  it('stand any margin up to 1', () => {
    const bets = createExtensionBets(hypothesis([1], { ...noRegression, margin: 1 }), [1], 10)
    for (let round = 0; round < 50; round += 1) bets.round([pair(0, 1, 1)])
    expect(bets.againstDrop).toBeGreaterThan(100)
    expect(bets.againstNone).toBe(1)
  })
})
