import type { Policy } from '../suite/policy.ts'
import { type Conclusion, VERDICTS, type Verdict } from './verdict.ts'

export interface PushConclusion {
  readonly verdict: Verdict
  readonly conclusion: Conclusion
  /** What the process exits with. */
  readonly exitCode: 0 | 1 | 2
}

/**
 * The verdict of the push and what the check says: the table of `design.md` §2.
 *
 * @param verdicts of its suites, in any order; none means that nothing was affected
 * @param unapprovedGateChange the pull request loosens the gate and nobody with the right to has approved
 */
export function conclude(
  verdicts: readonly Verdict[],
  unapprovedGateChange: boolean,
  onInconclusive: Policy['onInconclusive'],
): PushConclusion {
  const verdict = VERDICTS.find((candidate) => verdicts.includes(candidate)) ?? 'unaffected'
  if (verdict === 'regression' || unapprovedGateChange) return { verdict, conclusion: 'failure', exitCode: 1 }
  switch (verdict) {
    case 'not-evaluable':
      return { verdict, conclusion: 'failure', exitCode: 2 }
    case 'inconclusive':
      if (onInconclusive === 'fail') return { verdict, conclusion: 'failure', exitCode: 1 }
      return { verdict, conclusion: onInconclusive === 'pass' ? 'success' : 'neutral', exitCode: 0 }
    case 'improved':
    case 'pass':
    case 'unaffected':
      return { verdict, conclusion: 'success', exitCode: 0 }
  }
}
