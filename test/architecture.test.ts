import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'rolldown/utils'
import { describe, expect, it } from 'vitest'

/** A folder imports only folders below it in this list: `docs/architecture.md`. */
const ORDER = [
  'action.ts',
  'cli.ts',
  'commands',
  'setup',
  'gate.ts',
  'github',
  'report',
  'verdict',
  'sampling',
  'ledger',
  'scoring',
  'target',
  'change',
  'import',
  'suite',
  'provider',
  'stats',
  'boundary',
  'version.ts',
]

const source = resolve(import.meta.dirname, '../src')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
)
const roomOf = (file: string): string => file.split('/')[0]!

function importsOf(file: string): string[] {
  const { module } = parseSync(file, readFileSync(join(source, file), 'utf8'))
  const specifiers = [
    ...module.staticImports.map((found) => found.moduleRequest.value),
    ...module.staticExports.flatMap((found) =>
      found.entries.map((entry) => entry.moduleRequest?.value ?? ''),
    ),
    ...module.dynamicImports.map((found) =>
      readFileSync(join(source, file), 'utf8').slice(
        found.moduleRequest.start + 1,
        found.moduleRequest.end - 1,
      ),
    ),
  ]
  return specifiers
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => relative(source, resolve(source, dirname(file), specifier)))
}

describe('the folders of src', () => {
  it('are all in the list that orders them', () => {
    expect(files.map(roomOf).filter((room) => !ORDER.includes(room))).toEqual([])
  })

  it('import only folders below them', () => {
    const upward = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => ORDER.indexOf(roomOf(imported)) < ORDER.indexOf(roomOf(file)))
        .map((imported) => `${file} imports ${imported}`),
    )
    expect(upward).toEqual([])
  })

  it('keep the pure mathematics free of every other folder', () => {
    const outside = files
      .filter((file) => roomOf(file) === 'stats')
      .flatMap((file) => importsOf(file).filter((imported) => roomOf(imported) !== 'stats'))
    expect(outside).toEqual([])
  })

  it('hold small files of one concept each', () => {
    const large = files.filter((file) => readFileSync(join(source, file), 'utf8').split('\n').length > 350)
    expect(large).toEqual([])
  })
})
