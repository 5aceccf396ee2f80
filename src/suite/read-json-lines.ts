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
      const value: unknown = JSON.parse(content)
      if (isRow(value)) rows.push({ value, line, column: 1 })
      else mistakes.add({ file, line, column: 1, message: 'a row must be a JSON object' })
    } catch {
      mistakes.add(...whyInvalid(content, file).map((finding) => ({ ...finding, file, line })))
    }
  }
  return rows
}

/** The JSON reader with places is slow, so it only sees lines that are known to be broken. */
function whyInvalid(content: string, file: string) {
  try {
    parseJson(content, file)
  } catch (error) {
    if (error instanceof UserError) return error.findings.slice(0, 1)
    throw error
  }
  return [{ message: 'the line is not JSON' }]
}
