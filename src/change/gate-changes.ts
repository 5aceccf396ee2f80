import type { Suite } from '../suite/suite.ts'
import type { Difference, GateChange } from './gate-change.ts'
import { invalidSuites, type LoadedSide } from './loaded-side.ts'
import { policyDifferences } from './policy-differences.ts'
import { shownName } from './shown.ts'
import { suiteDifferences } from './suite-differences.ts'

/**
 * Every difference between the sides that touches the gate: policy first, then suites by name. A target (prompt, model, tools,
 * parameters) is what the gate judges, not part of it, and never listed. Nor is a suite that head's file leaves unreadable: it is
 * not evaluable, and its findings say why.
 *
 * Loosening is whatever is not plainly tightening or an addition. An edited case counts as loosening, because an edit can swap a
 * hard case for an easy one just as a deletion can; base's form still gates this change, the edited one all later ones.
 */
export function listGateChanges(input: {
  readonly base: LoadedSide
  readonly head: LoadedSide
  /** The approval label is set. */
  readonly approved: boolean
}): readonly GateChange[] {
  const { base, head, approved } = input
  const differences = [...policyDifferences(base, head), ...allSuiteDifferences(base, head)]
  return differences.map((difference) => ({ ...difference, approved }))
}

function allSuiteDifferences(base: LoadedSide, head: LoadedSide): readonly Difference[] {
  const before = new Map(base.suites.map((suite) => [suite.name, suite]))
  const after = new Map(head.suites.map((suite) => [suite.name, suite]))
  const brokenInHead = new Set(invalidSuites(head).map(({ file }) => file))
  const brokenInBase = new Set(invalidSuites(base).map(({ file }) => file))
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return [
    ...names.flatMap((name) => {
      const old = before.get(name)
      const now = after.get(name)
      if (old !== undefined && now !== undefined) return suiteDifferences(old, now)
      if (now !== undefined) return [addedSuite(now, brokenInBase.has(now.file))]
      if (old === undefined || brokenInHead.has(old.file)) return []
      return [
        removedSuite(
          old,
          head.suites.find(({ file, name: taken }) => file === old.file && !before.has(taken)),
        ),
      ]
    }),
    ...[...brokenInBase].flatMap((file) => goneBrokenFile(file, head)),
  ]
}

function addedSuite(suite: Suite, brokenInBase: boolean): Difference {
  return {
    description: brokenInBase
      ? `suite ${shownName(suite.name)}: base's file cannot be used, so head's decides`
      : `suite ${shownName(suite.name)} is new`,
    file: suite.file,
    line: 1,
    suite: suite.name,
    loosens: false,
  }
}

function removedSuite(suite: Suite, renamed: Suite | undefined): Difference {
  const name = shownName(suite.name)
  return {
    description:
      renamed === undefined
        ? `suite ${name} is deleted`
        : `suite ${name} is renamed ${shownName(renamed.name)}`,
    file: suite.file,
    suite: suite.name,
    loosens: true,
  }
}

function goneBrokenFile(file: string, head: LoadedSide): readonly Difference[] {
  const stillThere = [...head.suites, ...head.invalid].some((entry) => entry.file === file)
  if (stillThere) return []
  return [
    { description: `suite file ${shownName(file)}, which cannot be used, is deleted`, file, loosens: true },
  ]
}
