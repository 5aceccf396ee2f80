import { count, money, pointsSize } from '../report/format-number.ts'
import type { Policy } from '../suite/policy.ts'
import type { DoctorFinding } from './doctor-finding.ts'

/** What a check of a suite is expected to take when a change affects all of its cases. */
export interface SuiteForecast {
  readonly suite: string
  readonly file: string
  /** Pairs that may be drawn, and pairs that the stated error rates ask for. */
  readonly pairs: number
  readonly wantedPairs: number
  readonly nothing: Expected
  /** Absent where no gating assertion has a margin. */
  readonly drop?: Expected & { readonly margin: number }
  /** The smallest drop that shows within the cap; `undefined` where it is not known. */
  readonly detectable: number | undefined
}

interface Expected {
  readonly calls: number
  /** `undefined` where a price is not known. */
  readonly usd: number | undefined
}

/** What a push that affects every suite takes, against the caps of the policy. */
export function checkBudget(
  { budget, file }: Pick<Policy, 'budget' | 'file'>,
  forecasts: readonly SuiteForecast[],
): readonly DoctorFinding[] {
  if (forecasts.length === 0) return []
  const nothing = total(forecasts.map((one) => one.nothing))
  const drop = total(forecasts.map((one) => one.drop ?? one.nothing))
  const cost = `a push that affects all suites takes about ${text(nothing)} when nothing changed, and ${text(drop)} for a drop by the margin`
  const findings = [
    ...overCaps(nothing, drop, budget, cost, file),
    ...forecasts.flatMap((one) => cutSuite(one, budget)),
  ]
  return findings.some(({ status }) => status === 'problem')
    ? findings
    : [{ subject: 'budget', status: 'ok', message: cost }, ...findings]
}

function overCaps(
  nothing: Expected,
  drop: Expected,
  budget: Policy['budget'],
  cost: string,
  file: string,
): readonly DoctorFinding[] {
  const over = (spent: Expected): string | undefined => {
    if (budget.usd !== undefined && (spent.usd ?? 0) > budget.usd) return `usd: ${budget.usd}`
    return budget.calls !== undefined && spent.calls > budget.calls ? `calls: ${budget.calls}` : undefined
  }
  const cap = over(nothing) ?? over(drop)
  if (cap === undefined) return []
  const always = over(nothing) !== undefined
  return [
    {
      subject: 'budget',
      status: always ? 'problem' : 'warning',
      message: `${cost}; the cap is ${cap}, so that ${always ? 'such a push cannot be judged' : 'a real drop may not be judged'}`,
      remedy:
        'raise `budget`, widen margins, or lower max-output-tokens; docs/choosing-margins-and-budgets.md',
      file,
    },
  ]
}

function cutSuite(
  { suite, file, pairs, wantedPairs, drop, detectable }: SuiteForecast,
  budget: Policy['budget'],
): readonly DoctorFinding[] {
  if (pairs >= wantedPairs || drop === undefined) return []
  const shows = detectable === undefined || detectable <= drop.margin
  if (shows) return []
  return [
    {
      subject: 'budget',
      status: 'warning',
      message: `suite ${suite} may make ${count(2 * pairs)} calls, in which only a drop of ${pointsSize(detectable)} shows; its margin is ${pointsSize(drop.margin)}`,
      remedy: `raise budget.suite-calls (now ${count(budget.suiteCalls)}) to ${count(2 * wantedPairs)}, or widen the margin`,
      file,
    },
  ]
}

function total(all: readonly Expected[]): Expected {
  return {
    calls: all.reduce((sum, { calls }) => sum + calls, 0),
    usd: all.some(({ usd }) => usd === undefined) ? undefined : all.reduce((sum, { usd }) => sum + usd!, 0),
  }
}

function text({ calls, usd }: Expected): string {
  return `${count(Math.round(calls))} calls, ${usd === undefined ? 'at an unknown price' : money(usd)}`
}
