import { isDeepStrictEqual } from 'node:util'
import { contentHash } from '../boundary/content-hash.ts'
import type { Case } from '../suite/suite.ts'

/** Equality by content: the order of keys, comments and layout of the files do not count. */
export function sameContent(a: unknown, b: unknown): boolean {
  // Most values are the same, and that is seen without hashing them.
  return isDeepStrictEqual(a, b) || contentHash(a ?? null) === contentHash(b ?? null)
}

const CASE_PARTS = ['vars', 'messages', 'expected', 'tags', 'weight', 'tools'] as const
export type CasePart = (typeof CASE_PARTS)[number]

/** The parts in which two forms of a case differ. The order of tags says nothing. */
export function editedParts(before: Case, after: Case): readonly CasePart[] {
  return CASE_PARTS.filter((part) => {
    if (part === 'tags') return !sameContent(before.tags.toSorted(), after.tags.toSorted())
    // An expectation of null is one; an absent expectation is none.
    if ((before[part] === undefined) !== (after[part] === undefined)) return true
    return !sameContent(before[part], after[part])
  })
}
