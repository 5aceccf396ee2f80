/**
 * How often fresh pairs name a case, by the shipped decider: cases that broke, cases that did not in suites where others broke, and cases of
 * suites that dropped everywhere by the same. Then, of two changed ingredients, how often the one that did it is named, and the other.
 *
 *   node bench/stats/follow-ups.ts [--runs N] [--seed TEXT]
 */
import { parseArgs } from 'node:util'
import { createRandom } from '../../src/stats/random.ts'
import { diffuseDrop } from '../../src/stats/simulated-drops.ts'
import { runDecider, type SimulatedGate } from './run-decider.ts'
import { passFail } from './simulate.ts'
import { drawLabel, labelled, moved } from './simulate-claims.ts'
import { bimodal, homogeneous } from './suites.ts'

interface NamingScenario {
  readonly label: string
  readonly base: readonly number[]
  readonly head: readonly number[]
}

const CALLS = 600

/** The first few cases in a random order lose `share` of their pass rate. */
function broken(base: readonly number[], count: number, share: number, seed: string): readonly number[] {
  const order = createRandom(seed).shuffle(base.map((_, index) => index))
  const chosen = new Set(order.filter((index) => base[index]! >= 0.5).slice(0, count))
  return base.map((rate, index) => (chosen.has(index) ? rate * (1 - share) : rate))
}

const flat = homogeneous(30)
const mixed = bimodal(40)
const SCENARIOS: readonly NamingScenario[] = [
  { label: '30 cases at .8, four lose all', base: flat, head: broken(flat, 4, 1, 'a') },
  { label: '30 cases at .8, four lose 60 %', base: flat, head: broken(flat, 4, 0.6, 'b') },
  { label: '40 bimodal cases, five lose 90 %', base: mixed, head: broken(mixed, 5, 0.9, 'c') },
  { label: '40 bimodal cases, one loses all', base: mixed, head: broken(mixed, 1, 1, 'd') },
  { label: '30 cases at .8, all lose 15 points', base: flat, head: diffuseDrop(flat, 0.15) },
  { label: '40 bimodal cases, all lose alike, 10 points', base: mixed, head: diffuseDrop(mixed, 0.1) },
  { label: '30 cases at .8, nothing changed', base: flat, head: flat },
]

/** Three labels, of which each case has one in 85 % of trials; the first few cases of label 0 go over to label 1. */
const moving = (count: number): LabelScenario => ({
  label: `30 cases with labels, ${count} go over to another one`,
  base: labelled(30, 3, 0.85),
  head: labelled(30, 3, 0.85).map((chances, index) =>
    index % 3 === 0 && index < 3 * count ? [chances[1]!, chances[0]!, chances[2]!] : chances,
  ),
})
const LABELS: readonly LabelScenario[] = [
  moving(4),
  moving(8),
  {
    label: '30 cases with labels, a fifth of each goes over to one label',
    base: labelled(30, 3, 0.85),
    head: moved(labelled(30, 3, 0.85), 0.2, 0, 1),
  },
  {
    label: '30 cases with labels, nothing changed',
    base: labelled(30, 3, 0.85),
    head: labelled(30, 3, 0.85),
  },
]

interface LabelScenario {
  readonly label: string
  /** Per case, the chances of the labels. */
  readonly base: readonly (readonly number[])[]
  readonly head: readonly (readonly number[])[]
}

interface AttributionScenario {
  readonly label: string
  readonly base: readonly number[]
  readonly head: readonly number[]
  /** Pass rates of base with head's prompt; with head's model alone nothing changes. */
  readonly prompt: readonly number[]
}

const dropped = diffuseDrop(flat, 0.25)
const four = broken(flat, 4, 1, 'a')
const ATTRIBUTIONS: readonly AttributionScenario[] = [
  { label: 'the prompt lowers all cases by 25 points', base: flat, head: dropped, prompt: dropped },
  { label: 'the prompt breaks four cases', base: flat, head: four, prompt: four },
  { label: 'only both together lower all cases by 25 points', base: flat, head: dropped, prompt: flat },
]

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000' }, seed: { type: 'string', default: 'noisefloor' } },
})
const runs = Number(values.runs)
console.log(`seed ${values.seed}; ${runs} runs each; margin .10, ${CALLS} calls\n`)
for (const scenario of SCENARIOS) console.log(describeNaming(scenario))
console.log('')
for (const scenario of LABELS) console.log(describeLabelled(scenario))
console.log('')
for (const scenario of ATTRIBUTIONS) console.log(describeAttribution(scenario))

function gateOf(base: readonly number[], head: readonly number[]): SimulatedGate {
  return {
    assertions: [
      {
        metric: 'm0',
        role: 'primary',
        claim: { kind: 'no-regression', margin: 0.1, tolerance: 0.1 / 3, cases: 'note' },
        slices: [],
      },
    ],
    metrics: ['m0'],
    tags: base.map(() => []),
    draw: (arm, _metric, index, _position, random) =>
      passFail((arm === 'base' ? base : head)[index]!, random),
    rates: { primary: 0.05, guardrail: 0, miss: 0.1 },
    cap: CALLS / 2,
  }
}

function describeLabelled({ label, base, head }: LabelScenario): string {
  const gate: SimulatedGate = {
    ...gateOf([], []),
    assertions: [
      { metric: 'm0', role: 'primary', claim: { kind: 'distribution', totalVariation: 0.1 }, slices: [] },
    ],
    tags: base.map(() => []),
    draw: (arm, _metric, index, _position, random) =>
      drawLabel((arm === 'base' ? base : head)[index]!, random),
  }
  const hasMoved = (id: string): boolean => {
    const index = Number(id.slice(1))
    return base[index]!.some((chance, place) => Math.abs(chance - head[index]![place]!) > 1e-9)
  }
  const counts = { red: 0, named: 0, falsely: 0, movedNamed: 0, calls: 0 }
  for (let run = 0; run < runs; run += 1) {
    const { judgement, followUpCalls } = runDecider(gate, `${values.seed}/${label}/${run}`)
    if (judgement.verdict !== 'regression') continue
    const named = (judgement.metrics[0]!.movedCases ?? [])
      .filter((one) => one.confirmed !== undefined)
      .map((one) => one.case)
    counts.red += 1
    counts.calls += followUpCalls
    counts.named += Number(named.length > 0)
    counts.falsely += Number(named.some((id) => !hasMoved(id)))
    counts.movedNamed += named.filter(hasMoved).length
  }
  const { red, named, falsely, movedNamed, calls } = counts
  const each = (count: number) => (count / Math.max(1, red)).toFixed(2)
  return `${label}: red ${(red / runs).toFixed(3)}; of the red ones a case is named in ${share(named, red)}, ${each(movedNamed)} cases that moved; one that did not in ${share(falsely, red)}; ${each(calls)} calls`
}

function describeAttribution({ label, base, head, prompt }: AttributionScenario): string {
  const gate: SimulatedGate = {
    ...gateOf(base, head),
    hybrids: {
      changes: ['prompt', 'model'],
      draw: (ingredient, _metric, index, random) =>
        passFail((ingredient === 'prompt' ? prompt : base)[index]!, random),
    },
  }
  const counts = { red: 0, guilty: 0, innocent: 0, together: 0 }
  for (let run = 0; run < runs; run += 1) {
    const { judgement } = runDecider(gate, `${values.seed}/${label}/${run}`)
    if (judgement.verdict !== 'regression') continue
    const told = judgement.attribution?.ingredients ?? []
    counts.red += 1
    counts.guilty += Number(told.some((one) => one.ingredient === 'prompt' && one.verdict === 'explains'))
    counts.innocent += Number(told.some((one) => one.ingredient === 'model' && one.verdict === 'explains'))
    counts.together += Number(told.every((one) => one.verdict === 'excluded'))
  }
  const { red, guilty, innocent, together } = counts
  return `${label}: of ${red} red ones the prompt is named in ${share(guilty, red)}, the model in ${share(innocent, red)}, neither alone in ${share(together, red)}`
}

function describeNaming({ label, base, head }: NamingScenario): string {
  const gate = gateOf(base, head)
  const isBroken = (id: string): boolean => {
    const index = Number(id.slice(1))
    return base[index]! - head[index]! > 0
  }
  const counts = { red: 0, named: 0, falsely: 0, brokenNamed: 0, calls: 0 }
  for (let run = 0; run < runs; run += 1) {
    const { judgement, followUpCalls } = runDecider(gate, `${values.seed}/${label}/${run}`)
    if (judgement.verdict !== 'regression') continue
    const named = judgement.cases.filter((one) => one.confirmed !== undefined).map((one) => one.case)
    counts.red += 1
    counts.calls += followUpCalls
    counts.named += Number(named.length > 0)
    counts.falsely += Number(named.some((id) => !isBroken(id)))
    counts.brokenNamed += named.filter(isBroken).length
  }
  const brokenCases = base.filter((_, index) => isBroken(`c${index}`)).length
  const { red, named, falsely, brokenNamed, calls } = counts
  const found = brokenCases === 0 ? '' : `, ${(brokenNamed / Math.max(1, red)).toFixed(2)} of ${brokenCases}`
  return `${label}: red ${(red / runs).toFixed(3)}; of the red ones a case is named in ${share(named, red)}${found}; one that did not drop in ${share(falsely, red)}; ${(calls / Math.max(1, red)).toFixed(0)} calls`
}

/** With its Monte-Carlo standard error. */
function share(count: number, of: number): string {
  const value = count / Math.max(1, of)
  return `${value.toFixed(3)} ± ${Math.sqrt((value * (1 - value)) / Math.max(1, of)).toFixed(3)}`
}
