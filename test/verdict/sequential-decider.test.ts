import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blind } from '../../src/sampling/blind.ts'
import type { SuiteEvidence } from '../../src/sampling/evidence.ts'
import type { SamplingPlan } from '../../src/sampling/sampling-plan.ts'
import type { Assertion, Claim } from '../../src/suite/assertion.ts'
import type { SuiteJudgement } from '../../src/verdict/judgement.ts'
import { createSequentialDecider } from '../../src/verdict/sequential-decider.ts'
import { simulateEvidence } from './evidence.ts'

const noRegression: Claim = { kind: 'no-regression', margin: 0.1, tolerance: 0.1 / 3, cases: 'note' }
const assertion = (
  claim: Claim,
  role: Assertion['role'] = 'primary',
  slices: readonly string[] = [],
): Assertion => ({
  metric: 'queue',
  role,
  claim,
  slices,
})

function judge(
  { evidence, plan }: { readonly evidence: SuiteEvidence; readonly plan: SamplingPlan },
  assertions: readonly Assertion[] = [assertion(noRegression)],
  deterministic = false,
): SuiteJudgement {
  return createSequentialDecider({ suite: { assertions, deterministic }, plan }).judge(evidence)
}

const same = (rate: number, cases: number) =>
  Array.from({ length: cases }, () => ({ base: rate, head: rate }))

describe('the sequential decider', () => {
  it('finds a drop of twenty points, with an interval below zero', () => {
    const judgement = judge(
      simulateEvidence(
        Array.from({ length: 20 }, () => ({ base: 0.95, head: 0.75 })),
        10,
        'drop',
      ),
    )
    expect(judgement.verdict).toBe('regression')
    const [metric] = judgement.metrics
    expect(metric!.delta!.high).toBeLessThan(0)
    expect(metric!.p!).toBeLessThan(0.05)
  })

  it('passes a change that does nothing, when there are enough pairs', () => {
    expect(judge(simulateEvidence(same(0.95, 20), 10, 'nothing')).verdict).toBe('pass')
  })

  it('says inconclusive, and how many more pairs would decide, when there are too few', () => {
    const judgement = judge(simulateEvidence(same(0.7, 5), 4, 'few'))
    expect(judgement.verdict).toBe('inconclusive')
    expect(judgement.metrics[0]!.morePairs).toBeGreaterThan(0)
  })

  it('rests a pass on a bound within the margin, which the wider interval may reach beyond', () => {
    const judged = Array.from({ length: 24 }, (_, run) =>
      judge(simulateEvidence(same([0.8, 0.95, 1][run % 3]!, 20), 12, `bound ${run}`)),
    )
    const passed = judged.map(({ metrics }) => metrics[0]!).filter(({ verdict }) => verdict === 'pass')
    expect(passed.length).toBeGreaterThan(5)
    for (const { bound, delta } of passed) {
      expect(bound!.level).toBe(0.9)
      expect(bound!.value).toBeGreaterThanOrEqual(-0.1)
      expect(bound!.value).toBeLessThan(Math.min(0, delta!.estimate))
    }
    expect(passed.some(({ delta }) => delta!.low < -0.1)).toBe(true)
  })

  it('keeps the bound of the look that a metric passed at, whatever later looks show', () => {
    const { evidence, plan } = simulateEvidence(same(1, 20), 20, 'kept')
    const alone = judge({ evidence, plan }).metrics[0]!
    // The second metric falls in few pairs of the end, and keeps the suite going beyond the first one's pass.
    const slow = {
      ...evidence,
      metrics: ['queue', 'slow'],
      pairs: evidence.pairs.map((pair) => ({
        ...pair,
        base: Float64Array.of(pair.base[0]!, Number(pair.position % 2 === 0)),
        head: Float64Array.of(pair.position > 350 ? 0 : 1, Number(pair.position % 3 === 0)),
      })),
    }
    const both = judge({ evidence: slow, plan }, [
      assertion(noRegression),
      { ...assertion(noRegression, 'advisory'), metric: 'slow' },
    ]).metrics[0]!
    expect(both.verdict).toBe('pass')
    expect(both.bound!.value).toBe(alone.bound!.value)
  })

  it('never calls a drop of the margin undecided that it says would have been found or ruled out', () => {
    const judged = [0.5, 0.8, 0.95, 1].flatMap((rate) =>
      [0, 0.05, 0.1].flatMap((drop) =>
        [10, 31, 60, 150].map((cases) => {
          const rates = Array.from({ length: cases }, () => ({ base: rate, head: rate - drop }))
          return judge(simulateEvidence(rates, 1, `${rate} ${drop} ${cases}`)).metrics[0]!
        }),
      ),
    )
    const undecided = judged.filter(({ verdict }) => verdict === 'inconclusive')
    expect(undecided.length).toBeGreaterThan(10)
    for (const { detectable } of undecided) expect(detectable).toBeGreaterThanOrEqual(0.1)
  })

  it('says improved when the interval lies above zero', () => {
    const cases = Array.from({ length: 20 }, () => ({ base: 0.2, head: 0.95 }))
    expect(judge(simulateEvidence(cases, 10, 'better')).verdict).toBe('improved')
  })

  it('names a broken case by the concentrated statistic where the mean stays within its tolerance', () => {
    const cases = Array.from({ length: 40 }, (_, index) => ({ base: 1, head: index === 7 ? 0 : 1 }))
    const strict: Claim = { kind: 'no-regression', margin: 0.035, tolerance: 0.03, cases: 'note' }
    const judgement = judge(simulateEvidence(cases, 12, 'broken'), [assertion(strict)])
    expect(judgement.verdict).toBe('regression')
    expect(judgement.metrics[0]!.reason).toContain('c7')
    expect(judgement.cases.filter((one) => one.verdict === 'regression').map((one) => one.case)).toEqual([
      'c7',
    ])
  })

  it('never passes five of five: no discordant pair in five trials proves little', () => {
    expect(judge(simulateEvidence(same(1, 5), 1, 'all pass')).verdict).toBe('inconclusive')
  })

  it('passes when everything passes often enough: 22 pairs at margin .10', () => {
    expect(judge(simulateEvidence(same(1, 22), 1, 'all pass')).verdict).toBe('pass')
    expect(judge(simulateEvidence(same(1, 21), 1, 'all pass')).verdict).toBe('inconclusive')
  })

  it('calls a plan that was cut off before any look decided not-evaluable', () => {
    const { evidence, plan } = simulateEvidence(same(0.5, 40), 1, 'unfinished')
    const judgement = judge({ evidence, plan: { ...plan, pairs: 400 } })
    expect([judgement.verdict, judgement.metrics[0]!.verdict]).toEqual(['not-evaluable', 'inconclusive'])
    const torn = { ...evidence, pairs: evidence.pairs.filter((pair) => pair.position !== 5) }
    expect(judge({ evidence: torn, plan: { ...plan, pairs: 400 } }).metrics[0]!.delta).toMatchObject({
      low: -1,
      high: 1,
    })
  })

  it('keeps what a look has decided, though the plan would have allowed more', () => {
    const { evidence, plan } = simulateEvidence(same(1, 40), 2, 'decided')
    expect(judge({ evidence, plan: { ...plan, pairs: 400 } }).verdict).toBe('pass')
  })

  it('never lets a lost pair help to pass', () => {
    const { evidence, plan } = simulateEvidence(same(1, 22), 1, 'lost')
    const lost = {
      ...evidence,
      pairs: evidence.pairs.slice(2),
      missing: [0, 1].map((one) => ({ case: one, trial: 0, position: one, base: true, head: false })),
    }
    expect(judge({ evidence: lost, plan }).verdict).not.toBe('pass')
  })

  it('is not-evaluable when more than a tenth of the pairs were lost, or one arm loses more than chance explains', () => {
    const { evidence, plan } = simulateEvidence(same(0.95, 20), 10, 'outage')
    const losing = (count: number, base: boolean) => ({
      plan,
      evidence: {
        ...evidence,
        pairs: evidence.pairs.slice(count),
        missing: evidence.pairs
          .slice(0, count)
          .map(({ case: index, trial, position }) => ({ case: index, trial, position, base, head: !base })),
      },
    })
    expect(judge(losing(25, true)).reason).toContain('25 of 200')
    expect(judge(losing(12, true)).reason).toContain('no accident')
    expect(
      judge({ plan, evidence: { ...evidence, pairs: [], missing: losing(200, true).evidence.missing } })
        .verdict,
    ).toBe('not-evaluable')
  })

  it('gives the same answer whatever the order in which pairs came back', () => {
    const { evidence, plan } = simulateEvidence(
      Array.from({ length: 12 }, () => ({ base: 0.9, head: 0.8 })),
      6,
      'order',
    )
    expect(judge({ plan, evidence: { ...evidence, pairs: evidence.pairs.toReversed() } })).toEqual(
      judge({ evidence, plan }),
    )
  })

  it('knows a deterministic difference without an interval', () => {
    const { evidence, plan } = simulateEvidence([{ base: 1, head: 0 }, ...same(1, 9)], 1, 'known')
    const worse = judge({ evidence, plan }, [assertion(noRegression)], true)
    expect([worse.verdict, worse.metrics[0]!.delta]).toEqual(['regression', null])
    expect(judge(simulateEvidence(same(1, 3), 1, 'known'), [assertion(noRegression)], true).verdict).toBe(
      'pass',
    )
  })

  it('never passes a deterministic suite of which a trial was lost', () => {
    const { evidence, plan } = simulateEvidence(same(1, 10), 1, 'lost')
    const missing = [{ case: 0, trial: 0, position: 0, base: true, head: false }]
    const judgement = judge(
      { evidence: { ...evidence, pairs: evidence.pairs.slice(1), missing }, plan },
      undefined,
      true,
    )
    expect(judgement.verdict).toBe('not-evaluable')
  })

  it('spends its own level on `cases: fail`, and no more', () => {
    const runs = 300
    const claim: Claim = { ...noRegression, cases: 'fail' }
    const red = Array.from({ length: runs }, (_, run) =>
      judge(simulateEvidence(same(0.8, 15), 6, `cases ${run}`), [assertion(claim)]),
    ).filter(({ verdict }) => verdict === 'regression').length
    expect(red / runs).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / runs))
  }, 60_000)

  it('keeps its false-pass rate near the ceiling, where the normal approximation alone does not', () => {
    const runs = 600
    const cases = Array.from({ length: 20 }, () => ({ base: 1, head: 0.9 }))
    const passed = Array.from({ length: runs }, (_, run) =>
      judge(simulateEvidence(cases, 3, `ceiling ${run}`)),
    ).filter(({ verdict }) => verdict === 'pass').length
    expect(passed / runs).toBeLessThan(0.1 + 2 * Math.sqrt((0.1 * 0.9) / runs))
  }, 60_000)

  it('never turns red for an advisory metric', () => {
    const cases = Array.from({ length: 20 }, () => ({ base: 1, head: 0 }))
    const judgement = judge(simulateEvidence(cases, 5, 'advisory'), [assertion(noRegression, 'advisory')])
    expect(judgement.verdict).toBe('pass')
    expect(judgement.metrics[0]!.verdict).toBe('regression')
  })

  it('finds a drop in a slice that the mean of the whole suite dilutes below its tolerance', () => {
    const cases = Array.from({ length: 60 }, (_, index) => ({
      base: 0.97,
      head: index < 8 ? 0.45 : 0.97,
      tags: index < 8 ? ['refund'] : [],
    }))
    const coarse: Claim = { kind: 'no-regression', margin: 0.3, tolerance: 0.1, cases: 'note' }
    const judgement = judge(simulateEvidence(cases, 8, 'slice'), [assertion(coarse, 'primary', ['refund'])])
    expect(judgement.metrics.find((one) => one.slice === 'refund')!.verdict).toBe('regression')
  })

  it('keeps its false-alarm rate when nothing changed, over four hundred runs', () => {
    const runs = 400
    const red = Array.from({ length: runs }, (_, run) =>
      judge(simulateEvidence(same(0.8, 15), 6, `null ${run}`), [
        assertion(noRegression),
        assertion({ ...noRegression, margin: 0.2 }, 'guardrail'),
      ]),
    ).filter((judgement) => judgement.verdict === 'regression').length
    // α = .05 + .01, plus two standard errors of the simulation.
    expect(red / runs).toBeLessThan(0.06 + 2 * Math.sqrt((0.06 * 0.94) / runs))
  }, 60_000)

  it('keeps its false-pass rate at the margin, over four hundred runs', () => {
    const runs = 400
    const passed = Array.from({ length: runs }, (_, run) =>
      judge(
        simulateEvidence(
          Array.from({ length: 20 }, () => ({ base: 0.9, head: 0.8 })),
          10,
          `margin ${run}`,
        ),
      ),
    ).filter(({ verdict }) => verdict === 'pass' || verdict === 'improved').length
    expect(passed / runs).toBeLessThan(0.1 + 2 * Math.sqrt((0.1 * 0.9) / runs))
  }, 60_000)

  it('never throws and never passes without evidence, for any scores in range', () => {
    const score = fc.oneof(fc.constantFrom(0, 1, 0.5, Number.NaN), fc.double({ min: 0, max: 1, noNaN: true }))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), score, score), { maxLength: 40 }),
        fc.constantFrom<Claim>(
          noRegression,
          { kind: 'at-least', rate: 0.9, slack: 0.05 },
          { kind: 'at-most', rate: 0.1, slack: 0.05 },
          { kind: 'ratio-at-most', ratio: 1.25 },
          { kind: 'improves' },
        ),
        (drawn, claim) => {
          const { evidence, plan } = simulateEvidence(same(1, 5), 0, 'any')
          const pairs = drawn.map(([index, base, head], trial) => ({
            case: index,
            trial,
            position: trial,
            base: Float64Array.of(base),
            head: Float64Array.of(head),
          }))
          const judgement = judge(
            { evidence: { ...evidence, pairs }, plan: { ...plan, pairs: pairs.length } },
            [assertion(claim)],
          )
          const [metric] = judgement.metrics
          const needsBase = claim.kind !== 'at-least' && claim.kind !== 'at-most'
          if (pairs.every((pair) => Number.isNaN(pair.head[0]! + (needsBase ? pair.base[0]! : 0)))) {
            expect(['not-evaluable', 'inconclusive']).toContain(judgement.verdict)
          }
          if (metric?.delta != null) {
            expect(metric.delta.low).toBeLessThan(metric.delta.high)
            expect(Number.isFinite(metric.delta.estimate)).toBe(true)
          }
        },
      ),
      { seed: 1, numRuns: 1000 },
    )
  })
})

describe('the population interval', () => {
  it('counts related cases as one: it is wider, and nothing else changes', () => {
    const { evidence, plan } = simulateEvidence(
      Array.from({ length: 24 }, (_, index) => ({ base: 0.9, head: index % 4 === 0 ? 0.3 : 0.9 })),
      6,
      'cluster',
    )
    const related = {
      ...evidence,
      cases: evidence.cases.map((one, index) => ({
        ...one,
        cluster: index % 4 === 0 ? 'broken' : `${index % 3}`,
      })),
    }
    const [apart, together] = [evidence, related].map((one) => judge({ evidence: one, plan }).metrics[0]!)
    const width = (metric: typeof apart) => metric!.delta!.population!.high - metric!.delta!.population!.low
    expect(width(together)).toBeGreaterThan(1.3 * width(apart))
    const { population: _one, ...own } = apart!.delta!
    const { population: _other, ...other } = together!.delta!
    expect([apart!.verdict, own]).toEqual([together!.verdict, other])
  })
})

describe('the looks', () => {
  const unchanged = simulateEvidence(same(0.9, 30), 20, 'looks')

  /** Drives a decider pair by pair as the sampler does. */
  function drive(from: ReturnType<typeof simulateEvidence>, assertions = [assertion(noRegression)]) {
    const decider = createSequentialDecider({ suite: { assertions, deterministic: false }, plan: from.plan })
    const looks: number[] = []
    for (;;) {
      const seen = { ...from.evidence, pairs: from.evidence.pairs.slice(0, looks.at(-1) ?? 0) }
      const next = decider.nextLook(blind(seen))
      if (next === undefined) return { looks, judgement: decider.judge(seen) }
      looks.push(next)
      const evidence = { ...from.evidence, pairs: from.evidence.pairs.slice(0, next) }
      if (decider.look(evidence)) return { looks, judgement: decider.judge(evidence) }
    }
  }

  it('stop early when nothing changed, and a replay of the trials gives the same judgement', () => {
    const { looks, judgement } = drive(unchanged)
    expect(looks[0]).toBe(30)
    expect(looks.at(-1)!).toBeLessThan(300)
    const stopped = {
      ...unchanged.evidence,
      pairs: unchanged.evidence.pairs.slice(0, looks.at(-1)!),
    }
    expect(judge({ evidence: stopped, plan: unchanged.plan })).toEqual(judgement)
    // What came in after the stop changes nothing about the claims either.
    expect(judge(unchanged).metrics).toEqual(judgement.metrics)
  })

  it('happen at the same pairs whichever arm is winning', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 6 }), (seed, turned) => {
        const simulated = simulateEvidence(same(0.6, 12), 30, `blind ${seed}`)
        const pairs = simulated.evidence.pairs.map((pair, index) =>
          index % (turned + 1) === 0 ? { ...pair, base: pair.head, head: pair.base } : pair,
        )
        const swapped = { ...simulated, evidence: { ...simulated.evidence, pairs } }
        const [a, b] = [drive(simulated).looks, drive(swapped).looks]
        const shared = Math.min(a.length, b.length)
        expect(a.slice(0, shared)).toEqual(b.slice(0, shared))
      }),
      { seed: 1, numRuns: 15 },
    )
  })

  it('never turn red and green with the arms exchanged: a drop seen from one side is a gain from the other', () => {
    for (let run = 0; run < 20; run += 1) {
      const simulated = simulateEvidence(same(0.5, 10), 20, `arms ${run}`)
      const pairs = simulated.evidence.pairs.map((pair) => ({ ...pair, base: pair.head, head: pair.base }))
      const one = judge(simulated)
      const other = judge({ ...simulated, evidence: { ...simulated.evidence, pairs } })
      expect([one.verdict, other.verdict]).not.toEqual(['regression', 'regression'])
    }
  })

  it('go on until a slice has been drawn that the first wave of a large suite left out', () => {
    const cases = Array.from({ length: 200 }, (_, index) => ({
      base: 1,
      head: 1,
      tags: index >= 190 ? ['late'] : [],
    }))
    const { judgement } = drive(simulateEvidence(cases, 4, 'late'), [
      assertion(noRegression, 'primary', ['late']),
    ])
    expect(judgement.metrics.find((one) => one.slice === 'late')!.base.trials).toBeGreaterThan(0)
    expect(judgement.verdict).toBe('pass')
  })

  it('judge every claim of the suite until the suite stops', () => {
    const { judgement } = drive(simulateEvidence(same(0.9, 30), 20, 'all'), [
      assertion(noRegression),
      assertion({ ...noRegression, margin: 0.05 }, 'guardrail'),
    ])
    const [first, second] = judgement.metrics
    expect(first!.base.trials).toBe(second!.base.trials)
  })

  it('say so when the noise wants more pairs than the plan allows', () => {
    const { evidence, plan } = simulateEvidence(same(0.5, 20), 3, 'capped')
    const judgement = judge({ evidence, plan })
    expect(judgement.verdict).toBe('inconclusive')
    expect(judgement.notes.join()).toContain('the budget allows 60')
  })
})

describe('absolute claims', () => {
  const atLeast: Claim = { kind: 'at-least', rate: 0.9, slack: 0.05 }

  it('are red when a rate below the limit is proven, and pass when one below the slack is excluded', () => {
    const drop = Array.from({ length: 20 }, () => ({ base: 0.97, head: 0.7 }))
    expect(judge(simulateEvidence(drop, 10, 'low'), [assertion(atLeast)]).verdict).toBe('regression')
    expect(judge(simulateEvidence(same(0.98, 20), 10, 'high'), [assertion(atLeast)]).verdict).toBe('pass')
    expect(judge(simulateEvidence(same(0.9, 4), 5, 'few'), [assertion(atLeast)]).verdict).toBe('inconclusive')
  })

  it('do not blame a change for a base that is already below', () => {
    const judgement = judge(simulateEvidence(same(0.5, 20), 10, 'low base'), [assertion(atLeast)])
    expect(judgement.verdict).toBe('inconclusive')
    expect(judgement.metrics[0]!.reason).toContain('as base is')
  })

  it('are red for a collapse, though base was a little below by chance or by nature', () => {
    for (const base of [0.88, 0.9, 0.92]) {
      const cases = Array.from({ length: 20 }, () => ({ base, head: 0.5 }))
      expect(judge(simulateEvidence(cases, 10, `collapse ${base}`), [assertion(atLeast)]).verdict).toBe(
        'regression',
      )
    }
  })

  it('keep their level when base and head are alike, a little below the rate', () => {
    const runs = 300
    const claim: Claim = { kind: 'at-least', rate: 0.98, slack: 0.03 }
    const red = Array.from({ length: runs }, (_, run) =>
      judge(simulateEvidence(same(0.964, 20), 10, `rate ${run}`), [assertion(claim, 'guardrail')]),
    ).filter(({ verdict }) => verdict === 'regression').length
    expect(red / runs).toBeLessThan(0.01 + 2 * Math.sqrt((0.01 * 0.99) / runs))
  }, 60_000)

  const withNew = (cases: readonly { base: number; head: number }[], fresh: number, score: number) => {
    const { evidence, plan } = simulateEvidence(cases, 9, 'new cases')
    const headOnly = Array.from({ length: fresh * 9 }, (_, index) => ({
      id: `new-${index % fresh}`,
      form: 'new' as const,
      place: Math.floor(index / fresh),
      head: Float64Array.of(score),
    }))
    return {
      evidence: { ...evidence, headOnly },
      plan: { ...plan, headOnlyCases: fresh, headOnlyTrials: 9 },
    }
  }

  it('cannot be talked down by easy new cases', () => {
    const dropped = Array.from({ length: 20 }, () => ({ base: 0.95, head: 0.7 }))
    for (const fresh of [0, 20, 60]) {
      expect(judge(withNew(dropped, fresh, 1), [assertion(atLeast)]).verdict).toBe('regression')
    }
  })

  it('judge new cases too, and say that it is they', () => {
    const judgement = judge(withNew(same(0.99, 20), 6, 0), [assertion(atLeast)])
    expect([judgement.verdict, judgement.reason]).toEqual([
      'regression',
      expect.stringContaining('new and edited cases'),
    ])
  })

  it('show what is compared with base elsewhere, where head alone was run: its mean, and nothing decided', () => {
    const { evidence, plan } = withNew([], 1, 0.5)
    const judged = judge({ evidence: { ...evidence, cases: [], pairs: [] }, plan: { ...plan, pairs: 0 } }, [
      assertion(atLeast),
      assertion(noRegression),
    ])
    expect(judged.metrics.map(({ claim, verdict }) => [claim.kind, verdict])).toEqual([
      ['at-least', 'regression'],
      ['no-regression', 'unaffected'],
    ])
    const [, shown] = judged.metrics
    expect([shown!.base.mean, shown!.delta, shown!.p]).toEqual([null, null, null])
    expect(shown!.head.trials).toBe(9)
    expect(shown!.head.mean).toBe(judged.metrics[0]!.head.mean)
  })

  it('do not excuse new cases by how base does on other ones', () => {
    const { evidence, plan } = withNew(same(0.5, 20), 6, 0)
    const known = judge({ evidence, plan }, [assertion(atLeast)], true)
    const sampled = judge({ evidence, plan }, [assertion(atLeast)])
    expect([known.verdict, sampled.verdict]).toEqual(['regression', 'regression'])
    expect(sampled.reason).not.toContain('as base is')
  })

  it('count a lost trial as the worst it could have been', () => {
    const { evidence, plan } = simulateEvidence(same(0.94, 20), 10, 'lost rate')
    const missing = evidence.pairs.slice(0, 18).map(({ case: index, trial, position }, at) => ({
      case: index,
      trial,
      position,
      base: at % 2 === 0,
      head: at % 2 === 1,
    }))
    const judgement = judge({ evidence: { ...evidence, pairs: evidence.pairs.slice(18), missing }, plan }, [
      assertion(atLeast),
    ])
    expect(judgement.verdict).not.toBe('pass')
  })
})

describe('claims about quantities', () => {
  it('are not judged on the few trials whose cost is known', () => {
    const { evidence, plan } = simulateEvidence(same(1, 20), 10, 'unknown cost')
    const pairs = evidence.pairs.map((pair, index) =>
      index < 180 ? { ...pair, head: Float64Array.of(Number.NaN) } : pair,
    )
    const judgement = judge({ evidence: { ...evidence, pairs }, plan }, [
      assertion({ kind: 'ratio-at-most', ratio: 1.25 }),
    ])
    expect([judgement.verdict, judgement.reason]).toEqual([
      'not-evaluable',
      expect.stringContaining('is not known in 20 of 20 pairs'),
    ])
  })
})
