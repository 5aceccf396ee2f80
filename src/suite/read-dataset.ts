import { type Finding, UserError } from '../boundary/finding.ts'
import { parseWithSchema } from '../boundary/parse-with-schema.ts'
import type { DataSource } from '../boundary/yaml-source.ts'
import { caseSchema, type WrittenCase, type WrittenDataset } from './case-schema.ts'
import { collectMistakes, type Mistakes } from './collect-mistakes.ts'
import type { DatasetRow, RowReader } from './dataset-row.ts'
import { type Path, placeOf } from './parse-section.ts'
import { csvReader } from './read-csv-rows.ts'
import { readJsonLines } from './read-json-lines.ts'
import { readListedRows } from './read-listed-rows.ts'
import type { ReferencedFiles } from './referenced-files.ts'
import { caseOfRow } from './row-case.ts'
import type { Place } from './suite.ts'

export interface PlacedCase {
  readonly written: WrittenCase
  readonly place: Place
}

/** All cases of a `from` entry that stands at `path` of the suite file, in the order of its files and rows. */
export async function readDataset(
  entry: WrittenDataset,
  path: Path,
  source: DataSource,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<readonly PlacedCase[]> {
  const references = typeof entry.from === 'string' ? [entry.from] : entry.from
  const types = new Map(Object.entries(entry.columns ?? {}))
  if (types.size > 0 && !references.some(isCsv)) {
    const place = placeOf(source, [...path, 'columns'], 'key')
    mistakes.add({
      ...place,
      message: '"columns" gives the types of CSV columns; the values of other formats have their types',
    })
  }
  const csv = csvReader({ types, place: (column) => placeOf(source, [...path, 'columns', column], 'key') })
  const rows = await Promise.all(
    references.map((reference, index) => {
      const place = placeOf(
        source,
        typeof entry.from === 'string' ? [...path, 'from'] : [...path, 'from', index],
      )
      return readFile(reference, place, csv, files, mistakes)
    }),
  )
  return rows.flat()
}

function isCsv(reference: string): boolean {
  return reference.toLowerCase().endsWith('.csv')
}

function readerOf(reference: string, csv: RowReader): RowReader | undefined {
  if (isCsv(reference)) return csv
  if (/\.(?:jsonl|ndjson)$/i.test(reference)) return readJsonLines
  return /\.(?:ya?ml|json)$/i.test(reference) ? readListedRows : undefined
}

async function readFile(
  reference: string,
  place: Place,
  csv: RowReader,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<readonly PlacedCase[]> {
  const reader = readerOf(reference, csv)
  if (reader === undefined) {
    const message = `"${reference}" is in no format that holds cases`
    mistakes.add({ ...place, message, hint: 'a dataset ends in .jsonl, .csv, .yaml or .json' })
    return []
  }
  const read = await files.text(reference, place)
  if (read === undefined) return []
  const inFile = collectMistakes()
  const rows = await inFile.attempt(() => reader(read.text, read.file, inFile))
  const cases = (rows ?? []).flatMap((row) => toCase(row, read.file, inFile) ?? [])
  if (rows?.length === 0 && inFile.findings().length === 0) {
    inFile.add({
      file: read.file,
      message: 'the dataset holds no cases',
      hint: 'add a row, or drop the "from"',
    })
  }
  mistakes.at(place).add(...firstOf(inFile.findings()))
  return cases
}

const MAX_FINDINGS_PER_DATASET = 20

/** The first mistakes of a dataset stand for all: a wrong column breaks every row alike. */
function firstOf(findings: readonly Finding[]): readonly Finding[] {
  const left = findings.length - MAX_FINDINGS_PER_DATASET
  if (left <= 0) return findings
  const { hint: _, ...next } = findings[MAX_FINDINGS_PER_DATASET] as Finding
  const summary = { ...next, message: `${left} more mistakes from here on` }
  return [...findings.slice(0, MAX_FINDINGS_PER_DATASET), summary]
}

function toCase(row: DatasetRow, file: string, mistakes: Mistakes): PlacedCase | undefined {
  const place: Place = { file, line: row.line, column: row.column }
  const locate = (path: Path, part?: 'key' | 'value') => {
    if (row.locate === undefined) return { line: row.line, column: row.column }
    return Object.hasOwn(row.value, 'vars') || path[0] !== 'vars'
      ? row.locate(path, part)
      : row.locate(path.slice(1), part)
  }
  try {
    return { written: parseWithSchema(caseSchema, { file, value: caseOfRow(row.value), locate }), place }
  } catch (error) {
    if (error instanceof RangeError) mistakes.add({ ...place, message: error.message })
    else if (error instanceof UserError) mistakes.add(...error.findings)
    else throw error
    return undefined
  }
}
