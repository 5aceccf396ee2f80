import { describe, expect, it } from 'vitest'
import type { EvidenceCase } from '../../src/sampling/evidence.ts'
import type { FollowUp, FollowUpTrials } from '../../src/sampling/follow-up.ts'
import { createRandom } from '../../src/stats/random.ts'
import type { Ingredient } from '../../src/suite/hybrid-request.ts'
import { attributeDrop } from '../../src/verdict/attribute-drop.ts'
import type { ConfirmedDrop } from '../../src/verdict/confirmations.ts'
import { tabulate } from '../../src/verdict/evidence-table.ts'
import type { Hypothesis } from '../../src/verdict/hypothesis.ts'
import { planAttribution } from '../../src/verdict/plan-attribution.ts'
import { simulateEvidence } from './evidence.ts'

const CASES = 20
const hypothesis: Hypothesis = {
  assertion: {
    metric: 'queue',
    role: 'primary',
    claim: { kind: 'no-regression', margin: 0.1, tolerance: 0.03, cases: 'note' },
    slices: [],
  },
  claim: { kind: 'no-regression', margin: 0.1, tolerance: 0.03, cases: 'note' },
  slice: undefined,
  metric: 0,
  weights: new Float64Array(CASES).fill(1),
}

function plan(parts: {
  readonly changes?: readonly (readonly Ingredient[])[]
  readonly calls?: number
  readonly confirmed?: readonly ConfirmedDrop[]
  readonly head?: number
}) {
  const simulated = simulateEvidence(
    Array.from({ length: CASES }, () => ({ base: 0.95, head: parts.head ?? 0.6 })),
    4,
    'attribution',
  )
  const cases = simulated.evidence.cases.map(
    (one, index): EvidenceCase => ({ ...one, changes: parts.changes?.[index] ?? ['prompt', 'model'] }),
  )
  return planAttribution({
    hypothesis,
    cases,
    table: tabulate(simulated.evidence, simulated.plan.perRound),
    confirmed: parts.confirmed ?? [],
    plan: simulated.plan,
    calls: parts.calls ?? 400,
  })
}

/** Trials of the sets at known pass rates. */
function run(
  sets: readonly FollowUp[],
  rates: Readonly<Partial<Record<'base' | Ingredient, number>>>,
): readonly FollowUpTrials[] {
  const random = createRandom('hybrids')
  const draw = (variant: 'base' | Ingredient) =>
    Float64Array.of(random.uniform() < (rates[variant] ?? 0.95) ? 1 : 0)
  return sets.map((set) => ({
    ...set,
    base: draw('base'),
    variants: new Map(set.variants.map((variant) => [variant, draw(variant as Ingredient)])),
  }))
}

const verdicts = (found: ReturnType<typeof attributeDrop>) =>
  Object.fromEntries(found.ingredients.map((one) => [one.ingredient, one.verdict]))

describe('the plan of an attribution', () => {
  it('is none where one ingredient changed, where nothing is known of requests, or where the mean did not drop', () => {
    expect(plan({ changes: Array.from({ length: CASES }, () => ['prompt']) })).toBeUndefined()
    expect(plan({ changes: Array.from({ length: CASES }, () => []) })).toBeUndefined()
    expect(plan({ head: 1 })).toBeUndefined()
  })

  it('runs base and a hybrid per ingredient on cases in random rounds, no more than the drop needs', () => {
    const planned = plan({})!
    expect(planned.ingredients).toEqual(['prompt', 'model'])
    expect(planned.sets.length).toBeGreaterThan(20)
    expect(planned.sets.length).toBeLessThanOrEqual(60)
    expect(new Set(planned.sets.slice(0, CASES).map((one) => one.case)).size).toBe(CASES)
    expect(planned.sets[0]!.variants).toEqual(['prompt', 'model'])
    expect(plan({})).toEqual(planned)
  })

  it('keeps to the confirmed cases, and to those that have every change', () => {
    const confirmed: ConfirmedDrop = {
      case: 7,
      metric: 0,
      base: { mean: 1, trials: 6 },
      head: { mean: 0, trials: 6 },
      p: 0.001,
      drop: 1,
    }
    const planned = plan({ confirmed: [confirmed] })!
    expect(new Set(planned.sets.map((one) => one.case))).toEqual(new Set([7]))
    expect(planned.sets.length).toBeLessThan(15)
    const partly = plan({
      changes: Array.from({ length: CASES }, (_, index) => (index < 5 ? ['prompt', 'model'] : ['model'])),
    })!
    expect(Math.max(...partly.sets.map((one) => one.case))).toBe(4)
  })

  it('never makes more calls than are left, and none where they could not tell anything', () => {
    expect(plan({ calls: 60 })!.sets).toHaveLength(20)
    expect(plan({ calls: 17 })!.sets).toEqual([])
  })
})

describe('the attribution of a drop', () => {
  const planned = plan({})!

  it('names the ingredient that lowers the score by itself, and excludes the other', () => {
    const found = attributeDrop(planned, run(planned.sets, { prompt: 0.4 }))
    expect(verdicts(found)).toEqual({ prompt: 'explains', model: 'excluded' })
    const [prompt] = found.ingredients
    expect(prompt!.delta).toBeLessThan(-0.3)
    expect(prompt!.p).toBeLessThan(0.05)
  })

  it('excludes both where only the two together lower it', () => {
    expect(verdicts(attributeDrop(planned, run(planned.sets, { base: 1, prompt: 1, model: 1 })))).toEqual({
      prompt: 'excluded',
      model: 'excluded',
    })
  })

  it('names both where each lowers it', () => {
    expect(verdicts(attributeDrop(planned, run(planned.sets, { prompt: 0.3, model: 0.3 })))).toEqual({
      prompt: 'explains',
      model: 'explains',
    })
  })

  it('shows nothing on no trials, on two, or on a hybrid that its model refuses', () => {
    const shown = (trials: readonly FollowUpTrials[]) => attributeDrop(planned, trials).ingredients
    expect(shown([])[0]).toMatchObject({ verdict: 'not-shown', delta: null, p: null, hybrid: { trials: 0 } })
    expect(shown(run(planned.sets.slice(0, 2), { prompt: 0 }))[0]!.verdict).toBe('not-shown')
    const refused = run(planned.sets, { prompt: 0.3 }).map((one) => ({
      ...one,
      variants: new Map([...one.variants].filter(([variant]) => variant !== 'model')),
    }))
    expect(shown(refused).map((one) => one.verdict)).toEqual(['explains', 'not-shown'])
  })

  it('names an innocent ingredient in at most one of twenty', () => {
    const runs = 150
    const random = createRandom('innocent')
    const falsely = Array.from({ length: runs }, () => {
      const trials = planned.sets.map(
        (set): FollowUpTrials => ({
          ...set,
          base: Float64Array.of(random.uniform() < 0.7 ? 1 : 0),
          variants: new Map(
            set.variants.map((one) => [one, Float64Array.of(random.uniform() < 0.7 ? 1 : 0)]),
          ),
        }),
      )
      return attributeDrop(planned, trials).ingredients.some((one) => one.verdict === 'explains')
    }).filter(Boolean).length
    expect(falsely / runs).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / runs))
  }, 30_000)
})
