import { printable } from '../boundary/printable.ts'
import type { TrialResult } from './trial.ts'

const MAX_ERROR = 300

/** A trial that failed for reasons that are not the answer's. The text is put on one line and made inert. */
export function infraError(message: string, attempts: number): TrialResult {
  const line = printable(message.replaceAll(/\s+/g, ' ').trim()).slice(0, MAX_ERROR)
  return { outcome: 'infra-error', output: '', trace: [], quantities: {}, attempts, error: line }
}
