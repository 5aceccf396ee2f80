/** A part of a document that can be said at several lengths. */
export interface Section {
  /** In plain words, for the line that says what was left out. */
  readonly what: string
  /** 0 is the most important; of equals the later one is shortened first. */
  readonly importance: number
  /** From the longest to the shortest; each is complete in itself, the last may be empty. */
  readonly forms: readonly string[]
}

const SEPARATOR = '\n\n'

/**
 * The sections in their order, within `limit` characters: whole sections are shortened or dropped, least important first, until the
 * document fits, and its last line says which. Nothing is cut. When not even the shortest forms fit, the first section is all there is.
 *
 * @param leftOut the line about sections that were shortened
 */
export function fitSections(
  sections: readonly Section[],
  limit: number,
  leftOut: (what: readonly string[]) => string,
): string {
  const levels = sections.map(() => 0)
  const byImportance = sections
    .map((section, at) => ({ at, importance: section.importance, last: section.forms.length - 1 }))
    .toSorted((a, b) => b.importance - a.importance || b.at - a.at)
  let text = compose(sections, levels, leftOut)
  for (const { at, last } of byImportance) {
    while (text.length > limit && levels[at]! < last) {
      levels[at]! += 1
      text = compose(sections, levels, leftOut)
    }
  }
  return text.length > limit ? (sections[0]?.forms.at(-1) ?? '') : text
}

function compose(
  sections: readonly Section[],
  levels: readonly number[],
  leftOut: (what: readonly string[]) => string,
): string {
  const texts = sections.map(({ forms }, at) => forms[levels[at]!] ?? '')
  const shortened = sections.filter((_, at) => levels[at]! > 0).map(({ what }) => what)
  if (shortened.length > 0) texts.push(leftOut([...new Set(shortened)]))
  return texts.filter((text) => text !== '').join(SEPARATOR)
}
