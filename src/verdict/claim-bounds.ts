import { createSpendingBounds } from '../stats/sequential/spending-bounds.ts'
import type { LookBounds } from './claim-test.ts'

/** The bounds of one claim, look after look. */
export interface ClaimBounds {
  /**
   * @param information of the claim at this look
   * @param share of both levels that may be spent up to now, in [0, 1], not falling
   */
  next(information: number, share: number): Omit<LookBounds, 'passed'>
}

/** Nothing is spent before the first look. */
export function nothingSpent(level: number, miss: number): LookBounds {
  const never = Number.POSITIVE_INFINITY
  return { level, miss, falseAlarmBound: never, missBound: never, missSpent: 0, passed: false }
}

/** Both levels are spent alike. */
export function createClaimBounds(level: number, miss: number): ClaimBounds {
  const falseAlarm = createSpendingBounds()
  const falsePass = createSpendingBounds()
  return {
    next(information, share) {
      if (information === 0) return nothingSpent(level, miss)
      const missSpent = miss * share
      return {
        level,
        miss,
        falseAlarmBound: falseAlarm.next(information, level * share),
        missBound: falsePass.next(information, missSpent),
        missSpent,
      }
    },
  }
}
