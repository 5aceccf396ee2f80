import { readFile, writeFile } from 'node:fs/promises'
import * as z from 'zod'
import { calibrationSchema } from '../src/report/calibration.ts'
import { reportSchema } from '../src/report/report.ts'
import { policySchema } from '../src/suite/policy-schema.ts'
import { suiteSchema } from '../src/suite/suite-schema.ts'

// Usage: node scripts/generate-schemas.ts [--check]
// Writes the JSON Schemas that editors and readers of report.json use; with --check fails when one of them is not fresh.

const SCHEMAS = {
  policy: { schema: policySchema, io: 'input' },
  suite: { schema: suiteSchema, io: 'input' },
  report: { schema: reportSchema, io: 'output' },
  calibration: { schema: calibrationSchema, io: 'output' },
} as const

const stale: string[] = []
for (const [name, { schema, io }] of Object.entries(SCHEMAS)) {
  const file = new URL(`../schema/${name}.schema.json`, import.meta.url)
  const text = `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-2020-12', io }), null, 2)}\n`
  if (!process.argv.includes('--check')) await writeFile(file, text)
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text) stale.push(`schema/${name}.schema.json`)
}
if (stale.length > 0) {
  console.error(`${stale.join(', ')}: not fresh; run node scripts/generate-schemas.ts`)
  process.exitCode = 1
}
