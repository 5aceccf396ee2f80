import type { DataSource } from '../boundary/yaml-source.ts'
import type { Mistakes } from './collect-mistakes.ts'

/** One row of a dataset file, as values, before it is read as a case. */
export interface DatasetRow {
  readonly value: Readonly<Record<string, unknown>>
  readonly line: number
  readonly column: number
  /** Place of a value in the row, where the format can tell. */
  readonly locate?: DataSource['locate']
}

/**
 * Reads the rows of one format. Mistakes are added, each with its place, and their rows left out.
 * @throws UserError when the text cannot be read at all.
 */
export type RowReader = (
  text: string,
  file: string,
  mistakes: Mistakes,
) => readonly DatasetRow[] | Promise<readonly DatasetRow[]>

export function isRow(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
