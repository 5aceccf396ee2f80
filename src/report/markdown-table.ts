/** Rows of finished Markdown cells: each was escaped where it came from data and holds no line feed. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Our own figures in a cell, in which no line breaks between a number and its unit. */
export function figureCell(text: string): string {
  return text.replace(/ (?=[%×]|points?\b)/gu, '\u00a0')
}

/**
 * The forms of a section that is a list of `items`: all of them, then the first few of each size with a line that says how many more
 * there are.
 */
export function listForms<Item>(
  items: readonly Item[],
  sizes: readonly number[],
  render: (shown: readonly Item[], rest: number) => string,
): readonly string[] {
  const shorter = sizes.filter((size) => size < items.length)
  return [render(items, 0), ...shorter.map((size) => render(items.slice(0, size), items.length - size))]
}
