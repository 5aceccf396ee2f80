import type { StoppingRule } from '../sampling/decider.ts'
import type { SuiteOutcome } from '../sampling/sample-push.ts'
import { describeStop } from '../sampling/sampling-stopped.ts'
import type { Attribution } from '../verdict/attribute-drop.ts'
import type { Culprits, SuiteJudgement } from '../verdict/judgement.ts'
import { attributionText, culpritsText } from './follow-up-words.ts'
import type { SuiteReport } from './report.ts'

/** What is behind the drop of a red suite, in the words of the JSON contract. */
export function reportFollowUps(
  judgement: SuiteJudgement,
  told: Pick<SuiteReport, 'cases' | 'metrics'>,
  affected: number,
): Pick<SuiteReport, 'culprits' | 'attribution' | 'attribution_reason'> {
  const { culprits, attribution } = judgement
  return {
    ...(culprits === undefined ? {} : { culprits: reportCulprits(culprits, told, affected) }),
    ...(attribution === undefined ? {} : reportAttribution(attribution)),
  }
}

/** Why not all fresh trials could be drawn. */
export function followUpNotes({ followUpsStopped }: SuiteOutcome<StoppingRule>): readonly string[] {
  return followUpsStopped === undefined
    ? []
    : [`the drop was not followed up to the end: ${describeStop(followUpsStopped)}`]
}

function reportCulprits(
  culprits: Culprits,
  suite: Pick<SuiteReport, 'cases' | 'metrics'>,
  affected: number,
): SuiteReport['culprits'] {
  const told = { ...culprits, slices: [...culprits.slices] }
  return { ...told, reason: culpritsText(told, suite, affected) }
}

function reportAttribution({
  metric,
  drop,
  ingredients,
}: Attribution): Pick<SuiteReport, 'attribution' | 'attribution_reason'> {
  const attribution = ingredients.map((one) => ({
    ...one,
    metric,
    base: { ...one.base },
    hybrid: { ...one.hybrid },
  }))
  return { attribution, attribution_reason: attributionText(attribution, drop) }
}
