import { UserError } from '../boundary/finding.ts'
import { type DatasetRow, isRow, type RowReader } from './dataset-row.ts'
import { placeOf } from './parse-section.ts'
import { parseData } from './referenced-files.ts'

/** Rows of a `.yaml` or `.json` dataset: a list of mappings. */
export const readListedRows: RowReader = (text, file, mistakes) => {
  const source = parseData(text, file)
  if (source.value === null || source.value === undefined) return []
  if (!Array.isArray(source.value)) {
    throw new UserError({
      ...placeOf(source, []),
      message: 'a dataset must be a list of rows',
      hint: 'begin each row with `- `',
    })
  }
  const rows: DatasetRow[] = []
  for (const [index, value] of source.value.entries()) {
    const place = source.locate([index])
    if (!isRow(value)) mistakes.add({ file, ...place, message: 'a row must be a mapping' })
    else rows.push({ value, ...place, locate: (path, part) => source.locate([index, ...path], part) })
  }
  return rows
}
