import type { EvidencePair } from '../sampling/evidence.ts'
import type { SamplingPlan } from '../sampling/sampling-plan.ts'
import { createPathMarking, type PathMarking } from '../stats/sequential/path-marking.ts'
import { createPathStatistics, type PathScores } from '../stats/sequential/path-statistics.ts'
import type { EvidenceTable } from './evidence-table.ts'
import { type FlippedClaim, flipClaim } from './flipped-claims.ts'
import { type Hypothesis, type Marks, NO_MARKS } from './hypothesis.ts'
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
  readonly claim: FlippedClaim
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
 * neither more flips nor smaller levels as their number grows. A claim about a rate is red only when two tests agree, and one about labels has
 * a statistic of another shape: they are families of their own.
 *
 * @param first the evidence of the first look
 */
export function createRegressionMarks(options: {
  readonly hypotheses: readonly Hypothesis[]
  readonly plan: Pick<SamplingPlan, 'rates' | 'perRound' | 'headOnlyCases' | 'seed'>
  readonly first: EvidenceTable
}): RegressionMarks {
  const { hypotheses, plan, first } = options
  const claims = hypotheses.map((one, index) => flipClaim(one, index, first))
  const columns = [...new Set(claims.map((one) => one.key))]
  const families = familiesOf(claims, ({ hypothesis }) => {
    const level = hypothesisLevel(hypothesis, hypotheses, plan)
    // A rate over new cases besides is a part of its own, and takes half of the level.
    return isRate(hypothesis) && hypothesis.slice === undefined && plan.headOnlyCases > 0 ? level / 2 : level
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
      members: members.map((claim) => ({
        claim,
        column: columns.indexOf(claim.key),
        damage: createPathMarking(paths),
        marks: NO_MARKS,
      })),
      marking: createPathMarking(paths),
    }),
  )
  const sources = columns.map((key) => claims.find((one) => one.key === key)!)
  const labelled = claims.filter((one) => one.changes !== undefined)
  const differences = new Float64Array(columns.length)

  return {
    add(pair) {
      for (let column = 0; column < sources.length; column += 1) {
        differences[column] = sources[column]!.difference(pair)
      }
      statistics.add(
        pair.case,
        differences,
        labelled.flatMap((one) => one.changes!(pair)),
      )
    },
    look(share) {
      for (const family of tests) {
        const scores = family.members.map(({ claim, column }) =>
          statistics.scores({ column, weights: claim.hypothesis.weights, perRound: plan.perRound }),
        )
        const drops = family.members.map(({ claim, column }, index) =>
          claim.drop({ statistics, scores: scores[index]!, column }),
        )
        markFamily(family, scores, drops, share)
      }
      return new Map(
        tests.flatMap(({ members }) => members.map(({ claim, marks }) => [claim.hypothesis, marks])),
      )
    },
  }
}

function familiesOf(
  claims: readonly FlippedClaim[],
  levelOf: (one: FlippedClaim) => number,
): readonly { readonly level: number; readonly members: readonly FlippedClaim[] }[] {
  const isAlone = ({ hypothesis }: FlippedClaim): boolean =>
    isRate(hypothesis) || hypothesis.claim.kind === 'distribution'
  const alone = claims.filter(isAlone).map((one) => ({ level: levelOf(one), members: [one] }))
  const joint = Map.groupBy(
    claims.filter((one) => !isAlone(one)),
    (one) => one.hypothesis.assertion.role,
  )
  return [
    ...[...joint.values()].map((members) => ({
      level: members.reduce((sum, one) => sum + levelOf(one), 0),
      members,
    })),
    ...alone,
  ]
}

function markFamily(
  { level, members, marking }: Family,
  scores: readonly PathScores[],
  drops: readonly Float64Array[],
  share: number,
): void {
  // What of a hypothesis competes for the level of its family.
  const own = members.map(({ claim }, index) =>
    failsOnCases(claim.hypothesis) ? largerOf(drops[index]!, scores[index]!.damage) : drops[index]!,
  )
  const { threshold, p } = marking.look(own.reduce(largerOf), level * share)
  members.forEach((member, index) => {
    const { claim, marks } = member
    const { mean, concentrated, damage } = scores[index]!
    const cases = failsOnCases(claim.hypothesis)
    const dropped = drops[index]![0]! >= threshold
    const noted = member.damage.look(damage, CASES_NOTE_LEVEL * share).threshold
    member.marks = {
      p: marks.dropped || (marks.cases && cases) ? marks.p : p(own[index]![0]!),
      level: level * share,
      dropped: marks.dropped || dropped,
      concentrated:
        marks.concentrated ||
        (!marks.dropped && dropped && drops[index] === scores[index]!.either && concentrated[0]! > mean[0]!),
      cases: marks.cases || damage[0]! >= (cases ? threshold : noted),
    }
  })
}

function largerOf(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, path) => Math.max(value, b[path]!))
}

function failsOnCases({ claim }: Hypothesis): boolean {
  return claim.kind === 'no-regression' && claim.cases === 'fail'
}

function isRate({ claim }: Hypothesis): boolean {
  return claim.kind === 'at-least' || claim.kind === 'at-most'
}

function pathsFor(level: number, cells: number): number {
  const wanted = Math.max(USUAL_PATHS, Math.ceil(MARKED_PATHS / level))
  return Math.max(LEAST_PATHS, Math.min(wanted, Math.floor(MOST_CELLS / Math.max(1, cells))))
}
