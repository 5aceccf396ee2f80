import { UserError } from '../boundary/finding.ts'

type SystemError = NodeJS.ErrnoException & { readonly code: string }

/** The ledger cannot be written: a full disk, a broken one, missing permissions. What was acknowledged before is in the file. */
export class LedgerError extends UserError {
  /** Of the operating system: `ENOSPC`, `EIO`, … */
  readonly code: string

  constructor(error: SystemError, file: string, safeTrials: number | undefined) {
    const [problem, hint] = isFull(error.code)
      ? ['disk full', 'free space and run again']
      : [
          `cannot be written (${error.code})`,
          'mend the folder or choose another output folder, and run again',
        ]
    super(
      {
        file,
        message: safeTrials === undefined ? problem : `${problem}: ${safe(safeTrials)} safe in ${file}`,
        hint,
      },
      { cause: error },
    )
    this.name = 'LedgerError'
    this.code = error.code
  }
}

function isFull(code: string): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT'
}

function safe(trials: number): string {
  return trials === 1 ? '1 trial is' : `${trials} trials are`
}

/**
 * Turns an error of the operating system into a `LedgerError`; any other is returned as it is.
 * @param safeTrials number of trials in the file; `undefined` where it has not been read
 */
export function asLedgerError(error: unknown, file: string, safeTrials: number | undefined): unknown {
  return isSystemError(error) ? new LedgerError(error, file, safeTrials) : error
}

function isSystemError(error: unknown): error is SystemError {
  return (
    error instanceof Error && 'syscall' in error && typeof (error as NodeJS.ErrnoException).code === 'string'
  )
}
