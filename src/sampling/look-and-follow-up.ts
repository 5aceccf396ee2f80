import type { CollectedEvidence } from './collected-evidence.ts'
import type { StoppingRule } from './decider.ts'
import { drawFollowUps } from './draw-follow-ups.ts'
import type { SuiteToSample } from './suite-to-sample.ts'
import type { Tally } from './tally.ts'

/**
 * Whether the suite may stop, once the fresh trials that the look asks for are there. That they cannot be had stops nothing else.
 */
export async function lookAndFollowUp(
  rule: StoppingRule,
  suite: SuiteToSample,
  evidence: CollectedEvidence,
  tally: Tally,
  ports: Parameters<typeof drawFollowUps>[3],
): Promise<boolean> {
  const calls = () => tally.calls.base + tally.calls.head
  let mayStop = rule.look(evidence.seen())
  while (evidence.followUpsStopped === undefined) {
    const wanted = rule.followUps(evidence.seen())
    if (wanted.length === 0) break
    const before = calls()
    const drawn = await drawFollowUps(wanted, suite, evidence.end, ports)
    tally.followUpCalls += calls() - before
    evidence.followUps.push(...drawn.trials)
    evidence.followUpsStopped = drawn.stopped
    mayStop = rule.look(evidence.seen())
  }
  return mayStop
}
