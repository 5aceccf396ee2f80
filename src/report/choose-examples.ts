import type { SuiteEvidence } from '../sampling/evidence.ts'
import { type Example, readExamples } from '../sampling/read-examples.ts'
import type { Policy } from '../suite/policy.ts'
import type { SuiteJudgement } from '../verdict/judgement.ts'

/** Cases of a suite whose outputs are shown. */
const MOST_EXAMPLES = 5

/**
 * What both arms wrote on cases that got worse, where the policy lets outputs be published.
 *
 * @param sampled `file` is the ledger's `trials.jsonl`
 */
export function chooseExamples(
  sampled: { readonly file: string; readonly evidence: SuiteEvidence },
  judgement: SuiteJudgement,
  policy: Policy,
): Promise<readonly Example[]> {
  if (policy.publish.outputs === 'none') return Promise.resolve([])
  const worse = judgement.cases.filter((one) => one.verdict === 'regression' && one.form === 'paired')
  return readExamples(sampled.file, sampled, worse.slice(0, MOST_EXAMPLES))
}
