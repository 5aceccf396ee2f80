import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blind } from '../../src/sampling/blind.ts'
import type { SuiteEvidence } from '../../src/sampling/evidence.ts'
import type { SamplingPlan } from '../../src/sampling/sampling-plan.ts'
import type { Claim } from '../../src/suite/assertion.ts'
import { createSequentialDecider } from '../../src/verdict/sequential-decider.ts'
import type { SuiteStanding } from '../../src/verdict/suite-standing.ts'
import { simulateEvidence } from './evidence.ts'

const CLAIMS: readonly Claim[] = [
  { kind: 'no-regression', margin: 0.1, tolerance: 0.1 / 3, cases: 'note' },
  { kind: 'at-least', rate: 0.8, slack: 0.1 },
  { kind: 'improves' },
  { kind: 'distribution', totalVariation: 0.2 },
]

/** Carries the looks out as the sampler does: one by one, each on what has been drawn by then. */
function carryOut(
  { evidence, plan }: { readonly evidence: SuiteEvidence; readonly plan: SamplingPlan },
  claims: readonly Claim[],
  watched: boolean,
) {
  const told: SuiteStanding[] = []
  const looks: (readonly [number, boolean])[] = []
  const decider = createSequentialDecider({
    suite: {
      assertions: claims.map((claim) => ({ metric: 'queue', role: 'primary', claim, slices: [] })),
      deterministic: false,
    },
    plan,
    ...(watched ? { onLook: (standing) => told.push(standing()!) } : {}),
  })
  let seen: SuiteEvidence = { ...evidence, pairs: [], missing: [] }
  for (;;) {
    const next = decider.nextLook(blind(seen))
    if (next === undefined) break
    seen = { ...evidence, pairs: evidence.pairs.slice(0, next), missing: [] }
    const mayStop = decider.look(seen)
    looks.push([next, mayStop])
    if (mayStop) break
  }
  return { told, looks, judgement: decider.judge(seen) }
}

const arms = (base: number, head: number, cases = 20) => Array.from({ length: cases }, () => ({ base, head }))

describe('where a suite stands', () => {
  it('changes nothing of what is looked at, when sampling stops and what is judged', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CLAIMS),
        fc.constantFrom(0.5, 0.9),
        fc.constantFrom(-0.3, -0.1, 0, 0.1),
        fc.nat(1000),
        (claim, base, change, seed) => {
          const drawn = simulateEvidence(arms(base, Math.min(1, base + change)), 10, `stand ${seed}`)
          const watched = carryOut(drawn, [claim], true)
          const alone = carryOut(drawn, [claim], false)
          expect([watched.looks, watched.judgement]).toEqual([alone.looks, alone.judgement])
        },
      ),
      { numRuns: 25, seed: 6 },
    )
  })

  it('reaches one boundary exactly when the look decides for it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CLAIMS),
        fc.constantFrom(-0.3, -0.1, 0, 0.1),
        fc.nat(1000),
        (claim, change, seed) => {
          const { told } = carryOut(simulateEvidence(arms(0.85, 0.85 + change), 10, `${seed}`), [claim], true)
          for (const { worse, pass, verdict } of told) {
            expect(worse).toBeGreaterThanOrEqual(0)
            expect(pass).toBeGreaterThanOrEqual(0)
            expect(worse === 1).toBe(verdict === 'regression')
            expect(pass === 1).toBe(verdict === 'pass' || verdict === 'improved')
          }
        },
      ),
      { numRuns: 25, seed: 6 },
    )
  })

  it('grows towards the pass of a change that does nothing, look after look, and away from the drop', () => {
    const { told } = carryOut(simulateEvidence(arms(0.9, 0.9, 25), 20, 'steady'), [CLAIMS[0]!], true)
    expect(told.length).toBeGreaterThan(2)
    expect(told.at(-1)!).toMatchObject({ ended: true, verdict: 'pass', pass: 1 })
    expect(told[0]!.pass).toBeLessThan(0.7)
    expect(Math.max(...told.map(({ worse }) => worse))).toBeLessThan(0.9)
  })

  it('is as far from passing as the claim that has come least far, and as near to red as the one that has come farthest', () => {
    const drawn = simulateEvidence(arms(0.85, 0.85), 4, 'several')
    const first = (claims: readonly Claim[]) => carryOut(drawn, claims, true).told[0]!
    const [wide, narrow] = [0.4, 0.05].map((margin): Claim => ({ ...CLAIMS[0]!, margin }) as Claim)
    expect(first([wide!, narrow!]).pass).toBeLessThan(first([wide!]).pass)
  })

  it('counts advisory claims for nothing', () => {
    const { evidence, plan } = simulateEvidence(arms(0.95, 0.6), 10, 'advisory')
    const told: SuiteStanding[] = []
    const decider = createSequentialDecider({
      suite: {
        assertions: [{ metric: 'queue', role: 'advisory', claim: CLAIMS[0]!, slices: [] }],
        deterministic: false,
      },
      plan,
      onLook: (standing) => told.push(standing()!),
    })
    decider.look(evidence)
    expect(told[0]).toMatchObject({ worse: 0, pass: 0 })
  })
})
