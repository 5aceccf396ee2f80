import { openLedger } from '../../src/ledger/open-ledger.ts'
import { aTrial } from './a-trial.ts'

/**
 * Run as `node append-until-killed.ts DIRECTORY FIRST`: appends trials FIRST, FIRST + 1, … of sizes from a few bytes to some pages,
 * 20 in flight, and prints the index of each one that the ledger has acknowledged, until somebody kills it.
 */
const [directory, first] = process.argv.slice(2)
const ledger = await openLedger({
  directory: directory!,
  now: () => '2026-05-01T09:00:00.000Z',
  warn: (text) => process.stderr.write(`${text}\n`),
})
let next = Number(first)
await Promise.all(
  Array.from({ length: 20 }, async () => {
    for (;;) {
      const trial = next
      next += 1
      await ledger.append(aTrial({ trial, output: 'x'.repeat((trial * 7919) % 20_000) }))
      process.stdout.write(`${trial}\n`)
    }
  }),
)
