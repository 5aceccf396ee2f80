import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

describe('the tables of inputs and outputs in the documentation', () => {
  it('are those of action.yml', () => {
    const root = join(import.meta.dirname, '../..')
    const check = () =>
      execFileSync(process.execPath, ['scripts/generate-readme-tables.ts', '--check'], {
        cwd: root,
        stdio: 'pipe',
      })
    expect(check).not.toThrow()
  })
})
