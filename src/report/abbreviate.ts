/** The text in at most `most` characters (UTF-16 code units, as GitHub's limits count at worst); `…` says that it went on. */
export function abbreviate(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, Math.max(0, most - 1)).replace(/[\uD800-\uDBFF]$/, '')}…`
}
