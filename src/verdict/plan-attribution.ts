import type { EvidenceCase } from '../sampling/evidence.ts'
import type { FollowUp } from '../sampling/follow-up.ts'
import type { SamplingPlan } from '../sampling/sampling-plan.ts'
import { blindedDiscordance, pairsNeeded } from '../stats/pairs-needed.ts'
import { createRandom } from '../stats/random.ts'
import { INGREDIENTS, type Ingredient } from '../suite/hybrid-request.ts'
import { type ConfirmedDrop, isOfLabels } from './confirmations.ts'
import type { EvidenceTable } from './evidence-table.ts'
import type { Hypothesis } from './hypothesis.ts'

/** Which of several changed ingredients explains a drop, and the trials that tell: fixed before the first of them. */
export interface AttributionPlan {
  readonly hypothesis: Hypothesis
  readonly ingredients: readonly Ingredient[]
  /** What head lost on the cases below: base − head, positive. */
  readonly drop: number
  /** Each is base and one hybrid per ingredient. Empty where too few calls are left to tell anything. */
  readonly sets: readonly FollowUp[]
}

/** Family-wise level at which an ingredient is named. */
export const ATTRIBUTION_LEVEL = 0.05
/** Chance of not naming an ingredient that explains the whole drop, as far as the calls allow. */
const ATTRIBUTION_MISS = 0.1
const MOST_SETS = 60
/** What is planned for of a drop that the data which found it show: they were looked at because it was large. */
const EXPECTED_SHARE = 0.75

/**
 * Hybrids run on the cases that carry the drop: those that were confirmed, otherwise all of the hypothesis in random order, round by round.
 *
 * @param confirmed cases whose drop fresh trials confirm
 * @param calls that may be made
 * @returns `undefined` where there is nothing to tell apart: head changes one ingredient, or the observed mean did not drop
 */
export function planAttribution(input: {
  readonly hypothesis: Hypothesis
  readonly cases: readonly EvidenceCase[]
  readonly table: EvidenceTable
  readonly confirmed: readonly ConfirmedDrop[]
  readonly plan: Pick<SamplingPlan, 'seed' | 'perRound'>
  readonly calls: number
}): AttributionPlan | undefined {
  const { hypothesis, cases, table, plan, calls } = input
  const { metric, weights } = hypothesis
  const ingredients = INGREDIENTS.filter((one) => cases.some(({ changes }) => changes?.includes(one)))
  if (ingredients.length < 2) return undefined
  // Where a case misses a change, its hybrid would be base itself.
  const eligible = cases.flatMap(({ changes }, index) =>
    weights[index]! > 0 && ingredients.every((one) => changes?.includes(one)) ? [index] : [],
  )
  const confirmed = input.confirmed.filter(
    (one) => one.metric === metric && !isOfLabels(one) && eligible.includes(one.case),
  )
  const { drop, discordance } =
    confirmed.length > 0 ? freshDrop(confirmed) : observedDrop(table, metric, eligible)
  if (eligible.length === 0 || drop <= 0) return undefined
  const level = ATTRIBUTION_LEVEL / ingredients.length
  const expected = confirmed.length > 0 ? drop : EXPECTED_SHARE * drop
  const enough = pairsNeeded(discordance, expected, { falseAlarm: level, miss: ATTRIBUTION_MISS })
  // With fewer sets not even a drop in every one of them could be shown.
  const least = Math.ceil(-Math.log2(level))
  const count = Math.min(MOST_SETS, Math.max(least, enough), Math.floor(calls / (1 + ingredients.length)))
  const targets = confirmed.length > 0 ? confirmed.map((one) => one.case) : eligible
  return {
    hypothesis,
    ingredients,
    drop,
    sets: count < least ? [] : drawSets(targets, ingredients, count, plan),
  }
}

function drawSets(
  targets: readonly number[],
  variants: readonly Ingredient[],
  count: number,
  { seed, perRound }: Pick<SamplingPlan, 'seed' | 'perRound'>,
): readonly FollowUp[] {
  const random = createRandom(`${seed}/attribution`)
  const round = targets.flatMap((index) => new Array<number>(perRound[index]!).fill(index))
  const places = new Map<number, number>()
  const sets: FollowUp[] = []
  while (sets.length < count) {
    for (const index of random.shuffle(round).slice(0, count - sets.length)) {
      const place = places.get(index) ?? 0
      places.set(index, place + 1)
      sets.push({ purpose: 'attribution', case: index, place, variants })
    }
  }
  return sets
}

/** Trials of a case that pass at these rates, each by itself, differ as often as one passes and the other does not; graded ones less. */
function freshDrop(confirmed: readonly ConfirmedDrop[]): {
  readonly drop: number
  readonly discordance: number
} {
  const drop = confirmed.reduce((sum, one) => sum + one.drop, 0) / confirmed.length
  const discordance =
    confirmed.reduce((sum, { base, head }) => {
      const [before, after] = [base.mean!, head.mean!]
      return sum + before * (1 - after) + after * (1 - before)
    }, 0) / confirmed.length
  return { drop: Math.min(1, drop), discordance }
}

function observedDrop(
  table: EvidenceTable,
  metric: number,
  cases: readonly number[],
): { readonly drop: number; readonly discordance: number } {
  const counted = new Set(cases)
  const differences = [...table.cases].flatMap((index, pair) => {
    const difference = table.base[metric]![pair]! - table.head[metric]![pair]!
    return counted.has(index) && !Number.isNaN(difference) ? [difference] : []
  })
  const drop = differences.reduce((sum, one) => sum + one, 0) / Math.max(1, differences.length)
  const squares = differences.reduce((sum, one) => sum + one ** 2, 0)
  return { drop, discordance: blindedDiscordance(squares, differences.length) }
}
