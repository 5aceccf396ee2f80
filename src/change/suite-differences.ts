import type { Suite } from '../suite/suite.ts'
import { assertionDifferences } from './assertion-differences.ts'
import { caseDifferences } from './case-differences.ts'
import type { Difference } from './gate-change.ts'
import { scorerDifferences } from './scorer-differences.ts'
import { shownName } from './shown.ts'

/** What a change does to the judging of a suite that both sides have: its assertions, scorers and cases, never its target. */
export function suiteDifferences(before: Suite, after: Suite): readonly Difference[] {
  const about = `suite ${shownName(after.name)}`
  const differences = [
    ...moved(before, after, about),
    ...determinism(before, after, about),
    ...assertionDifferences(before, after, about),
    ...scorerDifferences(before, after, about),
    ...caseDifferences(before, after, about),
  ]
  return differences.map((difference) => ({ ...difference, suite: after.name }))
}

function moved(before: Suite, after: Suite, about: string): readonly Difference[] {
  if (before.file === after.file) return []
  return [
    {
      description: `${about} moves here from ${shownName(before.file)}`,
      file: after.file,
      line: 1,
      loosens: false,
    },
  ]
}

/** A deterministic suite is run once per arm: fewer trials find less. */
function determinism(before: Suite, after: Suite, about: string): readonly Difference[] {
  if (before.deterministic === after.deterministic) return []
  const change = `deterministic: ${before.deterministic} → ${after.deterministic}`
  return [{ description: `${about}, ${change}`, file: after.file, loosens: after.deterministic }]
}
