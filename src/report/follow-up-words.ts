import { count, plural, pointsSize } from './format-number.ts'
import { valueText } from './metric-words.ts'
import { plainPhrase } from './phrase.ts'
import type { CaseReport, CulpritsReport, IngredientReport, SuiteReport } from './report.ts'

const MOST_NAMES = 3
/** From so many cases on a drop may be said to be spread over many. */
const MANY_CASES = 6
/** An ingredient that loses less than this share of the drop by itself explains a part of it. */
const MOST_OF_IT = 0.5

/**
 * Which cases stand behind a drop or a change of labels, or that none does. One sentence without a full stop.
 *
 * @param affected number of cases that the change affects
 */
export function culpritsText(
  { of, status, suspects, tried, slices }: Omit<CulpritsReport, 'reason'>,
  suite: Pick<SuiteReport, 'cases' | 'metrics'>,
  affected: number,
): string {
  const change = of === 'labels' ? 'the change' : 'the drop'
  const inSlices =
    slices.length === 0
      ? ''
      : `; ${change} shows in the ${slices.length === 1 ? 'slice' : 'slices'} ${slices.join(', ')}`
  switch (status) {
    case 'confirmed':
      return `${confirmedText(suite)}${inSlices}`
    case 'not-tried':
      return `${plural(suspects, 'case stands', 'cases stand')} out, but could not be confirmed on fresh pairs with the calls that are left${inSlices}`
    case 'spread': {
      const spread = `${change} is spread over ${affected < MANY_CASES ? 'the' : 'many'} cases and none of them stands out`
      if (tried === 0) return `${spread}${inSlices}`
      const most = of === 'labels' ? 'in which most seemed to change' : 'that seemed worst'
      const seemed = tried === 1 ? `the one ${most} is` : `of the ${count(tried)} ${most} none is`
      return `${spread}: ${seemed}${tried === 1 ? ' not' : ''} confirmed on fresh pairs${inSlices}`
    }
  }
}

function confirmedText({ cases, metrics }: Pick<SuiteReport, 'cases' | 'metrics'>): string {
  const dropped = cases.flatMap(({ case: id, metric, confirmed: fresh }) =>
    fresh === undefined
      ? []
      : [
          `${id} (${valueText(metric, fresh.base.mean)} → ${valueText(metric, fresh.head.mean)} on ${count(fresh.base.trials)})`,
        ],
  )
  const moved = metrics.flatMap(({ moved_cases: movedCases = [] }) =>
    movedCases.flatMap(({ case: id, from, to, confirmed: fresh }) => {
      if (fresh === undefined) return []
      const labels =
        from.label === undefined || to.label === undefined
          ? []
          : [{ label: from.label }, ' → ', { label: to.label }, ' ']
      return [`${id} (${plainPhrase([...labels, `on ${count(fresh.base.trials)}`])})`]
    }),
  )
  const confirmed = [...dropped, ...moved]
  const rest = confirmed.length > MOST_NAMES ? ` and ${count(confirmed.length - MOST_NAMES)} more` : ''
  return `confirmed on fresh pairs: ${confirmed.slice(0, MOST_NAMES).join(', ')}${rest}`
}

/** `confirmed on 6 fresh pairs each`. */
export function freshPairsText(cases: readonly Pick<CaseReport, 'confirmed'>[]): string {
  const pairs = new Set(cases.map((one) => one.confirmed?.base.trials ?? 0))
  const each = cases.length > 1 ? ' each' : ''
  return pairs.size === 1
    ? `confirmed on ${plural([...pairs][0]!, 'fresh pair')}${each}`
    : 'confirmed on fresh pairs'
}

/** `confirmed on 6 fresh pairs, 100 % → 0 %`; empty where it was not. */
export function confirmationText({ confirmed, metric }: CaseReport): string {
  if (confirmed === undefined) return ''
  const { base, head } = confirmed
  return `confirmed on ${plural(base.trials, 'fresh pair')}, ${valueText(metric, base.mean)} → ${valueText(metric, head.mean)}`
}

/**
 * Which of several changed ingredients explains a drop, or that it cannot be told. One sentence without a full stop.
 *
 * @param drop what head lost on the cases that were run
 */
export function attributionText(ingredients: readonly IngredientReport[], drop: number): string {
  const all = listed(ingredients)
  const of = (verdict: IngredientReport['verdict']) => ingredients.filter((one) => one.verdict === verdict)
  const explaining = of('explains')
  const excluded = of('excluded')
  const notAlone = excluded.length === 0 ? '' : `, not from the ${listed(excluded)} alone`
  const [first] = explaining
  if (first !== undefined && explaining.length === 1) {
    const part = -first.delta! < drop * MOST_OF_IT ? 'a part of the drop' : 'the drop'
    return `${part} comes from the changed ${first.ingredient}${notAlone}: with that alone ${movedText(first)}`
  }
  if (first !== undefined)
    return `the drop comes from the changed ${listed(explaining)}, each by itself${notAlone}`
  if (excluded.length === ingredients.length)
    return `no single one of the changed ${all} explains the drop of ${pointsSize(drop)}: it takes them together`
  const together = `the ${all} changed together, and which of them explains the drop cannot be told apart`
  const trials = Math.max(...ingredients.map((one) => one.hybrid.trials))
  if (trials === 0) return `${together} with the calls that are left`
  const alone = excluded.length === 0 ? '' : `; it does not come from the ${listed(excluded)} alone`
  return `${together} with ${plural(trials, 'trial')} of each${alone}`
}

/** What is said of an ingredient by itself. */
export const INGREDIENT_VERDICTS: Readonly<Record<IngredientReport['verdict'], string>> = {
  explains: 'lowers it',
  'not-shown': 'not shown',
  excluded: 'does not explain it',
}

/** `95 % → 58 %`; `–` without trials. */
export function ingredientChangeText({ metric, base, hybrid }: IngredientReport): string {
  return hybrid.trials === 0 ? '–' : `${valueText(metric, base.mean)} → ${valueText(metric, hybrid.mean)}`
}

/** `queue goes from 95 % to 58 %`. */
function movedText({ metric, base, hybrid }: IngredientReport): string {
  return `${metric} goes from ${valueText(metric, base.mean)} to ${valueText(metric, hybrid.mean)}`
}

function listed(ingredients: readonly IngredientReport[]): string {
  const names = ingredients.map((one) => one.ingredient)
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
