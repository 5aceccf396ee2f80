import type { EvidencePair } from '../sampling/evidence.ts'
import type { SamplingPlan } from '../sampling/sampling-plan.ts'
import { ratioDifference } from '../stats/log-ratio.ts'
import { createPathMarking, type PathMarking } from '../stats/sequential/path-marking.ts'
import { createPathStatistics, type PathScores } from '../stats/sequential/path-statistics.ts'
import type { Hypothesis, Marks } from './hypothesis.ts'
import { hypothesisLevel } from './hypothesis-levels.ts'

/** The sign-flip tests of a suite, one look after the other. */
export interface RegressionMarks {
  add(pair: EvidencePair): void
  /** @param share of every level that may be spent up to now, in [0, 1], not falling */
  look(share: number): ReadonlyMap<Hypothesis, Marks>
}

/** Level of the finding `cases got worse` where it is only a note, outside the error budget of the push. */
const CASES_NOTE_LEVEL = 0.05
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
  /** For the note that cases got worse. */
  readonly damage: PathMarking
  marks: Marks
}

/** Hypotheses that share a level. */
interface Family {
  readonly level: number
  readonly members: readonly Member[]
  readonly marking: PathMarking
}

/**
 * The hypotheses of a role share their level through one statistic: the largest standardised score of any of them on a path, which needs
 * neither more flips nor smaller levels as their number grows. A claim about a rate is red only when two tests agree, so that its sign-flip
 * test is a family of its own.
 */
export function createRegressionMarks(options: {
  readonly hypotheses: readonly Hypothesis[]
  readonly plan: Pick<SamplingPlan, 'rates' | 'perRound' | 'headOnlyCases' | 'seed'>
}): RegressionMarks {
  const { hypotheses, plan } = options
  const flipped = hypotheses.filter(({ claim }) => claim.kind !== 'distribution')
  const columns = [...new Set(flipped.map(columnKey))]
  const families = familiesOf(flipped, (one) => {
    const level = hypothesisLevel(one, hypotheses, plan)
    // A rate over new cases besides is a part of its own, and takes half of the level.
    return isRate(one) && one.slice === undefined && plan.headOnlyCases > 0 ? level / 2 : level
  })
  const least = Math.min(1, ...families.map((family) => family.level).filter((level) => level > 0))
  const paths = pathsFor(least, plan.perRound.length * columns.length)
  const statistics = createPathStatistics({
    paths,
    cases: plan.perRound.length,
    columns: columns.length,
    seed: `${plan.seed}/flips`,
  })
  const tests = families.map(
    ({ level, members }): Family => ({
      level,
      members: members.map((hypothesis) => ({
        hypothesis,
        column: columns.indexOf(columnKey(hypothesis)),
        damage: createPathMarking(paths),
        marks: { p: 1, dropped: false, concentrated: false, cases: false },
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
    look(share) {
      for (const family of tests) {
        const scores = family.members.map(({ hypothesis, column }) =>
          statistics.scores({ column, weights: hypothesis.weights, perRound: plan.perRound }),
        )
        markFamily(family, scores, share)
      }
      return new Map(
        tests.flatMap(({ members }) => members.map(({ hypothesis, marks }) => [hypothesis, marks])),
      )
    },
  }
}

function familiesOf(
  hypotheses: readonly Hypothesis[],
  levelOf: (one: Hypothesis) => number,
): readonly { readonly level: number; readonly members: readonly Hypothesis[] }[] {
  const alone = hypotheses.filter(isRate).map((one) => ({ level: levelOf(one), members: [one] }))
  const joint = Map.groupBy(
    hypotheses.filter((one) => !isRate(one)),
    (one) => one.assertion.role,
  )
  return [
    ...[...joint.values()].map((members) => ({
      level: members.reduce((sum, one) => sum + levelOf(one), 0),
      members,
    })),
    ...alone,
  ]
}

function markFamily({ level, members, marking }: Family, scores: readonly PathScores[], spent: number): void {
  const own = members.map(({ hypothesis }, index) => scoreOf(hypothesis, scores[index]!))
  const { threshold, p } = marking.look(own.reduce(largerOf), level * spent)
  members.forEach((member, index) => {
    const { hypothesis, marks } = member
    const { mean, concentrated, damage } = scores[index]!
    const dropped = dropOf(hypothesis, scores[index]!)[0]! >= threshold
    const noted = member.damage.look(damage, CASES_NOTE_LEVEL * spent).threshold
    const crossed = marks.dropped || (marks.cases && failsOnCases(hypothesis))
    member.marks = {
      p: crossed ? marks.p : p(own[index]![0]!),
      dropped: marks.dropped || dropped,
      concentrated:
        marks.concentrated ||
        (!marks.dropped && dropped && isNoRegression(hypothesis) && concentrated[0]! > mean[0]!),
      cases: marks.cases || damage[0]! >= (failsOnCases(hypothesis) ? threshold : noted),
    }
  })
}

/** What of a hypothesis competes for the level of its family. */
function scoreOf(hypothesis: Hypothesis, scores: PathScores): Float64Array {
  const drop = dropOf(hypothesis, scores)
  return failsOnCases(hypothesis) ? largerOf(drop, scores.damage) : drop
}

function dropOf(hypothesis: Hypothesis, { either, mean }: PathScores): Float64Array {
  return isNoRegression(hypothesis) ? either : mean
}

function largerOf(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, path) => Math.max(value, b[path]!))
}

function isNoRegression({ claim }: Hypothesis): boolean {
  return claim.kind === 'no-regression'
}

function failsOnCases({ claim }: Hypothesis): boolean {
  return claim.kind === 'no-regression' && claim.cases === 'fail'
}

function isRate({ claim }: Hypothesis): boolean {
  return claim.kind === 'at-least' || claim.kind === 'at-most'
}

/** Hypotheses with the same differences share a column. */
function columnKey({ claim, metric }: Hypothesis): string {
  if (claim.kind === 'ratio-at-most') return `${metric} ${claim.ratio}`
  return claim.kind === 'at-most' ? `${metric} turned` : `${metric}`
}

/** Negative is worse. */
function differenceOf({ claim, metric }: Hypothesis, { base, head }: EvidencePair): number {
  if (claim.kind === 'ratio-at-most') return ratioDifference(base[metric]!, head[metric]!, claim.ratio)
  const difference = head[metric]! - base[metric]!
  return claim.kind === 'at-most' ? -difference : difference
}

function pathsFor(level: number, cells: number): number {
  const wanted = Math.max(USUAL_PATHS, Math.ceil(MARKED_PATHS / level))
  return Math.max(LEAST_PATHS, Math.min(wanted, Math.floor(MOST_CELLS / Math.max(1, cells))))
}
