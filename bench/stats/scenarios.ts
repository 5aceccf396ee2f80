import { findRoot } from '../../src/stats/find-root.ts'
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts'
import { createRandom, type Random } from '../../src/stats/random.ts'
import { brokenCases, diffuseDrop } from '../../src/stats/simulated-drops.ts'
import type { Assertion } from '../../src/suite/assertion.ts'
import type { SimulatedGate } from './run-decider.ts'
import { type DrawScore, judged, passFail } from './simulate.ts'
import { bimodal, ceiling, graded, hard, homogeneous, mean, tiny } from './suites.ts'

export const ALPHA = 0.05
export const BETA = 0.1

/** One line of the benchmark: `docs/decisions` and the table's targets speak of these. */
export interface Scenario {
  readonly id: string
  readonly label: string
  readonly kind: 'nothing changed' | 'at the margin' | 'report'
  readonly shape: 'diffuse' | 'broken'
  readonly gate: SimulatedGate
  /** True head − base of the first metric. */
  readonly truth: number
  /** Pairs that a fixed design needs; absent where none is meant. */
  readonly fixedPairs?: number
  /** Of each case in the alternative, base − head. */
  readonly losses?: readonly number[]
  readonly history?: PastTrials
}

/** Past trials of each case, from which the plan is made, and what they are of. */
interface PastTrials {
  readonly trials: number
  /**
   * `own`: of the very cases. `other`: of other cases of the suite, as if base had been rewritten since. `hostile`: those that lose most in the
   * alternative never varied, all others did as much as can be.
   */
  readonly kind: 'own' | 'other' | 'hostile'
}

interface Truth {
  readonly base: readonly number[]
  readonly head: readonly number[]
  readonly draw: DrawScore
  /** Expected score and its variance at a case's parameter. */
  readonly moments: (parameter: number) => { readonly mean: number; readonly variance: number }
}

const bernoulli = (rate: number) => ({ mean: rate, variance: rate * (1 - rate) })

function judgedMoments(mu: number) {
  const above = [-1, -0.3, 0.3, 1].map((cut) => normalCdf((mu - cut) / 0.6))
  const expected = mean(above)
  // E X² of X = k/4: Σ (2k − 1)/16 · P(X ≥ k/4).
  const square = above.reduce((sum, p, k) => sum + ((2 * k + 1) / 16) * p, 0)
  return { mean: expected, variance: square - expected ** 2 }
}

/** ((z_α √((v₀+v₁)/2) + z_β √v₁)/δ)², v the mean over cases of the variance within, summed over the arms. */
function fixedDesign({ base, head, moments }: Truth, margin: number): number {
  const within = (arm: readonly number[]) => mean(arm.map((one) => moments(one).variance))
  const v0 = 2 * within(base)
  const v1 = within(base) + within(head)
  return (
    ((-normalQuantile(ALPHA) * Math.sqrt((v0 + v1) / 2) - normalQuantile(BETA) * Math.sqrt(v1)) / margin) ** 2
  )
}

const noRegression = (margin: number): Assertion['claim'] => ({
  kind: 'no-regression',
  margin,
  tolerance: margin / 3,
  cases: 'note',
})

const primary = (margin: number): Assertion => ({
  metric: 'm0',
  role: 'primary',
  claim: noRegression(margin),
  slices: [],
})

function gateOf(truth: Truth, margin: number, cap: number): SimulatedGate {
  return {
    assertions: [primary(margin)],
    metrics: ['m0'],
    tags: truth.base.map(() => []),
    draw: (arm, _metric, index, _position, random) => truth.draw(truth[arm][index]!, random),
    rates: { primary: ALPHA, guardrail: 0, miss: BETA },
    cap,
  }
}

/** Room for any horizon that the bench meets. */
const CAP = 20_000

function both(
  id: string,
  label: string,
  shape: Scenario['shape'],
  margin: number,
  truth: Truth,
  sides: readonly ('null' | 'alternative')[] = ['null', 'alternative'],
): readonly Scenario[] {
  const fixedPairs = fixedDesign(truth, margin)
  const gap = (one: Truth) =>
    mean(one.head.map((value) => one.moments(value).mean)) -
    mean(one.base.map((value) => one.moments(value).mean))
  const unchanged: Truth = { ...truth, head: truth.base }
  const losses = truth.base.map(
    (base, index) => truth.moments(base).mean - truth.moments(truth.head[index]!).mean,
  )
  return [
    ...(sides.includes('null')
      ? [
          {
            id: `${id}/0`,
            label,
            kind: 'nothing changed' as const,
            shape,
            gate: gateOf(unchanged, margin, CAP),
            truth: 0,
            fixedPairs,
            losses,
          },
        ]
      : []),
    ...(sides.includes('alternative')
      ? [
          {
            id: `${id}/1`,
            label,
            kind: 'at the margin' as const,
            shape,
            gate: gateOf(truth, margin, CAP),
            truth: gap(truth),
            fixedPairs,
            losses,
          },
        ]
      : []),
  ]
}

const diffuse = (base: readonly number[], margin: number): Truth => ({
  base,
  head: diffuseDrop(base, margin),
  draw: passFail,
  moments: bernoulli,
})

const broken = (base: readonly number[], margin: number, seed: string): Truth => {
  const order = createRandom(seed).shuffle(base.map((_, index) => index))
  return { base, head: brokenCases(base, margin, order), draw: passFail, moments: bernoulli }
}

function gradedShift(n: number, margin: number): Truth {
  const base = graded(n)
  const level = (values: readonly number[]) => mean(values.map((mu) => judgedMoments(mu).mean))
  const shift = findRoot((by) => level(base) - level(base.map((mu) => mu - by)) - margin, 0, 3)
  return { base, head: base.map((mu) => mu - shift), draw: judged, moments: judgedMoments }
}

/** One of eight cases breaks, by enough that the mean falls by the margin. */
function oneOfEight(margin: number): Truth {
  const base = tiny(8)
  const broken = base.findIndex((rate) => rate >= 8 * margin)
  return {
    base,
    head: base.map((rate, index) => (index === broken ? rate - 8 * margin : rate)),
    draw: passFail,
    moments: bernoulli,
  }
}

function weakNull(rate: number): Scenario {
  const base = new Array<number>(100).fill(rate)
  const head = base.map((one, index) => one + (index % 2 === 0 ? 0.2 : -0.2))
  const truth: Truth = { base, head, draw: passFail, moments: bernoulli }
  return {
    id: `S9/${rate}`,
    label: `half the cases +.2, half −.2 about ${rate}, 100 cases, δ .10`,
    kind: rate === 0.5 ? 'nothing changed' : 'report',
    shape: 'diffuse',
    gate: gateOf(truth, 0.1, CAP),
    truth: 0,
  }
}

function allPass(n: number, margin: number): Scenario {
  const base = new Array<number>(n).fill(1)
  return {
    id: `S10/${n}`,
    label: `everything passes, ${n} cases, δ ${margin}`,
    kind: 'nothing changed',
    shape: 'diffuse',
    gate: gateOf({ base, head: base, draw: passFail, moments: bernoulli }, margin, CAP),
    truth: 0,
  }
}

function drifting(): Scenario {
  const base = homogeneous(100)
  const gate = gateOf(diffuse(base, 0.1), 0.1, CAP)
  const rate = (position: number) => 0.9 - 0.15 * Math.min(1, position / 300)
  return {
    id: 'S11/0',
    label: 'S1 drifting .90 → .75 during the run',
    kind: 'nothing changed',
    shape: 'diffuse',
    gate: { ...gate, draw: (_arm, _metric, _index, position, random) => passFail(rate(position), random) },
    truth: 0,
  }
}

/** Four metrics, the first one also in eight slices of ten cases each. */
function family(drop: number): Scenario {
  const slices = Array.from({ length: 8 }, (_, slice) => `s${slice}`)
  return {
    id: `S12/${drop === 0 ? 0 : 1}`,
    label:
      drop === 0 ? '4 metrics, 8 slices: nothing changed' : `4 metrics, 8 slices: slice s3 drops by ${drop}`,
    kind: drop === 0 ? 'nothing changed' : 'report',
    shape: 'broken',
    truth: -drop / 8,
    gate: {
      assertions: Array.from({ length: 4 }, (_, metric) => ({
        ...primary(0.1),
        metric: `m${metric}`,
        slices: metric === 0 ? slices : [],
      })),
      metrics: ['m0', 'm1', 'm2', 'm3'],
      tags: Array.from({ length: 80 }, (_, index) => [`s${index % 8}`]),
      draw: (arm, metric, index, _position, random) =>
        passFail(arm === 'head' && metric === 0 && index % 8 === 3 ? 0.8 - drop : 0.8, random),
      rates: { primary: ALPHA, guardrail: 0, miss: BETA },
      cap: 300,
    },
  }
}

const HISTORY_TAGS = { own: '', other: 'w', hostile: 'h' } as const

/** The same with trials that earlier runs have recorded, drawn anew in every run: `H10` after ten of each case. */
function withHistory(scenario: Scenario, trials: number, kind: PastTrials['kind'] = 'own'): Scenario {
  const { gate } = scenario
  const cases = [...gate.tags.keys()]
  const losses = scenario.losses!
  const recorded: Record<PastTrials['kind'], (random: Random) => (index: number, trial: number) => number> = {
    own: (random) => (index) => gate.draw('base', 0, index, 0, random),
    other: (random) => {
      const others = random.shuffle(cases)
      return (index) => gate.draw('base', 0, others[index]!, 0, random)
    },
    hostile: () => (index, trial) => (losses[index]! > mean(losses) ? 1 : trial % 2),
  }
  return {
    ...scenario,
    id: `H${trials}${HISTORY_TAGS[kind]}-${scenario.id}`,
    label: `${scenario.label}, ${trials} past trials a case${kind === 'own' ? '' : `, ${kind}`}`,
    history: { trials, kind },
    gate: {
      ...gate,
      pastTrials(random) {
        const score = recorded[kind](random)
        return cases.map((index) =>
          Array.from({ length: trials }, (_, trial) => Float64Array.of(score(index, trial))),
        )
      },
    },
  }
}

/** All scenarios of the benchmark. */
export function listScenarios(): readonly Scenario[] {
  const plain = listPlain()
  const of = (...ids: readonly string[]) =>
    plain.filter(({ id, kind }) => kind !== 'report' && ids.includes(id.split('/')[0]!))
  return [
    ...plain,
    ...of('S2', 'S3', 'S4', 'S6', 'S7', 'S8').map((one) => withHistory(one, 10)),
    ...of('S2').map((one) => withHistory(one, 40)),
    ...of('S2', 'S3').map((one) => withHistory(one, 10, 'other')),
    ...of('S2', 'S3').map((one) => withHistory(one, 10, 'hostile')),
  ]
}

function listPlain(): readonly Scenario[] {
  return [
    ...both(
      'S1',
      'homogeneous .8, 100 cases, δ .10, diffuse',
      'diffuse',
      0.1,
      diffuse(homogeneous(100), 0.1),
    ),
    ...both('S2', 'bimodal, 115 cases, δ .05, diffuse', 'diffuse', 0.05, diffuse(bimodal(115), 0.05)),
    ...both('S3', 'bimodal, 115 cases, δ .05, few broken', 'broken', 0.05, broken(bimodal(115), 0.05, 'S3')),
    ...both(
      'S3b',
      'bimodal, 115 cases, δ .02, few broken',
      'broken',
      0.02,
      broken(bimodal(115), 0.02, 'S3b'),
    ),
    ...both('S4', 'ceiling, 200 cases, δ .03, few broken', 'broken', 0.03, broken(ceiling(200), 0.03, 'S4')),
    ...both('S5', 'tiny, 8 cases, δ .15, diffuse', 'diffuse', 0.15, diffuse(tiny(8), 0.15)),
    ...both('S5b', 'tiny, 8 cases, δ .11, one broken', 'broken', 0.11, oneOfEight(0.11)),
    ...both('S6', 'graded judge, 60 cases, δ .05, shift', 'diffuse', 0.05, gradedShift(60, 0.05)),
    ...both('S7', 'bimodal, 1000 cases, δ .04, diffuse', 'diffuse', 0.04, diffuse(bimodal(1000), 0.04)),
    ...both('S8', 'hard, 50 cases, δ .12, diffuse', 'diffuse', 0.12, diffuse(hard(50), 0.12)),
    weakNull(0.5),
    weakNull(0.6),
    weakNull(0.75),
    allPass(30, 0.05),
    allPass(5, 0.1),
    drifting(),
    family(0),
    family(0.35),
  ]
}
