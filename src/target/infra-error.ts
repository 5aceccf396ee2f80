import { printable } from '../boundary/printable.ts'
import type { TrialResult } from './trial.ts'

const MAX_LINE = 300

/** A trial that failed for reasons that are not the answer's. */
export function infraError(message: string, attempts: number): TrialResult {
  return { outcome: 'infra-error', output: '', trace: [], quantities: {}, attempts, error: safeLine(message) }
}

/** What a provider or program said, on one line and inert. */
export function safeLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' ').trim()).slice(0, MAX_LINE)
}
