import { readFile, writeFile } from 'node:fs/promises'
import { parse } from 'yaml'
import * as z from 'zod'

// Usage: node scripts/generate-readme-tables.ts [--check]
// Writes the tables of action inputs and outputs from action.yml between their markers; with --check fails when one of them is not fresh.

const DOCUMENTS = ['docs/github-action.md', 'README.md']

const actionSchema = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
})

const fileOf = (name: string) => new URL(`../${name}`, import.meta.url)
const { inputs, outputs } = actionSchema.parse(parse(await readFile(fileOf('action.yml'), 'utf8')))
const tables = {
  'action-inputs': table(
    ['input', 'default', 'what it is'],
    Object.entries(inputs).map(([name, input]) => [
      `\`${name}\``,
      input.default === '' ? '' : `\`${input.default}\``,
      input.description,
    ]),
  ),
  'action-outputs': table(
    ['output', 'what it is'],
    Object.entries(outputs).map(([name, output]) => [`\`${name}\``, output.description]),
  ),
}

const stale: string[] = []
for (const document of DOCUMENTS) {
  const text = await readFile(fileOf(document), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) continue
  const fresh = Object.entries(tables).reduce((before, [name, rows]) => fill(before, name, rows), text)
  if (fresh === text) continue
  if (process.argv.includes('--check')) stale.push(document)
  else await writeFile(fileOf(document), fresh)
}
if (stale.length > 0) {
  console.error(`${stale.join(', ')}: not fresh; run node scripts/generate-readme-tables.ts`)
  process.exitCode = 1
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n')
}

/** Replaces what stands between the markers; a document without them stays as it is. */
function fill(text: string, name: string, rows: string): string {
  const markers = new RegExp(`(<!-- ${name}\\b[^>]*-->\\n)[^]*?(<!-- /${name} -->)`)
  return text.replace(markers, (_, start: string, end: string) => `${start}\n${rows}\n\n${end}`)
}
