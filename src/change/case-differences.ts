import type { Case, Suite } from '../suite/suite.ts'
import { describeDataChange } from './data-change.ts'
import type { Difference } from './gate-change.ts'
import { type CasePart, editedParts } from './same-content.ts'
import { shownName } from './shown.ts'
import { counted, listed } from './wording.ts'

/** So many cases are named one by one; more of a kind are counted, because a dataset may change in a thousand rows. */
const MAX_NAMED = 5

/**
 * Cases match by id. A deleted or edited case loosens: whether what is left is as hard cannot be told. A tag alone does only when
 * base's assertions judge its slice.
 */
export function caseDifferences(before: Suite, after: Suite, about: string): readonly Difference[] {
  const old = new Map(before.cases.map((aCase) => [aCase.id, aCase]))
  const now = new Map(after.cases.map((aCase) => [aCase.id, aCase]))
  const sliced = new Set(before.assertions.flatMap(({ slices }) => slices))
  const deleted = before.cases.filter(({ id }) => !now.has(id))
  const added = after.cases.filter(({ id }) => !old.has(id))
  const edited = after.cases.flatMap((aCase) => {
    const form = old.get(aCase.id)
    const parts = form === undefined ? [] : editedParts(form, aCase)
    return form === undefined || parts.length === 0 ? [] : [{ form, aCase, parts }]
  })
  const edits = edited.map(({ form, aCase, parts }) => ({
    aCase,
    change: describeParts(form, aCase, parts),
    loosens:
      parts.some((part) => part !== 'tags') ||
      [...sliced].some((tag) => form.tags.includes(tag) !== aCase.tags.includes(tag)),
  }))
  return [
    ...described(
      about,
      'deleted',
      deleted.map((aCase) => ({ aCase, loosens: true, gone: true })),
    ),
    ...described(
      about,
      'edited',
      edits.filter(({ loosens }) => loosens),
    ),
    ...described(
      about,
      'edited',
      edits.filter(({ loosens }) => !loosens),
    ),
    ...described(
      about,
      'new',
      added.map((aCase) => ({ aCase, loosens: false })),
    ),
  ]
}

interface CaseDifference {
  readonly aCase: Case
  readonly change?: string
  readonly loosens: boolean
  /** Head has no line for it. */
  readonly gone?: boolean
}

function described(about: string, what: string, cases: readonly CaseDifference[]): readonly Difference[] {
  if (cases.length > MAX_NAMED) {
    const [first] = cases as [CaseDifference]
    const names = listed(cases.map(({ aCase }) => shownName(aCase.id)))
    const description = `${about}: ${counted(cases.length, 'case')} are ${what} (${names})`
    return [{ description, ...placeOf(first), loosens: first.loosens }]
  }
  return cases.map((entry) => ({
    description: `${about}, case ${shownName(entry.aCase.id)} ${entry.change ?? `is ${what}`}`,
    ...placeOf(entry),
    loosens: entry.loosens,
  }))
}

function placeOf({ aCase, gone }: CaseDifference): { readonly file: string; readonly line?: number } {
  return { file: aCase.place.file, ...(gone === true ? {} : { line: aCase.place.line }) }
}

function describeParts(before: Case, after: Case, parts: readonly CasePart[]): string {
  const pick = (aCase: Case) => Object.fromEntries(parts.map((part) => [part, aCase[part]]))
  return `is edited: ${describeDataChange(pick(before), pick(after))}`
}
