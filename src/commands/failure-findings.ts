import { type Finding, UserError } from '../boundary/finding.ts'
import { Interrupted } from '../boundary/interrupted.ts'
import type { Logger } from '../boundary/logger.ts'

/** What ended a run of the action, for its report: the user's mistake, the end from outside, or a bug of ours, whose stack only the log gets. */
export function failureFindings(error: unknown): readonly Finding[] {
  if (error instanceof UserError) return error.findings
  if (error instanceof Interrupted) return [{ message: `The run was cancelled: ${error.message}` }]
  return [{ message: 'noisefloor failed by a fault of its own; the log of the job has what to report' }]
}

/** The text of a bug of ours; nothing for anything else. */
export function logOwnFault(error: unknown, logger: Pick<Logger, 'error'>): void {
  if (error instanceof UserError || error instanceof Interrupted) return
  logger.error('noisefloor failed by a fault of its own. Please report it with this text:')
  logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
}
