import { count, duration, money, plural } from './format-number.ts'
import { type ProgressState, pairsDone, type SuiteState } from './progress-state.ts'

/** `412 of at most 4,000 calls, $0.12 of at most $5`. */
export function usageText({ usage, budget }: ProgressState): string {
  const { calls, usd, unpricedCalls } = usage()
  const unpriced = unpricedCalls === 0 ? '' : ` (${count(unpricedCalls)} at an unknown price)`
  const callsOf =
    budget.calls === undefined ? plural(calls, 'call') : `${count(calls)} of ${plural(budget.calls, 'call')}`
  return `${callsOf}${unpriced}, ${money(usd)}${budget.usd === undefined ? '' : ` of ${money(budget.usd)}`}`
}

/** Whole seconds, so that digits do not flicker. */
export function secondsText(milliseconds: number): string {
  return milliseconds < 1000 ? '0 s' : duration(Math.round(milliseconds / 1000) * 1000)
}

/** `about 1 min 20 s left`, in steps that such an estimate bears. */
export function leftText(milliseconds: number): string {
  const step = milliseconds < 60_000 ? 5000 : milliseconds < 600_000 ? 10_000 : 60_000
  return `about ${secondsText(Math.max(step, Math.round(milliseconds / step) * step))} left`
}

/** `pass after 96 pairs`, `drawn: 96 pairs`. */
export function endedText(suite: SuiteState): string {
  const verdict = suite.ended?.verdict
  const pairs = plural(pairsDone(suite), 'pair')
  if (verdict === undefined) return `drawn: ${pairs}`
  return `${verdict} after ${pairs}${lostText(suite)}`
}

/** `, 3 of them lost`. */
function lostText({ missing }: Pick<SuiteState, 'missing'>): string {
  return missing === 0 ? '' : `, ${count(missing)} of them lost`
}
