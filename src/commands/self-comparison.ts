import type { JudgeableSuite } from '../change/suite-comparison.ts'
import { renderRequest } from '../suite/render-request.ts'
import type { PromptTarget, Suite } from '../suite/suite.ts'

/**
 * A suite compared with itself: every case, with the same request in both arms.
 * @throws UserError at a case whose prompt cannot be filled in
 */
export function selfComparison(suite: Suite, target: PromptTarget): JudgeableSuite {
  return {
    status: 'affected',
    suite,
    name: suite.name,
    file: suite.file,
    judgedBy: 'base',
    reason: 'base is compared with itself',
    affectedBy: [],
    pairs: suite.cases.map((aCase) => {
      const request = renderRequest(target, aCase)
      return { case: aCase, base: request, head: request }
    }),
    unaffectedCases: 0,
    headOnly: [],
    changes: [],
    findings: [],
    notes: [],
  }
}
