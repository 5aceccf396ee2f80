import { describe, expect, it } from 'vitest'
import { runDecider } from '../../bench/stats/run-decider.ts'
import { drawLabel, labelled } from '../../bench/stats/simulate-claims.ts'
import { blind } from '../../src/sampling/blind.ts'
import type { SuiteEvidence } from '../../src/sampling/evidence.ts'
import type { FollowUp, FollowUpTrials } from '../../src/sampling/follow-up.ts'
import type { SamplingPlan } from '../../src/sampling/sampling-plan.ts'
import type { Assertion, Claim } from '../../src/suite/assertion.ts'
import type { Ingredient } from '../../src/suite/hybrid-request.ts'
import { createSequentialDecider } from '../../src/verdict/sequential-decider.ts'
import { simulateEvidence } from './evidence.ts'

const claim: Claim = { kind: 'no-regression', margin: 0.1, tolerance: 0.1 / 3, cases: 'note' }
const strict: Claim = { kind: 'no-regression', margin: 0.035, tolerance: 0.03, cases: 'note' }
const assertion = (of: Claim, role: Assertion['role'] = 'primary'): Assertion => ({
  metric: 'queue',
  role,
  claim: of,
  slices: [],
})

/** What a fresh trial gives: the arm or hybrid and the case decide. */
type Fresh = (variant: 'base' | 'head' | Ingredient, index: number) => number | undefined

function answer(wanted: readonly FollowUp[], fresh: Fresh): readonly FollowUpTrials[] {
  const values = (score: number | undefined) => (score === undefined ? undefined : Float64Array.of(score))
  return wanted.map((set) => ({
    ...set,
    base: values(fresh('base', set.case)),
    variants: new Map(
      set.variants.flatMap((variant) => {
        const value = values(fresh(variant, set.case))
        return value === undefined ? [] : [[variant, value] as const]
      }),
    ),
  }))
}

/** Drives a decider as the sampler does. Without `fresh` nothing can be drawn beside the plan. */
function drive(
  from: { readonly evidence: SuiteEvidence; readonly plan: SamplingPlan },
  assertions: readonly Assertion[],
  fresh: Fresh | undefined,
) {
  const decider = createSequentialDecider({ suite: { assertions, deterministic: false }, plan: from.plan })
  const asked: FollowUp[] = []
  let trials: readonly FollowUpTrials[] = []
  let done = 0
  const seen = (): SuiteEvidence => ({
    ...from.evidence,
    pairs: from.evidence.pairs.slice(0, done),
    ...(fresh === undefined ? {} : { followUps: { trials, closed: false } }),
  })
  for (;;) {
    const next = decider.nextLook(blind(seen()))
    if (next === undefined || next > from.evidence.pairs.length) break
    done = next
    let mayStop = decider.look(seen())
    for (;;) {
      const wanted = decider.followUps(seen())
      if (wanted.length === 0) break
      asked.push(...wanted)
      trials = [...trials, ...answer(wanted, fresh!)]
      mayStop = decider.look(seen())
    }
    if (mayStop) break
  }
  return { judgement: decider.judge(seen()), evidence: seen(), asked, pairs: done }
}

const oneBroken = (assertions: readonly Assertion[], fresh: Fresh | undefined) =>
  drive(
    simulateEvidence(
      Array.from({ length: 40 }, (_, index) => ({ base: 1, head: index === 7 ? 0 : 1 })),
      30,
      'one broken',
    ),
    assertions,
    fresh,
  )

const broken: Fresh = (variant, index) => (variant === 'head' && index === 7 ? 0 : 1)

describe('a drop in few cases, while the mean stays within its tolerance', () => {
  it('is red once fresh pairs confirm the case, at the look that found it', () => {
    const { judgement, asked } = oneBroken([assertion(strict)], broken)
    expect(judgement.verdict).toBe('regression')
    expect(judgement.metrics[0]!.reason).toContain('case c7 dropped by 100.0 points, on fresh pairs')
    expect(asked.map((one) => [one.purpose, one.case])).toEqual(Array(6).fill(['confirmation', 7]))
    expect(judgement.cases[0]).toMatchObject({
      case: 'c7',
      confirmed: { base: { mean: 1, trials: 6 }, head: { mean: 0, trials: 6 } },
    })
    expect(judgement.culprits).toMatchObject({ status: 'confirmed', tried: 1 })
  })

  it('is not red when fresh pairs deny it, though the data of the run would confirm it; sampling goes on', () => {
    const denied = oneBroken([assertion(strict)], () => 1)
    const confirmed = oneBroken([assertion(strict)], broken)
    expect(confirmed.pairs).toBeLessThan(denied.pairs)
    expect(denied.judgement.verdict).not.toBe('regression')
    // The one case was tried once, however often its drop is marked.
    expect(denied.asked).toHaveLength(6)
    expect(denied.judgement.culprits).toBeUndefined()
  })

  it('is held against the data of the run where no fresh pairs can be had, or all of them are lost to the budget', () => {
    const { judgement } = oneBroken([assertion(strict)], undefined)
    expect(judgement.verdict).toBe('regression')
    expect(judgement.metrics[0]!.reason).toContain('case c7')
    expect(judgement.metrics[0]!.reason).not.toContain('fresh')
  })

  it('is not followed up for an advisory metric', () => {
    expect(oneBroken([assertion(strict, 'advisory'), assertion(claim)], broken).asked).toEqual([])
  })
})

describe('a suite that got worse by its mean', () => {
  const worse = simulateEvidence(
    Array.from({ length: 20 }, (_, index) => ({ base: 0.97, head: index < 4 ? 0.05 : 0.97 })),
    30,
    'four broken',
  )
  const fresh: Fresh = (variant, index) => (variant === 'head' && index < 4 ? 0 : 1)

  it('names the cases that fresh pairs confirm, and a replay of the trials gives the same judgement', () => {
    const { judgement, evidence, asked } = drive(worse, [assertion(claim)], fresh)
    const named = judgement.cases.filter((one) => one.confirmed !== undefined).map((one) => one.case)
    expect(named.length).toBeGreaterThan(1)
    expect(named.every((id) => ['c0', 'c1', 'c2', 'c3'].includes(id))).toBe(true)
    expect(judgement.cases.slice(0, named.length).map((one) => one.case)).toEqual(named)
    expect(asked.length).toBeLessThanOrEqual(30)
    const decider = createSequentialDecider({
      suite: { assertions: [assertion(claim)], deterministic: false },
      plan: worse.plan,
    })
    expect(decider.judge(evidence)).toEqual(judgement)
    expect(decider.judge({ ...evidence, pairs: evidence.pairs.toReversed() })).toEqual(judgement)
  })

  it('has the same verdict, figures and looks with and without follow-ups', () => {
    const [withThem, without] = [fresh, undefined].map((one) => drive(worse, [assertion(claim)], one))
    expect(without!.judgement.metrics).toEqual(withThem!.judgement.metrics)
    expect(without!.pairs).toBe(withThem!.pairs)
    expect(without!.judgement.culprits!.status).toBe('not-tried')
  })

  it('says that nobody stands out when most cases dropped, and asks for nothing', () => {
    const all = simulateEvidence(
      Array.from({ length: 20 }, () => ({ base: 1, head: 0.1 })),
      10,
      'all broken',
    )
    const { judgement, asked } = drive(all, [assertion(claim)], fresh)
    expect([judgement.verdict, judgement.culprits!.status, asked.length]).toEqual(['regression', 'spread', 0])
  })

  it('never asks for more calls than the plan has left', () => {
    for (const spare of [0, 5, 7, 20]) {
      const cut = { ...worse, plan: { ...worse.plan, pairs: 40 + spare } }
      const { asked, pairs } = drive(cut, [assertion(claim)], fresh)
      expect(2 * asked.length).toBeLessThanOrEqual(2 * (40 + spare - pairs))
    }
  })

  it('tells two ingredients apart after it has named the cases', () => {
    const cases = worse.evidence.cases.map((one) => ({ ...one, changes: ['prompt', 'model'] as const }))
    const both = { ...worse, evidence: { ...worse.evidence, cases } }
    const guilty: Fresh = (variant, index) =>
      (variant === 'head' || variant === 'prompt') && index < 4 ? 0 : 1
    const { judgement, asked } = drive(both, [assertion(claim)], guilty)
    const purposes = asked.map((one) => one.purpose)
    expect(purposes.lastIndexOf('confirmation')).toBeLessThan(purposes.indexOf('attribution'))
    expect(judgement.attribution!.ingredients.map((one) => [one.ingredient, one.verdict])).toEqual([
      ['prompt', 'explains'],
      ['model', 'excluded'],
    ])
    // Only on cases that are confirmed.
    const confirmed = new Set(judgement.cases.filter((one) => one.confirmed).map((one) => one.case))
    const run = asked.filter((one) => one.purpose === 'attribution').map((one) => `c${one.case}`)
    expect(run.every((id) => confirmed.has(id))).toBe(true)
  })
})

describe('a suite that is green', () => {
  it('asks for nothing', () => {
    const same = simulateEvidence(
      Array.from({ length: 20 }, () => ({ base: 0.9, head: 0.9 })),
      20,
      'green',
    )
    const { judgement, asked } = drive(same, [assertion(claim)], () => 1)
    expect([judgement.verdict, asked.length]).toEqual(['pass', 0])
    expect([judgement.culprits, judgement.attribution]).toEqual([undefined, undefined])
  })
})

describe('the cases behind a change of labels', () => {
  const usual = labelled(30, 3, 0.9)
  /** Four cases of label 0 go over to label 1. */
  const hasMoved = (index: number): boolean => index % 3 === 0 && index < 12
  const head = usual.map((chances, index) =>
    hasMoved(index) ? [chances[1]!, chances[0]!, chances[2]!] : chances,
  )
  const run = (arms: { readonly base: number[][]; readonly head: number[][] }, seed: string) =>
    runDecider(
      {
        assertions: [
          { metric: 'm0', role: 'primary', claim: { kind: 'distribution', totalVariation: 0.1 }, slices: [] },
        ],
        metrics: ['m0'],
        tags: usual.map(() => []),
        draw: (arm, _metric, index, _position, random) => drawLabel(arms[arm][index]!, random),
        rates: { primary: 0.05, guardrail: 0, miss: 0.1 },
        cap: 300,
      },
      seed,
    ).judgement

  it('are named on fresh pairs where their labels moved, and seldom where they did not', () => {
    let [red, named, falsely] = [0, 0, 0]
    for (let seed = 0; seed < 40; seed += 1) {
      const { verdict, metrics, culprits } = run({ base: usual, head }, `moved ${seed}`)
      if (verdict !== 'regression') continue
      const confirmed = metrics[0]!.movedCases!.filter((one) => one.confirmed !== undefined)
      expect(culprits!.of).toBe('labels')
      expect(culprits!.status === 'confirmed').toBe(confirmed.length > 0)
      red += 1
      named += Number(confirmed.length > 0)
      falsely += Number(confirmed.some((one) => !hasMoved(Number(one.case.slice(1)))))
      for (const one of confirmed) if (hasMoved(Number(one.case.slice(1)))) expect(one.from.label).toBe(0)
    }
    expect(red).toBeGreaterThan(20)
    expect(named / red).toBeGreaterThan(0.7)
    expect(falsely / red).toBeLessThanOrEqual(0.05)
  })

  it('are not told of a distribution that has not regressed', () => {
    const { metrics } = run({ base: usual, head: usual }, 'nothing')
    expect([metrics[0]!.verdict, metrics[0]!.movedCases]).toEqual(['pass', undefined])
  })
})
