import type { CalibratedClaim, CalibratedSuite } from './calibration.ts'
import { count, money, percent, plural, pointsSize } from './format-number.ts'

/** A plan is good enough when a change that does nothing is decided this often, and a drop of the margin found this often. */
const WANTED_DECIDED = 0.9
const WANTED_POWER = 0.8
/** A verdict on fewer cases says little about inputs that are not among them. */
const FEW_CASES = 20
/** With fewer trials a case its pass rate is mostly guessed. */
const FEW_TRIALS = 5

/** What to do about margin, cases and budget, in whole sentences, the most important first. */
export function adviseOn(suite: Omit<CalibratedSuite, 'recommendations'>): readonly string[] {
  return [
    ...onMargin(suite),
    ...onClaims(suite),
    ...onHalfMargin(suite),
    ...onCases(suite),
    ...onTrials(suite),
  ]
}

function onMargin(suite: Omit<CalibratedSuite, 'recommendations'>): readonly string[] {
  const nothing = suite.changes.find((one) => one.change === 'nothing')
  const drop = suite.changes.find((one) => one.change === 'diffuse')
  if (nothing === undefined || suite.wanted_calls === null) return []
  const budget = plural(suite.budget_calls, 'call')
  if (suite.margin === null || drop === undefined) {
    return nothing.decided.estimate >= WANTED_DECIDED
      ? []
      : [
          `With ${budget} only ${percent(rounded(nothing.decided.estimate))} of harmless changes are decided: allow ${count(suite.wanted_calls)} (budget.suite-calls).`,
        ]
  }
  const margin = pointsSize(suite.margin.margin)
  if (nothing.decided.estimate >= WANTED_DECIDED && drop.red.estimate >= WANTED_POWER) {
    return [
      `Keep the margin of ${margin}: within ${budget} a drop so large is found ${percent(rounded(drop.red.estimate))} of the time, and a change that does nothing takes about ${plural(Math.round(nothing.calls.estimate), 'call')}${cost(nothing.cost_usd)}.`,
    ]
  }
  const larger = suite.affordable_margin
  const more = suite.wanted_calls > suite.budget_calls
  const choices = [
    ...(more ? [`allow ${plural(suite.wanted_calls, 'call')} (budget.suite-calls)`] : []),
    ...(larger !== null && larger > suite.margin.margin
      ? [`set the margin to ${pointsSize(roundedUp(larger))}`]
      : []),
  ]
  const found = `${budget} decide ${percent(rounded(nothing.decided.estimate))} of harmless changes and find ${percent(rounded(drop.red.estimate))} of drops of ${margin}`
  return [choices.length === 0 ? `${found}.` : `${found}, which is little: ${choices.join(', or ')}.`]
}

/** Claims that seldom find what they are about, the one of the margin aside: that may be had for more calls, or is not to be had. */
function onClaims({
  claims,
  margin,
  budget_calls,
  wanted_calls,
}: Omit<CalibratedSuite, 'recommendations'>): readonly string[] {
  const isTold = ({ metric, assertion, slice }: CalibratedClaim): boolean =>
    assertion === 'no-regression' && slice === undefined && metric === margin?.metric
  const weak = claims.flatMap((claim) =>
    claim.power === null || isTold(claim) || claim.power.red.high >= WANTED_POWER
      ? []
      : [{ ...claim, power: claim.power }],
  )
  const first = weak.toSorted((a, b) => a.power.red.estimate - b.power.red.estimate)[0]
  if (first === undefined) return []
  const { metric, slice, assertion, power } = first
  const name = slice === undefined ? metric : `${metric} in ${slice}`
  const others =
    weak.length === 1 ? '' : ` (and ${plural(weak.length - 1, 'more claim')} seldom what it is about)`
  const more =
    wanted_calls !== null && wanted_calls > budget_calls
      ? `allow ${plural(wanted_calls, 'call')} (budget.suite-calls), or give it a larger ${assertion === 'no-regression' ? 'margin' : 'slack'}`
      : `give it a larger ${assertion === 'no-regression' ? 'margin' : 'slack'}`
  return [
    `A ${power.to < power.from ? 'fall' : 'rise'} of ${name} from ${percent(rounded(power.from))} to ${percent(rounded(power.to))} is found only ${percent(rounded(power.red.estimate))} of the time${others}: ${more}.`,
  ]
}

function onHalfMargin({
  half_margin: half,
  budget_calls,
}: Omit<CalibratedSuite, 'recommendations'>): readonly string[] {
  if (half === null) return []
  const { calls, wanted_calls, margin } = half
  const fits = wanted_calls <= budget_calls
  return [
    `At a margin of ${pointsSize(margin)} a change that does nothing would take about ${plural(Math.round(calls.estimate), 'call')}${cost(half.cost_usd)}, and hardly any change more than ${count(wanted_calls)}: ${fits ? 'the budget allows it' : `the budget allows ${count(budget_calls)}`}.`,
  ]
}

function onCases({ cases, margin }: Omit<CalibratedSuite, 'recommendations'>): readonly string[] {
  const { always_fail: dead } = cases
  return [
    ...(cases.total >= FEW_CASES
      ? []
      : [
          `With ${plural(cases.total, 'case')} a verdict speaks of these cases only. More cases cost hardly more: calls depend on margin and noise, not on the number of cases, up to one round of them all.`,
        ]),
    ...(dead.length === 0 || margin === null
      ? []
      : [
          `${plural(dead.length, 'case')} never scored on ${margin.metric} (${dead.slice(0, 5).join(', ')}${dead.length > 5 ? ', …' : ''}) and cannot get worse: mend or remove ${dead.length === 1 ? 'it' : 'them'}.`,
        ]),
  ]
}

function onTrials({ cases }: Omit<CalibratedSuite, 'recommendations'>): readonly string[] {
  const each = cases.trials / Math.max(1, cases.recorded)
  const unrecorded = cases.total - cases.recorded
  return [
    ...(each >= FEW_TRIALS
      ? []
      : [
          `${each.toFixed(1)} trials a case are few: \`noisefloor calibrate --live --pairs ${Math.ceil((FEW_TRIALS * cases.total) / 2)}\` would draw more, and firmer figures would follow.`,
        ]),
    ...(unrecorded === 0
      ? []
      : [
          `${plural(unrecorded, 'case')} without recorded trials ${unrecorded === 1 ? 'is' : 'are'} taken to be like the others.`,
        ]),
  ]
}

function cost(usd: { readonly estimate: number } | null): string {
  return usd === null ? '' : `, ${money(usd.estimate)}`
}

function rounded(share: number): number {
  return Math.round(share * 100) / 100
}

/** To half a point. */
function roundedUp(margin: number): number {
  return Math.ceil(margin * 200) / 200
}
