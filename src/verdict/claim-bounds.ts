import { createSpendingBounds } from '../stats/sequential/spending-bounds.ts'
import { spentShare } from '../stats/sequential/spent-share.ts'
import type { LookBounds } from './claim-test.ts'

/** The bounds of one claim, look after look. */
export interface ClaimBounds {
  /**
   * @param information of the claim at this look
   * @param fraction of the horizon, in [0, 1], not falling
   */
  next(information: number, fraction: number): Omit<LookBounds, 'passed'>
}

/** Nothing is spent before the first look. */
export function nothingSpent(level: number, miss: number): LookBounds {
  const never = Number.POSITIVE_INFINITY
  return { level, miss, falseAlarmBound: never, missBound: never, missSpent: 0, passed: false }
}

/** Both levels are spent by the same function of the fraction of the horizon. */
export function createClaimBounds(level: number, miss: number): ClaimBounds {
  const falseAlarm = createSpendingBounds()
  const falsePass = createSpendingBounds()
  return {
    next(information, fraction) {
      if (information === 0) return nothingSpent(level, miss)
      const missSpent = miss * spentShare(fraction)
      return {
        level,
        miss,
        falseAlarmBound: falseAlarm.next(information, level * spentShare(fraction)),
        missBound: falsePass.next(information, missSpent),
        missSpent,
      }
    },
  }
}
