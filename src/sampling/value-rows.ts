const ROWS = 1024

/** Makes one row. */
export type ValueRow = (valueAt: (column: number) => number) => Float64Array

/**
 * Keeps rows of numbers in large blocks: an array of its own for each would take twice the memory, and there are two for each pair.
 * @param width numbers in a row
 */
export function createValueRows(width: number): ValueRow {
  let block = new Float64Array(0)
  let used = 0
  return (valueAt) => {
    if (used + width > block.length) {
      block = new Float64Array(ROWS * width)
      used = 0
    }
    const row = block.subarray(used, used + width)
    used += width
    for (let column = 0; column < width; column += 1) row[column] = valueAt(column)
    return row
  }
}
