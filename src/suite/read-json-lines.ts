import { UserError } from '../boundary/finding.ts'
import { parseJson } from '../boundary/yaml-source.ts'
import { type DatasetRow, isRow, type RowReader } from './dataset-row.ts'

/** Rows of a `.jsonl` dataset: one JSON object a line; blank lines are skipped (https://jsonlines.org). */
export const readJsonLines: RowReader = (text, file, mistakes) => {
  const rows: DatasetRow[] = []
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue
    const line = index + 1
    try {
      const { value, locate } = parseJson(content, file, line)
      if (isRow(value)) rows.push({ value, line, column: 1, locate })
      else mistakes.add({ file, line, column: 1, message: 'a row must be a JSON object' })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      mistakes.add(...error.findings)
    }
  }
  return rows
}
