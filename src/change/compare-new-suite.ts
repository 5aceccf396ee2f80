import type { Suite, Target } from '../suite/suite.ts'
import { caseFiles, requestFiles } from './affecting-files.ts'
import { compareFallbacks } from './compare-fallbacks.ts'
import type { ComparisonContext } from './comparison-context.ts'
import { headOnlyNote, headOnlySentence, requestSentence } from './comparison-reason.ts'
import { runsCode } from './depends-on.ts'
import { pairByHead, pairNothing } from './pair-cases.ts'
import { requestChanges } from './request-changes.ts'
import type { SuiteComparison } from './suite-comparison.ts'
import {
  unknownProviders,
  unknownServices,
  unrenderableCases,
  whyNothingCanBeSent,
} from './why-not-evaluable.ts'
import { sortedUnique } from './wording.ts'

/**
 * A suite that base does not have: head's file judges both arms where base's files make its target (`baseTarget`), and head alone
 * otherwise. Cases whose requests are the same in both arms run in head alone, like new cases of a known suite.
 */
export function compareNewSuite(
  suite: Suite,
  baseTarget: Target | undefined,
  brokenInBase: boolean,
  context: ComparisonContext,
): SuiteComparison {
  const { changedPaths } = context
  const files = suite.files.filter((file) => changedPaths.has(file))
  const nothing = {
    name: suite.name,
    file: suite.file,
    judgedBy: 'head',
    suite,
    affectedBy: files,
    pairs: [],
    unaffectedCases: 0,
    headOnly: [],
    changes: [],
    findings: [],
    notes: [],
  } as const
  const { target } = suite
  const head = { target, cases: suite.cases }
  const both = baseTarget === undefined ? undefined : { base: { target: baseTarget, cases: [] }, head }
  const paired = both === undefined ? pairNothing(head) : pairByHead(both)
  const arms = [
    ...(both === undefined ? [] : [{ suite, target: both.base.target, runs: paired.pairs.length > 0 }]),
    { suite, target, runs: true },
  ]
  const findings = [
    ...unrenderableCases(paired, suite, suite, context),
    ...unknownProviders(paired, arms, context.policy),
    ...unknownServices(paired, arms, context.policy),
  ]
  if (findings.length > 0) {
    const reason = whyNothingCanBeSent(paired, suite)
    return { ...nothing, status: 'not-evaluable', reason, findings }
  }
  const changes = requestChanges(paired.pairs)
  const runs = paired.pairs.length + paired.headOnly.length > 0
  const fallback = runs ? compareFallbacks(paired, baseTarget, target) : undefined
  const sentences = [
    brokenInBase ? "Base's file of this suite cannot be used, so it counts as new." : 'This suite is new.',
    both === undefined ? headAlone(target) : '',
    runs
      ? requestSentence(paired, changes, suite)
      : 'Every request is the same on both sides, so there is nothing to run.',
    headOnlySentence(paired),
  ]
  return {
    ...nothing,
    status: runs ? 'affected' : 'unaffected',
    reason: sentences.filter((part) => part !== '').join(' '),
    affectedBy: sortedUnique([
      ...(both === undefined
        ? []
        : requestFiles(changes, [both.base.target, target], [suite.file], changedPaths)),
      ...caseFiles(paired.headOnly, changedPaths),
      ...[suite.file].filter((file) => changedPaths.has(file)),
    ]),
    pairs: paired.pairs,
    unaffectedCases: paired.identical.length,
    headOnly: paired.headOnly,
    ...(fallback === undefined ? {} : { fallback }),
    changes,
    notes: headOnlyNote(paired, suite),
  }
}

/** Whether base's code can run what only head's file names is not known before it is tried: a failure of base would be blamed on the change. */
function headAlone(target: Target): string {
  return runsCode(target) ? "Its code runs in head's tree alone." : 'Base does not have what it runs.'
}
