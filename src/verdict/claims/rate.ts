import { type MeanScore, meanScore } from '../../stats/mean-score.ts'
import { normalCdf } from '../../stats/normal.ts'
import { passBlocks } from '../../stats/pass-blocks.ts'
import type { RateClaim } from '../../suite/assertion.ts'
import type { ClaimDecision, ClaimTest, LookBounds } from '../claim-test.ts'
import type { EvidenceTable } from '../evidence-table.ts'
import type { ClaimEvidence, Hypothesis } from '../hypothesis.ts'
import { percent, summarise } from './summaries.ts'
import { tightestLimit } from './tightest-limit.ts'

/** The cases that base has too, or head's new and edited ones: judged apart, so that neither can hide the other. */
interface Part {
  readonly name: string
  /** Base has the cases too: only these can be excused by how base does on them. */
  readonly paired: boolean
  readonly score: MeanScore
  /** The same with every lost trial counted as the worst it could have been. */
  readonly worst: MeanScore
  /** p-value of the violation. */
  readonly p: number
  /** Whether the violation is proven at a nominal level. */
  readonly isViolated: (level: number) => boolean
}

/**
 * "Head's mean is at least (at most) `rate`". Red when a mean beyond the rate is proven and, where base has the cases too, also that it is worse
 * than base's: a base that is already beyond the rate is shown, not red (an intersection–union test: the larger of the two p-values).
 * Pass when a mean beyond rate ∓ slack is excluded, by exact or guaranteed bounds. New and edited cases are a part of their own; both parts
 * share the level, and both must hold.
 */
export function testRate(
  hypothesis: Hypothesis<RateClaim>,
  { table, deterministic, marks }: ClaimEvidence,
): ClaimTest {
  const { claim } = hypothesis
  const atLeast = claim.kind === 'at-least'
  const beyond = (score: MeanScore, limit: number): number =>
    atLeast ? score.pBelow(limit) : score.pAbove(limit)
  const parts = partsOf(hypothesis, table).map((part): Part => {
    const p = beyond(part.score, claim.rate)
    return {
      ...part,
      p: part.paired ? Math.max(p, marks.p) : p,
      isViolated: (level) => p <= level && (!part.paired || marks.dropped),
    }
  })
  const { base } = summarise(hypothesis, table)
  const main = parts[0]
  const p = Math.min(1, parts.length * Math.min(1, ...parts.map((part) => part.p)))
  return {
    base,
    head: { mean: main?.score.mean ?? null, trials: main?.score.trials ?? 0 },
    p: deterministic || parts.length === 0 ? null : p,
    information: Math.max(0, ...parts.map((part) => part.worst.trials)),
    decide(look) {
      if (main === undefined) {
        return {
          verdict: 'not-evaluable',
          reason: 'head has no trial',
          delta: null,
          detectable: null,
          notes: [],
        }
      }
      const decisions = parts.map((part) =>
        deterministic
          ? decideKnown(claim, part, part.paired ? base.mean : null)
          : decidePart(claim, part, part.paired ? base.mean : null, look, parts.length),
      )
      return mostSevere(parts, decisions)
    },
  }
}

function decidePart(
  claim: RateClaim,
  part: Part,
  base: number | null,
  { level, miss, falseAlarmBound, missBound, passed }: LookBounds,
  parts: number,
): ClaimDecision {
  const atLeast = claim.kind === 'at-least'
  const side = atLeast ? 'below' : 'above'
  const { score, worst } = part
  // Exact tests at the nominal level of the look: discreteness makes them conservative.
  const nominal = normalCdf(-falseAlarmBound) / parts
  const { low, high } = score.bounds(nominal)
  const common = {
    delta: null,
    detectable: null,
    absolute: { estimate: score.mean, low, high, level: 1 - (2 * level) / parts },
    notes: isBeyond(claim, base)
      ? [`base is at ${percent(base ?? 0)}, already ${side} ${percent(claim.rate)}`]
      : [],
  }
  if (part.isViolated(nominal)) {
    return {
      ...common,
      verdict: 'regression',
      reason: `${percent(score.mean)} is ${side} ${percent(claim.rate)}, more than chance explains`,
      cause: 'mean',
    }
  }
  const relaxed = atLeast ? claim.rate - claim.slack : claim.rate + claim.slack
  const excludes = (limit: number): boolean =>
    (atLeast ? worst.pAbove(limit) : worst.pBelow(limit)) <= normalCdf(-missBound)
  const pass =
    passed ??
    (excludes(relaxed)
      ? { bound: { value: tightestLimit(excludes, relaxed, atLeast ? 1 : 0), level: 1 - miss } }
      : undefined)
  if (pass !== undefined) {
    const reason = `${percent(score.mean)}; a value ${side} ${percent(relaxed)} is ruled out at one-sided ${percent(1 - miss, 0)}`
    return { ...common, ...pass, verdict: 'pass', reason }
  }
  return {
    ...common,
    verdict: 'inconclusive',
    reason: isBeyond(claim, base)
      ? `${percent(score.mean)}, ${side} ${percent(claim.rate)} as base is; that this change made it worse is not shown`
      : `${percent(score.mean)} lies between ${percent(low)} and ${percent(high)}: ${score.trials} trials neither prove nor rule out a value ${side} ${percent(claim.rate)}`,
  }
}

function decideKnown(claim: RateClaim, { score }: Part, base: number | null): ClaimDecision {
  const common = { delta: null, detectable: null, notes: [] }
  if (!isBeyond(claim, score.mean)) {
    return { ...common, verdict: 'pass', reason: `${percent(score.mean)}, known exactly` }
  }
  const worse = base === null || (claim.kind === 'at-least' ? score.mean < base : score.mean > base)
  return worse
    ? {
        ...common,
        verdict: 'regression',
        reason: `${percent(score.mean)}, known exactly, misses ${percent(claim.rate)}`,
        cause: 'mean',
      }
    : { ...common, verdict: 'inconclusive', reason: `${percent(score.mean)}: not reached in base either` }
}

function isBeyond(claim: RateClaim, mean: number | null): boolean {
  return mean !== null && (claim.kind === 'at-least' ? mean < claim.rate : mean > claim.rate)
}

const SEVERITY = ['regression', 'not-evaluable', 'inconclusive', 'improved', 'pass'] as const

function mostSevere(parts: readonly Part[], decisions: readonly ClaimDecision[]): ClaimDecision {
  const verdict = SEVERITY.find((candidate) => decisions.some((one) => one.verdict === candidate))!
  const index = decisions.findIndex((one) => one.verdict === verdict)
  const chosen = decisions[index]!
  const others = decisions.filter((_, place) => place !== index)
  return {
    ...chosen,
    reason: index === 0 ? chosen.reason : `${parts[index]!.name}: ${chosen.reason}`,
    notes: [...chosen.notes, ...others.map((one) => `${parts[decisions.indexOf(one)]!.name}: ${one.reason}`)],
  }
}

function partsOf(
  hypothesis: Hypothesis<RateClaim>,
  table: EvidenceTable,
): readonly Omit<Part, 'p' | 'isViolated'>[] {
  const { metric, weights, slice, claim } = hypothesis
  const lostScore = claim.kind === 'at-least' ? 0 : 1
  const score = (
    scores: readonly number[],
    cases: readonly number[],
    of: Float64Array,
    perRound: readonly number[],
  ): MeanScore => {
    const trials = { scores: Float64Array.from(scores), cases: Uint32Array.from(cases) }
    const counted =
      claim.passPower === undefined ? trials : passBlocks(trials.scores, trials.cases, claim.passPower)
    return meanScore(counted.scores, counted.cases, of, perRound)
  }

  const extra = slice === undefined ? table.headOnly : []
  const ids = [...new Set(extra.map((trial) => `${trial.form} ${trial.id}`))]
  const even = new Float64Array(ids.length).fill(1)
  const extraScores = extra.map((trial) => trial.head[metric]!)
  const extraCases = extra.map((trial) => ids.indexOf(`${trial.form} ${trial.id}`))
  const lostExtra = new Array<number>(extra.length === 0 ? 0 : table.headOnlyLost).fill(lostScore)
  const head = [...table.head[metric]!]
  return [
    {
      name: 'cases that base has too',
      paired: true,
      score: score(head, [...table.cases], weights, table.perRound),
      worst: score(
        [...head, ...[...table.lost].map(() => lostScore)],
        [...table.cases, ...table.lost],
        weights,
        table.perRound,
      ),
    },
    {
      name: 'new and edited cases',
      paired: false,
      score: score(
        extraScores,
        extraCases,
        even,
        ids.map(() => 1),
      ),
      worst: score(
        [...extraScores, ...lostExtra],
        [...extraCases, ...lostExtra.map(() => 0)],
        even,
        ids.map(() => 1),
      ),
    },
  ].filter((part) => part.score.trials > 0)
}
