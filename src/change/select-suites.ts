import { UserError } from '../boundary/finding.ts'
import { nearest } from '../boundary/nearest.ts'
import type { SuiteComparison } from './suite-comparison.ts'

/**
 * The comparisons that `--suite` and `--case` ask for; all of them when nothing is asked for.
 * @throws UserError naming every suite or case that does not exist, with the nearest one that does
 */
export function selectSuites(
  comparisons: readonly SuiteComparison[],
  names: readonly string[],
  caseIds: readonly string[],
): readonly SuiteComparison[] {
  const known = comparisons.map((one) => one.name)
  const knownCases = comparisons.flatMap((one) => [
    ...(one.suite?.cases.map((aCase) => aCase.id) ?? []),
    ...one.headOnly.map((extra) => extra.case.id),
  ])
  const findings = [...unknown('suite', names, known), ...unknown('case', caseIds, knownCases)]
  if (findings.length > 0) throw new UserError(findings)

  const wanted = names.length === 0 ? comparisons : comparisons.filter((one) => names.includes(one.name))
  return caseIds.length === 0 ? wanted : wanted.map((one) => onlyCases(one, new Set(caseIds)))
}

function onlyCases<Comparison extends SuiteComparison>(
  comparison: Comparison,
  ids: ReadonlySet<string>,
): Comparison {
  return {
    ...comparison,
    pairs: comparison.pairs.filter((pair) => ids.has(pair.case.id)),
    headOnly: comparison.headOnly.filter((extra) => ids.has(extra.case.id)),
    notes: [...comparison.notes, 'only the cases named by --case were run: this is no verdict on the suite'],
  }
}

function unknown(kind: 'suite' | 'case', asked: readonly string[], known: readonly string[]) {
  return asked
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearest(name, known)
      return {
        file: 'command line',
        message: `there is no ${kind} ${JSON.stringify(name)}`,
        hint:
          near === undefined
            ? `known: ${known.slice(0, 10).join(', ') || 'none'}`
            : `did you mean ${JSON.stringify(near)}?`,
      }
    })
}
