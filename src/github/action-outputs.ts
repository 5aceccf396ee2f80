import type { Conclusion, Verdict } from '../verdict/verdict.ts'

/** What later steps of the job can read: `action.yml` says what each is. */
export interface ActionOutputs {
  readonly verdict: Verdict
  readonly conclusion: Conclusion
  readonly report?: string
  readonly regressions: number
  readonly calls: number
  readonly costUsd: number | null
  readonly commentUrl?: string
}

export function writeOutputs(outputs: ActionOutputs, setOutput: (name: string, value: string) => void): void {
  setOutput('verdict', outputs.verdict)
  setOutput('conclusion', outputs.conclusion)
  setOutput('report', outputs.report ?? '')
  setOutput('html', '')
  setOutput('regressions', String(outputs.regressions))
  setOutput('calls', String(outputs.calls))
  setOutput('cost-usd', outputs.costUsd === null ? '' : String(outputs.costUsd))
  setOutput('comment-url', outputs.commentUrl ?? '')
}
