import type { Suite } from '../suite/suite.ts'
import {
  caseFiles,
  codeFiles,
  DETERMINISTIC,
  type JudgingChanges,
  judgingChanges,
  requestFiles,
} from './affecting-files.ts'
import { compareFallbacks } from './compare-fallbacks.ts'
import type { ComparisonContext } from './comparison-context.ts'
import { fallbackSentence, headOnlyNote, headOnlySentence, requestSentence } from './comparison-reason.ts'
import { type PairedCases, pairByBase, pairByHead } from './pair-cases.ts'
import { requestChanges } from './request-changes.ts'
import { shownName } from './shown.ts'
import type { SuiteComparison } from './suite-comparison.ts'
import {
  unknownProviders,
  unknownServices,
  unrenderableCases,
  whyNothingCanBeSent,
} from './why-not-evaluable.ts'
import { listed, sortedUnique } from './wording.ts'

/** A suite that both sides have. */
export function compareBothForms(base: Suite, head: Suite, context: ComparisonContext): SuiteComparison {
  const { changedPaths, approved } = context
  const suite = approved ? head : base
  const targets = [base.target, head.target] as const
  const files = sortedUnique([
    ...[...base.files, ...head.files].filter((file) => changedPaths.has(file)),
    ...codeFiles(targets, changedPaths),
  ])
  const nothing = {
    name: head.name,
    file: head.file,
    judgedBy: approved ? 'head' : 'base',
    suite,
    affectedBy: [],
    pairs: [],
    unaffectedCases: suite.cases.length,
    headOnly: [],
    changes: [],
    findings: [],
    notes: [],
  } as const
  if (files.length === 0) return { ...nothing, status: 'unaffected', reason: 'None of its files changed.' }
  const sides = {
    base: { target: targets[0], cases: base.cases },
    head: { target: targets[1], cases: head.cases },
  }
  const paired = approved ? pairByHead(sides) : pairByBase(sides)
  const arms = [
    { suite: base, target: targets[0], runs: paired.pairs.length > 0 },
    { suite: head, target: targets[1], runs: true },
  ]
  const findings = [
    ...unrenderableCases(paired, base, head, context),
    ...unknownProviders(paired, arms, context.policy),
    ...unknownServices(paired, arms, context.policy),
  ]
  if (findings.length > 0) {
    const reason = whyNothingCanBeSent(paired, head)
    return { ...nothing, status: 'not-evaluable', reason, affectedBy: files, findings }
  }
  const judging = judgingChanges(base, head, changedPaths)
  const changes = requestChanges(paired.pairs)
  const fallback = compareFallbacks(paired, ...targets)
  const gated = paired.pairs.length + paired.headOnly.length > 0
  const runs = gated || fallback !== undefined
  const caused = [
    ...requestFiles(gated ? changes : ['model'], targets, [base.file, head.file], changedPaths),
    ...caseFiles(paired.headOnly, changedPaths),
    ...caseFiles(
      paired.pairs.filter(({ case: { id } }) => paired.ownForms.includes(id)),
      changedPaths,
    ),
  ]
  return {
    ...nothing,
    status: runs ? 'affected' : 'unaffected',
    reason: runs
      ? [
          requestSentence(paired, changes, suite),
          headOnlySentence(paired),
          gated ? '' : fallbackSentence(fallback),
        ]
          .filter((part) => part !== '')
          .join(' ')
      : nothingToRun(files, judging),
    affectedBy: sortedUnique(runs ? firstNonEmpty(caused, files) : judging.files),
    pairs: paired.pairs,
    unaffectedCases: paired.identical.length,
    headOnly: paired.headOnly,
    ...(fallback === undefined ? {} : { fallback }),
    changes,
    notes: [...judgingNotes(judging, approved), ...ownFormNotes(paired), ...headOnlyNote(paired, suite)],
  }
}

function nothingToRun(files: readonly string[], judging: JudgingChanges): string {
  const same = 'every request is the same on both sides'
  if (judging.parts.length === 0) return `Its files changed (${listed(files.map(shownName))}), but ${same}.`
  return `Its ${listed(judging.parts)} changed, but ${same}, so there is nothing to run.`
}

function judgingNotes(judging: JudgingChanges, approved: boolean): readonly string[] {
  const { parts } = judging
  if (parts.length === 0) return []
  const s = parts.length === 1 && parts[0] === DETERMINISTIC ? 's' : ''
  return [`The ${listed(parts)} differ${s} between the sides; ${approved ? "head's" : "base's"} decide${s}.`]
}

function ownFormNotes({ ownForms }: PairedCases): readonly string[] {
  if (ownForms.length === 0) return []
  const cases = listed(ownForms.map(shownName))
  return [`Base's prompt cannot be filled from head's form of ${cases}; there each side got its own form.`]
}

function firstNonEmpty(first: readonly string[], second: readonly string[]): readonly string[] {
  return first.length > 0 ? first : second
}
