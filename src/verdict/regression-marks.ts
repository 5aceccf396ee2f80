import type { EvidencePair } from '../sampling/evidence.ts'
import type { SamplingPlan } from '../sampling/sampling-plan.ts'
import { ratioDifference } from '../stats/log-ratio.ts'
import { createPathMarking, type PathMarking } from '../stats/sequential/path-marking.ts'
import { createPathStatistics, type PathScores } from '../stats/sequential/path-statistics.ts'
import { spentShare } from '../stats/sequential/spent-share.ts'
import type { Hypothesis, Marks } from './hypothesis.ts'
import { hypothesisLevel } from './hypothesis-levels.ts'

/** The sign-flip tests of a suite, one look after the other. */
export interface RegressionMarks {
  add(pair: EvidencePair): void
  /** @param fraction of the horizon, in [0, 1], not falling: the share of every level that may be spent up to now */
  look(fraction: number): ReadonlyMap<Hypothesis, Marks>
}

/** Level of the finding `cases got worse`, outside the error budget of the push. */
const CASES_LEVEL = 0.05
/** Paths of a small suite; with fewer, spending is so coarse that it costs calls. */
const USUAL_PATHS = 2000
/** Paths of the largest suite. */
const LEAST_PATHS = 1000
/** Paths that a level must be able to mark in all, so that its spending is not too coarse. */
const MARKED_PATHS = 50
/** Numbers held for all paths, 8 bytes each. */
const MOST_CELLS = 12_500_000

interface Member {
  readonly hypothesis: Hypothesis
  readonly column: number
  readonly damage: PathMarking
  dropped: boolean
  concentrated: boolean
  cases: boolean
  p: number
}

interface Family {
  readonly level: number
  readonly members: readonly Member[]
  readonly marking: PathMarking
}

/**
 * The hypotheses of a role share their level through one statistic: the largest standardised score of any of them on a path, which needs
 * neither more flips nor smaller levels as their number grows.
 */
export function createRegressionMarks(options: {
  readonly hypotheses: readonly Hypothesis[]
  readonly rates: SamplingPlan['rates']
  readonly cases: number
  readonly seed: string
}): RegressionMarks {
  const flipped = options.hypotheses.filter(isFlipped)
  const columns = [...new Set(flipped.map(columnKey))]
  const level = (one: Hypothesis): number => hypothesisLevel(one, options.hypotheses, options.rates)
  const roles = Map.groupBy(flipped, (one) => one.assertion.role)
  const levels = new Map(
    [...roles].map(([role, members]) => [role, members.reduce((sum, one) => sum + level(one), 0)]),
  )
  const paths = pathsFor(Math.min(1, ...levels.values()), options.cases * columns.length)
  const statistics = createPathStatistics({
    paths,
    cases: options.cases,
    columns: columns.length,
    seed: `${options.seed}/flips`,
  })
  const families = [...roles].map(
    ([role, members]): Family => ({
      level: levels.get(role)!,
      members: members.map((hypothesis) => ({
        hypothesis,
        column: columns.indexOf(columnKey(hypothesis)),
        damage: createPathMarking(paths),
        dropped: false,
        concentrated: false,
        cases: false,
        p: 1,
      })),
      marking: createPathMarking(paths),
    }),
  )
  const sources = columns.map((key) => flipped.find((one) => columnKey(one) === key)!)
  const differences = new Float64Array(columns.length)

  return {
    add(pair) {
      for (let column = 0; column < sources.length; column += 1) {
        differences[column] = differenceOf(sources[column]!, pair)
      }
      statistics.add(pair.case, differences)
    },
    look(fraction) {
      for (const family of families) {
        const scores = family.members.map(({ hypothesis, column }) =>
          statistics.scores({ column, weights: hypothesis.weights }),
        )
        markFamily(family, scores, fraction)
      }
      return new Map(
        families.flatMap(({ members }) =>
          members.map(({ hypothesis, p, dropped, concentrated, cases }) => [
            hypothesis,
            { p, dropped, concentrated, cases },
          ]),
        ),
      )
    },
  }
}

function markFamily(
  { level, members, marking }: Family,
  scores: readonly PathScores[],
  fraction: number,
): void {
  const own = members.map(({ hypothesis }, index) =>
    isAboutMean(hypothesis) ? scores[index]!.mean : scores[index]!.either,
  )
  const { threshold, p } = marking.look(largestOf(own), level * spentShare(fraction))
  members.forEach((member, index) => {
    const { mean, concentrated, damage } = scores[index]!
    const score = own[index]![0]!
    if (!member.dropped) {
      member.p = p(score)
      member.dropped = score >= threshold
      member.concentrated = member.dropped && !isAboutMean(member.hypothesis) && concentrated[0]! > mean[0]!
    }
    const worse = member.damage.look(damage, CASES_LEVEL * spentShare(fraction))
    member.cases ||= damage[0]! >= worse.threshold
  })
}

function largestOf(scores: readonly Float64Array[]): Float64Array {
  const largest = scores[0]!.slice()
  for (const values of scores.slice(1)) {
    for (let path = 0; path < largest.length; path += 1) {
      if (values[path]! > largest[path]!) largest[path] = values[path]!
    }
  }
  return largest
}

function isFlipped({ claim }: Hypothesis): boolean {
  return claim.kind === 'no-regression' || claim.kind === 'improves' || claim.kind === 'ratio-at-most'
}

function isAboutMean({ claim }: Hypothesis): boolean {
  return claim.kind === 'ratio-at-most'
}

/** Hypotheses with the same differences share a column. */
function columnKey({ claim, metric }: Hypothesis): string {
  return claim.kind === 'ratio-at-most' ? `${metric} ${claim.ratio}` : `${metric}`
}

function differenceOf({ claim, metric }: Hypothesis, { base, head }: EvidencePair): number {
  return claim.kind === 'ratio-at-most'
    ? ratioDifference(base[metric]!, head[metric]!, claim.ratio)
    : head[metric]! - base[metric]!
}

function pathsFor(level: number, cells: number): number {
  const wanted = Math.max(USUAL_PATHS, Math.ceil(MARKED_PATHS / level))
  return Math.max(LEAST_PATHS, Math.min(wanted, Math.floor(MOST_CELLS / Math.max(1, cells))))
}
