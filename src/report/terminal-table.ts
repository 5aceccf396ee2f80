import { displayWidth, padEnd } from './terminal-text.ts'

const GAP = '  '

/**
 * Rows in aligned columns, or `undefined` when they need more than `columns`. Cells are printable text on one line.
 *
 * @param paint gives a padded cell its colour
 */
export function alignedTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number,
  paint: (text: string, row: number, column: number) => string = (text) => text,
): readonly string[] | undefined {
  const widths = header.map((title, at) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[at] ?? ''))),
  )
  const total = widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1))
  if (total > columns) return undefined
  const line = (cells: readonly string[], row: number) =>
    cells
      .map((text, at) => {
        const padded = at === cells.length - 1 ? text : padEnd(text, widths[at]!)
        return row < 0 ? padded : paint(padded, row, at)
      })
      .join(GAP)
  return [line(header, -1), ...rows.map(line)]
}
