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
  const unknownSuites = unknown(
    'suite',
    names,
    comparisons.map((one) => one.name),
  )
  if (unknownSuites.length > 0) throw new UserError(unknownSuites)
  const wanted = names.length === 0 ? comparisons : comparisons.filter((one) => names.includes(one.name))
  if (caseIds.length === 0) return wanted

  const unknownCases = unknown(
    'case',
    caseIds,
    wanted.flatMap((one) => [...idsOf(one)]),
  )
  if (unknownCases.length > 0) throw new UserError(unknownCases)
  return wanted
    .filter((one) => caseIds.some((id) => idsOf(one).has(id)))
    .map((one) => onlyCases(one, new Set(caseIds)))
}

function idsOf(comparison: SuiteComparison): ReadonlySet<string> {
  const extra = comparison.headOnly.map(({ case: { id } }) => id)
  return new Set([...(comparison.suite?.cases.map(({ id }) => id) ?? []), ...extra])
}

function onlyCases(comparison: SuiteComparison, ids: ReadonlySet<string>): SuiteComparison {
  const pairs = comparison.pairs.filter((pair) => ids.has(pair.case.id))
  const headOnly = comparison.headOnly.filter((extra) => ids.has(extra.case.id))
  const notes = [
    ...comparison.notes,
    'only the cases named by --case were run: this is no verdict on the suite',
  ]
  const fallbackCases = comparison.fallback?.cases.filter((one) => ids.has(one.case.id)) ?? []
  const { fallback, ...rest } = comparison
  const chosen: SuiteComparison = {
    ...rest,
    pairs,
    headOnly,
    notes,
    ...(fallback === undefined || fallbackCases.length === 0
      ? {}
      : { fallback: { ...fallback, cases: fallbackCases } }),
  }
  return chosen.status === 'affected' && pairs.length + headOnly.length + fallbackCases.length === 0
    ? { ...chosen, status: 'unaffected', reason: 'The named cases get the same request on both sides.' }
    : chosen
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
