import { UserError } from '../boundary/finding.ts'
import { nearest } from '../boundary/nearest.ts'
import type { ColumnType } from './case-schema.ts'
import type { Mistakes } from './collect-mistakes.ts'
import type { DatasetRow, RowReader } from './dataset-row.ts'
import type { Place } from './suite.ts'

export interface DeclaredColumns {
  readonly types: ReadonlyMap<string, ColumnType>
  /** Where a column was declared. */
  place(column: string): Place
}

/** Columns that hold more than text without being declared, where they are the case's own. */
const CASE_COLUMNS: ReadonlySet<string> = new Set(['id', 'tags', 'weight', 'messages', 'tools'])

/**
 * Rows of a `.csv` dataset (RFC 4180: commas, a header line, quotes). Values are text unless their column is declared. An empty cell
 * is empty text, `null` in a declared column, and absent in a column of the case itself.
 */
export function csvReader(columns: DeclaredColumns): RowReader {
  return async (text, file, mistakes) => {
    const [header, ...records] = await parseRecords(text, file)
    if (header === undefined) return []
    checkHeader(header, columns, file, mistakes)
    const rows: DatasetRow[] = []
    for (const { cells, line } of records) {
      if (cells.length !== header.cells.length) {
        const message = `the row and the header differ in length: ${cells.length} and ${header.cells.length} values`
        mistakes.add({ file, line, column: 1, message, hint: 'quote a value that holds a comma' })
        continue
      }
      const value: Record<string, unknown> = {}
      for (const [index, column] of header.cells.entries()) {
        try {
          const converted = convert(cells[index] ?? '', column, columns.types.get(column))
          if (converted !== undefined)
            Object.defineProperty(value, column, { value: converted, enumerable: true, configurable: true })
        } catch (error) {
          if (!(error instanceof RangeError)) throw error
          mistakes.add({ file, line, column: 1, message: `column "${column}": ${error.message}` })
        }
      }
      rows.push({ value, line, column: 1 })
    }
    return rows
  }
}

interface CsvRecord {
  readonly cells: readonly string[]
  /** Line where it begins. */
  readonly line: number
}

async function parseRecords(text: string, file: string): Promise<readonly CsvRecord[]> {
  const { CsvError, parse } = await import('csv-parse/sync')
  try {
    const records = parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as readonly {
      record: string[]
      info: { lines: number }
    }[]
    return records.map(({ record, info }) => {
      const breaks = record.join('').split('\n').length - 1
      return { cells: record, line: Math.max(1, info.lines - breaks) }
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1
    throw new UserError(
      { file, line, column: 1, message: `not CSV: ${describe(error.code)}`, hint: CSV_HINT },
      { cause: error },
    )
  }
}

const CSV_HINT =
  'put a value that holds a quote, a comma or a line break in quotes, and double the quotes in it'

/** The library's own messages quote the data. */
function describe(code: string): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is never closed'
    case 'INVALID_OPENING_QUOTE':
      return 'a quote in the middle of a value'
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'text after a closing quote'
    default:
      return code.toLowerCase().replaceAll('_', ' ')
  }
}

function checkHeader(header: CsvRecord, columns: DeclaredColumns, file: string, mistakes: Mistakes): void {
  const seen = new Set<string>()
  for (const column of header.cells) {
    const message = column.trim() === '' ? 'a column has no name' : `two columns are named "${column}"`
    if (column.trim() === '' || seen.has(column))
      mistakes.add({ file, line: header.line, column: 1, message })
    seen.add(column)
  }
  for (const column of columns.types.keys()) {
    if (seen.has(column)) continue
    const near = nearest(column, seen)
    const hint =
      near === undefined ? `its columns are ${[...seen].slice(0, 20).join(', ')}` : `did you mean "${near}"?`
    mistakes.add({ ...columns.place(column), message: `"${file}" has no column "${column}"`, hint })
  }
}

/** @throws RangeError when the text is not of the declared type. */
function convert(cell: string, column: string, type: ColumnType | undefined): unknown {
  if (type === undefined) return CASE_COLUMNS.has(column) ? caseValue(cell, column) : cell
  if (type === 'text') return cell
  const text = cell.trim()
  if (text === '') return null
  switch (type) {
    case 'number': {
      const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN
      if (!Number.isFinite(number)) throw new RangeError('the value is not a number')
      if (Number.isInteger(number) && !Number.isSafeInteger(number)) {
        throw new RangeError('the number cannot be held exactly; declare the column as text')
      }
      return number
    }
    case 'boolean':
      if (!/^(?:true|false)$/i.test(text)) throw new RangeError('the value is neither true nor false')
      return text.toLowerCase() === 'true'
    case 'json':
      return parsedJson(text)
  }
}

function caseValue(cell: string, column: string): unknown {
  const text = cell.trim()
  if (text === '') return undefined
  switch (column) {
    case 'id':
      return text
    case 'tags':
      return text
        .split(',')
        .map((tag) => tag.trim())
        .filter((tag) => tag !== '')
    case 'weight':
      return convert(text, column, 'number')
    default:
      return parsedJson(text)
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RangeError('the value is not JSON')
  }
}
