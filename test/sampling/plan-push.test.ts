import { describe, expect, it } from 'vitest'
import type { JudgeableSuite } from '../../src/change/suite-comparison.ts'
import { planPush } from '../../src/sampling/plan-push.ts'
import { plannedCalls } from '../../src/sampling/plan-suite.ts'
import type { Policy } from '../../src/suite/policy.ts'

/** As much of a comparison as planning looks at. */
function comparison(name: string, cases: number, headOnly = 0): JudgeableSuite {
  const aCase = (id: string) => ({ id, weight: 1, tags: [] })
  return {
    name,
    suite: { assertions: [], deterministic: false },
    pairs: Array.from({ length: cases }, (_, index) => ({
      case: aCase(`c${index}`),
      base: { hash: `base ${index}` },
      head: { hash: `head ${index}` },
    })),
    headOnly: Array.from({ length: headOnly }, (_, index) => ({
      case: aCase(`n${index}`),
      form: 'new',
      request: { hash: `new ${index}` },
    })),
  } as unknown as JudgeableSuite
}

const design = {
  rates: { primary: 0.05, guardrail: 0, miss: 0.1 },
  wantedPairs: 170,
  mostPairs: 170,
  expectedPairs: 60,
}

const plan = (
  suites: readonly JudgeableSuite[],
  budget: { calls?: number; suiteCalls: number },
  known: readonly string[],
  providers: Policy['providers'] = new Map(),
) =>
  planPush(
    suites,
    { budget, providers },
    suites.map(() => ({ assumed: design })),
    undefined,
    new Set(known),
  )

const informed = {
  perRound: [4, 1, 1, 1, 1, 1, 1, 1],
  wantedPairs: 40,
  expectedPairs: 20,
  history: { runs: 2, trials: 200, allocated: true },
}

const callsOf = (planned: ReturnType<typeof plan>[number]) => plannedCalls(planned.plan).most

describe('the plan of a push', () => {
  it('serves the suites that base has before those that the pull request adds', () => {
    const added = Array.from({ length: 60 }, (_, index) => comparison(`added-${index}`, 4))
    const planned = plan([comparison('triage', 8), ...added], { calls: 400, suiteCalls: 600 }, ['triage'])
    expect(planned[0]!.plan.pairs).toBe(170)
    expect(planned.reduce((sum, one) => sum + callsOf(one), 0)).toBeLessThanOrEqual(400)
  })

  it('lets all new suites together cost no more than two suites, however many they are', () => {
    const added = Array.from({ length: 60 }, (_, index) => comparison(`added-${index}`, 20))
    const planned = plan(added, { suiteCalls: 600 }, [])
    expect(planned.reduce((sum, one) => sum + callsOf(one), 0)).toBeLessThanOrEqual(1200)
  })

  it('lets history say how often cases are drawn and what to expect, but neither how much may be drawn nor which ledger it is', () => {
    for (const budget of [{ suiteCalls: 600 }, { calls: 20, suiteCalls: 600 }]) {
      const suites = [comparison('triage', 8)]
      const known = new Set(['triage'])
      const [without] = planPush(
        suites,
        { budget, providers: new Map() },
        [{ assumed: design }],
        undefined,
        known,
      )
      const [with_] = planPush(
        suites,
        { budget, providers: new Map() },
        [{ assumed: design, informed }],
        undefined,
        known,
      )
      expect(with_!.ledgerName).toBe(without!.ledgerName)
      expect(with_!.plan).toEqual({
        ...without!.plan,
        perRound: informed.perRound,
        wantedPairs: 40,
        expectedPairs: Math.min(20, without!.plan.pairs),
        history: informed.history,
      })
    }
  })

  it('keeps a plan that the budget cut short out of the ledger of the whole one', () => {
    const whole = plan([comparison('triage', 8)], { suiteCalls: 600 }, ['triage'])[0]!
    const cut = plan([comparison('triage', 8)], { calls: 20, suiteCalls: 600 }, ['triage'])[0]!
    expect(cut.plan.pairs).toBeLessThan(whole.plan.pairs)
    expect(cut.ledgerName).not.toBe(whole.ledgerName)
  })

  it('names the ledger by the pairs alone: more cases or another order are the same experiment', () => {
    const one = plan([comparison('triage', 8)], { suiteCalls: 600 }, ['triage'])[0]!
    const more = plan([comparison('triage', 8, 3)], { suiteCalls: 600 }, ['triage'])[0]!
    const reordered = comparison('triage', 8)
    const other = plan([{ ...reordered, pairs: reordered.pairs.toReversed() }], { suiteCalls: 600 }, [
      'triage',
    ])[0]!
    expect([more.ledgerName, other.ledgerName]).toEqual([one.ledgerName, one.ledgerName])
    expect(more.plan.seed).toBe(one.plan.seed)
  })

  it('names the ledger also by what makes up the answers of simulated models, and draws as before', () => {
    const simulated = (text: string): Policy['providers'] =>
      new Map([['sim', { name: 'sim', kind: 'simulated', description: { file: 'sim.yaml', text } }]])
    const planned = (model: string, text: string, headOnly = 0) => {
      const one = comparison('triage', 8, headOnly)
      const ask = <Request extends object>(request: Request) => ({ ...request, kind: 'prompt', model })
      const asked = {
        ...one,
        pairs: one.pairs.map((pair) => ({ ...pair, base: ask(pair.base), head: ask(pair.head) })),
        headOnly: one.headOnly.map((extra) => ({ ...extra, request: ask(extra.request) })),
      } as JudgeableSuite
      return plan([asked], { suiteCalls: 600 }, ['triage'], simulated(text))[0]!
    }
    const first = planned('sim/small', 'rules: 1')
    const edited = planned('sim/small', 'rules: 2')
    expect(edited.ledgerName).not.toBe(first.ledgerName)
    expect(edited.plan).toEqual(first.plan)
    expect(planned('sim/small', 'rules: 1', 3).ledgerName).toBe(first.ledgerName)
    const real = plan([comparison('triage', 8)], { suiteCalls: 600 }, ['triage'])[0]!
    expect(planned('openai/small', 'rules: 1').ledgerName).toBe(real.ledgerName)
    expect(planned('openai/small', 'rules: 2').ledgerName).toBe(real.ledgerName)
  })

  it('gives fallbacks what all plans leave, and never takes a pair for them', () => {
    const withFallback = (name: string, trials: number): JudgeableSuite => ({
      ...comparison(name, 8),
      fallback: { model: 'm/spare', trials, cases: [] },
    })
    for (const calls of [40, 300, 700, 1000]) {
      const budget = { calls, suiteCalls: 400 }
      const known = ['a', 'b']
      const without = plan([comparison('a', 8), comparison('b', 8)], budget, known)
      const planned = plan([withFallback('a', 60), withFallback('b', 500)], budget, known)
      expect(planned.map((one) => one.plan.pairs)).toEqual(without.map((one) => one.plan.pairs))
      expect(planned.map((one) => one.ledgerName)).toEqual(without.map((one) => one.ledgerName))
      expect(planned.reduce((sum, one) => sum + one.calls, 0)).toBeLessThanOrEqual(calls)
      for (const one of planned) {
        expect(one.calls).toBeLessThanOrEqual(400)
        expect(one.plan.fallbackTrials).toBeLessThanOrEqual(one.calls)
      }
    }
  })
})
