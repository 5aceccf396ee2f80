import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const pages = readdirSync(join(root, 'docs/reference'))

describe('the reference', () => {
  it('is what the schemas, action.yml and --help say', () => {
    const check = () =>
      execFileSync(process.execPath, ['scripts/generate-reference.ts', '--check'], {
        cwd: root,
        stdio: 'pipe',
      })
    expect(check).not.toThrow()
  })

  it.each(pages)('explains every key, option, input and output of %s', (page) => {
    const text = readFileSync(join(root, 'docs/reference', page), 'utf8')
    const rows = text.split('\n').filter((line) => line.startsWith('| `'))
    expect(rows.length).toBeGreaterThan(5)
    // The default, where a table has one, stands last on commands and second on the action.
    const unexplained = rows.filter(
      (row) =>
        (
          row
            .split('|')
            .slice(2)
            .join('')
            .match(/[a-z]{2}/gi) ?? []
        ).length === 0,
    )
    const silent = rows.filter((row) => /\|\s*\|$/.test(row) && page !== 'commands.md')
    expect([...unexplained, ...silent]).toEqual([])
  })
})
