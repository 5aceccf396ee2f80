import { blind } from '../../src/sampling/blind.ts'
import type { HeadOnlyTrial, SuiteEvidence } from '../../src/sampling/evidence.ts'
import { planSuite } from '../../src/sampling/plan-suite.ts'
import { headOnlyTrialsAt, planLength, type SamplingPlan } from '../../src/sampling/sampling-plan.ts'
import { createRandom } from '../../src/stats/random.ts'
import type { Assertion } from '../../src/suite/assertion.ts'
import { designSuite } from '../../src/verdict/design-suite.ts'
import type { SuiteJudgement } from '../../src/verdict/judgement.ts'
import { createSequentialDecider } from '../../src/verdict/sequential-decider.ts'

/** One run of the shipped decider on new cases alone, whose pass rates are known. */
export function simulateAlone(options: {
  readonly assertions: readonly Assertion[]
  /** True pass rate of each new case. */
  readonly rates: readonly number[]
  readonly callCap?: number
  readonly seed: string
}): {
  readonly judgement: SuiteJudgement
  readonly headOnly: readonly HeadOnlyTrial[]
  readonly plan: SamplingPlan
  readonly calls: number
  readonly most: number
} {
  const { assertions, rates, callCap = 2000, seed } = options
  const plan = planSuite({
    suite: 's',
    seed,
    cases: [],
    headOnlyCases: rates.length,
    hasAbsoluteAssertion: true,
    design: designSuite({
      assertions,
      cases: [],
      headOnlyCases: rates.length,
      rates: { primary: 0.05, guardrail: 0.01, miss: 0.1 },
    }),
    deterministic: false,
    callCap,
  })
  const random = createRandom(seed)
  const decider = createSequentialDecider({ suite: { assertions, deterministic: false }, plan })
  const headOnly: HeadOnlyTrial[] = []
  const seen = (): SuiteEvidence => ({
    cases: [],
    metrics: ['queue'],
    pairs: [],
    missing: [],
    headOnly,
    headOnlyLost: 0,
  })
  for (;;) {
    const next = decider.nextLook(blind(seen()))
    if (next === undefined) break
    for (let place = headOnly.length / rates.length; place < headOnlyTrialsAt(plan, next); place += 1) {
      rates.forEach((rate, index) => {
        const head = Float64Array.of(random.uniform() < rate ? 1 : 0)
        headOnly.push({ id: `n${index}`, form: 'new', place, head })
      })
    }
    if (decider.look(seen())) break
  }
  return {
    judgement: decider.judge(seen()),
    headOnly,
    plan,
    calls: headOnly.length,
    most: planLength(plan),
  }
}
