import { createSpendingBounds } from '../stats/sequential/spending-bounds.ts'
import type { LookBounds } from './claim-test.ts'

/** Of the level of false alarms and of that of false passes. */
export interface SpentShares {
  readonly falseAlarm: number
  readonly miss: number
}

/** The bounds of one claim, look after look. */
export interface ClaimBounds {
  /**
   * @param information of the claim at this look
   * @param shares of the two levels that may be spent up to now, in [0, 1], not falling
   */
  next(information: number, shares: SpentShares): Omit<LookBounds, 'passed'>
}

/** Nothing is spent before the first look. */
export function nothingSpent(level: number, miss: number): LookBounds {
  const never = Number.POSITIVE_INFINITY
  return { level, miss, falseAlarmBound: never, missBound: never, missSpent: 0, passed: undefined }
}

export function createClaimBounds(level: number, miss: number): ClaimBounds {
  const falseAlarm = createSpendingBounds()
  const falsePass = createSpendingBounds()
  return {
    next(information, shares) {
      if (information === 0) return nothingSpent(level, miss)
      const missSpent = miss * shares.miss
      return {
        level,
        miss,
        falseAlarmBound: falseAlarm.next(information, level * shares.falseAlarm),
        missBound: falsePass.next(information, missSpent),
        missSpent,
      }
    },
  }
}
