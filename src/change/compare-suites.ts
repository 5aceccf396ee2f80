import type { Suite, Target } from '../suite/suite.ts'
import { compareBothForms } from './compare-both-forms.ts'
import { compareNewSuite } from './compare-new-suite.ts'
import type { ComparisonContext } from './comparison-context.ts'
import { type InvalidFile, invalidSuites, type LoadedSide } from './loaded-side.ts'
import type { SuiteComparison } from './suite-comparison.ts'

export interface CompareInput {
  readonly base: LoadedSide
  readonly head: LoadedSide
  /** Repository-relative paths that differ between the sides. */
  readonly changedPaths: ReadonlySet<string>
  /** The approval label is set: head's suites judge both arms. */
  readonly approved: boolean
  /** From `loadBaseTargets`: by name of the suite, what base's files make of the targets of head's new suites. */
  readonly baseTargets?: ReadonlyMap<string, Target>
}

/**
 * What a change does to each suite of either side, sorted by name. Suites match by name, cases by id. Each arm's target is its own
 * side's; the cases, scorers and assertions on both arms are base's, or head's when the change is approved. Content decides, not
 * paths: a case whose request is the same in both arms has nothing to run.
 */
export function compareSuites(input: CompareInput): readonly SuiteComparison[] {
  const { base, head, changedPaths, approved } = input
  const context: ComparisonContext = { changedPaths, approved, policy: base.policy ?? head.policy }
  const baseSuites = new Map(base.suites.map((suite) => [suite.name, suite]))
  const headSuites = new Map(head.suites.map((suite) => [suite.name, suite]))
  const invalid = new Map(invalidSuites(head).map((file) => [file.file, file]))
  const comparisons: SuiteComparison[] = []
  for (const suite of base.suites) {
    const other = headSuites.get(suite.name)
    const broken = invalid.get(suite.file)
    if (other !== undefined) comparisons.push(compareBothForms(suite, other, context))
    else if (broken !== undefined) comparisons.push(brokenSuite(suite.name, broken, suite))
    else comparisons.push(deletedSuite(suite, changedPaths))
    if (other === undefined) invalid.delete(suite.file)
  }
  const brokenInBase = new Set(invalidSuites(base).map(({ file }) => file))
  for (const suite of head.suites) {
    if (baseSuites.has(suite.name)) continue
    comparisons.push(
      compareNewSuite(suite, input.baseTargets?.get(suite.name), brokenInBase.has(suite.file), context),
    )
  }
  for (const file of invalid.values()) comparisons.push(brokenSuite(file.file, file))
  return comparisons.sort((a, b) => (a.name < b.name ? -1 : 1))
}

const NOTHING = { affectedBy: [], pairs: [], headOnly: [], changes: [], findings: [], notes: [] } as const

function brokenSuite(name: string, broken: InvalidFile, suite?: Suite): SuiteComparison {
  return {
    ...NOTHING,
    status: 'not-evaluable',
    name,
    file: broken.file,
    judgedBy: 'base',
    ...(suite === undefined ? {} : { suite }),
    reason: "Head's file cannot be used.",
    affectedBy: [broken.file],
    unaffectedCases: 0,
    findings: broken.findings,
  }
}

function deletedSuite(suite: Suite, changedPaths: ReadonlySet<string>): SuiteComparison {
  return {
    ...NOTHING,
    status: 'unaffected',
    name: suite.name,
    file: suite.file,
    judgedBy: 'base',
    suite,
    reason: 'Head does not have this suite any more, so there is nothing to run.',
    affectedBy: [suite.file].filter((file) => changedPaths.has(file)),
    unaffectedCases: 0,
  }
}
