import { type Finding, formatFinding } from '../boundary/finding.ts'
import type { Redact } from '../boundary/redactor.ts'
import type { ActionOutputs } from '../github/action-outputs.ts'
import { prose } from '../report/markdown-text.ts'
import type { Conclusion, Verdict } from '../verdict/verdict.ts'

/** What a run of the action came to. */
export interface Answer extends ActionOutputs {
  readonly exitCode: 0 | 1 | 2
  /** Markdown for the page of the run; not redacted. */
  readonly summary: string
}

/** An answer without a report. */
export function plainAnswer(
  verdict: Verdict,
  conclusion: Conclusion,
  exitCode: 0 | 1 | 2,
  text: string,
): Answer {
  return {
    verdict,
    conclusion,
    exitCode,
    summary: `**noisefloor:** ${prose(text)}`,
    regressions: 0,
    calls: 0,
    costUsd: 0,
  }
}

/** Nothing could be judged, for these reasons. */
export function answerOfMistakes(findings: readonly Finding[], redact: Redact): Answer {
  const list = findings.map((finding) => `- ${prose(redact(formatFinding(finding)))}`)
  const answer = plainAnswer('not-evaluable', 'failure', 2, 'nothing was judged.')
  return { ...answer, summary: [answer.summary, '', ...list].join('\n') }
}
