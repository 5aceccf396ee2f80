import { type Ledger, type LedgerOptions, openLedger } from '../../src/ledger/open-ledger.ts'
import type { TrialRecord } from '../../src/ledger/trial-record.ts'

/** Opens a ledger and collects what it warns of. */
export async function openForTest(
  directory: string,
  options: Partial<LedgerOptions> = {},
): Promise<{ readonly ledger: Ledger; readonly warnings: readonly string[] }> {
  const warnings: string[] = []
  const ledger = await openLedger({
    directory,
    now: () => '2026-05-01T09:00:00.000Z',
    warn: (text) => warnings.push(text),
    ...options,
  })
  return { ledger, warnings }
}

/** Everything a folder's ledger holds, read by opening it. */
export async function reopen(
  directory: string,
): Promise<{ readonly trials: readonly TrialRecord[]; readonly warnings: readonly string[] }> {
  const { ledger, warnings } = await openForTest(directory)
  try {
    return { trials: await Array.fromAsync(ledger.trials()), warnings }
  } finally {
    await ledger.close()
  }
}
