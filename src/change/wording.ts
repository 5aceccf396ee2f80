/** `1 case`, `12 cases`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** `a, b and c`; beyond `most` the rest is counted: `a, b and 7 more`. */
export function listed(words: readonly string[], most = 3): string {
  const shown =
    words.length <= most ? words : [...words.slice(0, most - 1), `${words.length - most + 1} more`]
  if (shown.length < 2) return shown.join('')
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

export function sortedUnique(words: readonly string[]): readonly string[] {
  return [...new Set(words)].sort()
}
