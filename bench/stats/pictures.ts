/**
 * The pictures of docs/statistics.md, drawn from runs of the shipped decider.
 *
 *   node bench/stats/pictures.ts [runs for each point of the curves, default 200]
 */
import { writeFileSync } from 'node:fs'
import { blind } from '../../src/sampling/blind.ts'
import type { SimulatedRun } from '../../src/verdict/simulate-decider.ts'
import type { Verdict } from '../../src/verdict/verdict.ts'
import { runDecider, type SimulatedGate } from './run-decider.ts'
import { listScenarios } from './scenarios.ts'
import { passFail } from './simulate.ts'

const runs = Number(process.argv[2] ?? 200)
const MARGIN = 0.1
const BASE = 0.8

const COLOUR: Partial<Record<Verdict, string>> = {
  regression: '#c0392b',
  pass: '#1e8449',
  improved: '#1e8449',
  inconclusive: '#7f8c8d',
}

save('paths', 'Runs of the decider up to the look that decided', drawPaths())
save('verdicts', 'Intervals and their verdicts', drawVerdicts())
save('curves', 'Shares of the verdicts by the true drop', drawCurves())

/** A hundred cases that pass four times of five in base, and `drop` less often in head. */
function gateWith(drop: number): SimulatedGate {
  const scenario = listScenarios().find(({ id }) => id === 'S1/0')!
  return {
    ...scenario.gate,
    draw: (arm, _metric, _index, _position, random) => passFail(arm === 'head' ? BASE - drop : BASE, random),
  }
}

/** The running difference of a few runs, up to the look that decided. */
function drawPaths(): string {
  const [width, height] = [720, 340]
  const x = (pairs: number): number => 60 + (pairs / 420) * 640
  const y = (difference: number): number => 150 - difference * 900
  const drawn = [0, MARGIN].flatMap((drop) =>
    Array.from({ length: 8 }, (_, run) => runDecider(gateWith(drop), `picture ${drop} ${run}`)),
  )
  const lines = drawn.map((run) => {
    const colour = COLOUR[run.judgement.verdict] ?? '#7f8c8d'
    const points = runningDifference(run).map(
      ([pairs, value]) => `${x(pairs).toFixed(1)},${y(value).toFixed(1)}`,
    )
    const [lastX, lastY] = points.at(-1)!.split(',')
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-opacity=".55"/><circle cx="${lastX}" cy="${lastY}" r="4" fill="${colour}"/>`
  })
  return svg(width, height, [
    rule(60, y(0), 700, y(0), '#555', 'no change'),
    rule(60, y(-MARGIN), 700, y(-MARGIN), '#555', 'margin', '6 4'),
    ...[0, 100, 200, 300, 400].map((pairs) => text(x(pairs), height - 24, `${pairs}`, 'middle')),
    text(380, height - 6, 'pairs', 'middle'),
    ...lines,
    text(70, 22, 'green: passed', 'start', COLOUR.pass),
    text(200, 22, 'red: regression', 'start', COLOUR.regression),
    text(340, 22, 'each line is one run; the dot is the look that decided', 'start'),
  ])
}

function runningDifference({ evidence }: SimulatedRun): readonly (readonly [number, number])[] {
  let sum = 0
  return evidence.pairs.flatMap((pair, index) => {
    sum += pair.head[0]! - pair.base[0]!
    const pairs = index + 1
    return pairs < 40 || (pairs % 5 !== 0 && pairs !== evidence.pairs.length)
      ? []
      : [[pairs, sum / pairs] as const]
  })
}

/** What intervals mean: where they lie against no change and the margin. */
function drawVerdicts(): string {
  const [width, height] = [720, 250]
  const x = (difference: number): number => 560 + difference * 1300
  const rows: readonly (readonly [string, Verdict, number, number, number])[] = [
    ['regression: a drop is proven, and it matters', 'regression', -0.16, -0.11, -0.06],
    ['pass: a drop of the margin is ruled out', 'pass', -0.07, -0.02, 0.03],
    ['pass, small but real drop: within the tolerance', 'pass', -0.05, -0.028, -0.005],
    ['improved: a gain is proven', 'improved', 0.01, 0.05, 0.09],
    ['inconclusive: the noise covers both', 'inconclusive', -0.13, -0.05, 0.03],
  ]
  return svg(width, height, [
    rule(x(0), 20, x(0), 225, '#555', ''),
    text(x(0), 242, 'no change', 'middle'),
    rule(x(-MARGIN), 20, x(-MARGIN), 225, '#555', '', '6 4'),
    text(x(-MARGIN), 242, 'margin', 'middle'),
    ...rows.flatMap(([label, verdict, low, estimate, high], row) => {
      const y = 40 + row * 42
      const colour = COLOUR[verdict]!
      return [
        text(8, y - 10, label, 'start'),
        `<line x1="${x(low)}" y1="${y}" x2="${x(high)}" y2="${y}" stroke="${colour}" stroke-width="4"/>`,
        `<circle cx="${x(estimate)}" cy="${y}" r="6" fill="${colour}"/>`,
      ]
    }),
  ])
}

/** Shares of the verdicts and pairs used, by the true drop. */
function drawCurves(): string {
  const [width, height] = [720, 340]
  const drops = [0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.14, 0.16, 0.2]
  const x = (drop: number): number => 60 + (drop / 0.2) * 600
  const y = (share: number): number => 280 - share * 240
  const points = drops.map((drop) => {
    const decided = Array.from({ length: runs }, (_, run) =>
      runDecider(gateWith(drop), `curve ${drop} ${run}`),
    )
    const share = (verdicts: readonly Verdict[]): number =>
      decided.filter(({ judgement }) => verdicts.includes(judgement.verdict)).length / runs
    const pairs = decided.reduce((sum, { evidence }) => sum + blind(evidence).pairs.length, 0) / runs
    return { drop, red: share(['regression']), green: share(['pass', 'improved']), pairs }
  })
  for (const { drop, red, green, pairs } of points) {
    console.log(
      `drop ${drop.toFixed(2)}: red ${red.toFixed(3)}, passed ${green.toFixed(3)}, ${pairs.toFixed(0)} pairs`,
    )
  }
  const curve = (of: (point: (typeof points)[number]) => number, colour: string, dash = ''): string =>
    `<polyline points="${points.map((point) => `${x(point.drop).toFixed(1)},${y(of(point)).toFixed(1)}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash}"/>`
  return svg(width, height, [
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      rule(60, y(share), 660, y(share), '#ddd', ''),
      text(52, y(share) + 4, `${share * 100} %`, 'end'),
      text(668, y(share) + 4, `${share * 400}`, 'start', '#2471a3'),
    ]),
    ...drops.map((drop) => text(x(drop), 298, `${Math.round(drop * 100)}`, 'middle')),
    text(360, 318, 'true drop in points (the margin is 10)', 'middle'),
    rule(x(MARGIN), y(0), x(MARGIN), y(1), '#555', '', '6 4'),
    curve((point) => point.red, COLOUR.regression!),
    curve((point) => point.green, COLOUR.pass!),
    curve((point) => point.pairs / 400, '#2471a3', '3 3'),
    text(70, 22, 'red checks', 'start', COLOUR.regression),
    text(180, 22, 'green checks', 'start', COLOUR.pass),
    text(300, 22, 'pairs used on average (right scale)', 'start', '#2471a3'),
  ])
}

function rule(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  colour: string,
  label: string,
  dash = '',
): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}" stroke-dasharray="${dash}"/>${label === '' ? '' : text(x2, y2 - 4, label, 'end')}`
}

function text(x: number, y: number, content: string, anchor: string, colour = '#333'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${colour}">${content}</text>`
}

function svg(width: number, height: number, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

function save(name: string, title: string, picture: string): void {
  const titled = picture.replace('>\n', `>\n<title>${title}</title>\n`)
  writeFileSync(new URL(`../../docs/images/${name}.svg`, import.meta.url), titled)
}
