import { chmodSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runProcess } from '../../src/boundary/run-process.ts'
import { openRepository } from '../../src/change/repository.ts'
import { makeRepository, type TestRepository } from './make-repository.ts'

const FILES = { 'app/main.js': 'one\n', 'app/lib/a.js': 'a\n', 'docs/about.md': 'about\n' }
const inApp = (path: string) => path.startsWith('app/')

async function identities(change: (made: TestRepository) => void, format?: 'sha1' | 'sha256') {
  using made = makeRepository(format === undefined ? {} : { objectFormat: format })
  made.write(FILES)
  const base = made.commit()
  change(made)
  const repository = await openRepository(made.root, runProcess, {
    environment: { PATH: process.env['PATH'], HOME: '/nonexistent' },
  })
  try {
    const before = await repository.code(base).identity(inApp)
    const uncommitted = await repository.code('working tree').identity(inApp)
    const committed = await repository.code(made.commit()).identity(inApp)
    return { before, uncommitted, committed }
  } finally {
    await repository.close()
  }
}

describe('the identity of code', () => {
  it.each<[string, (made: TestRepository) => void]>([
    ['nothing', () => {}],
    ['another file', (made) => made.write({ 'docs/about.md': 'more\n', 'new.md': 'x' })],
    ['the time of a file', (made) => made.write({ 'app/main.js': FILES['app/main.js'] })],
  ])('stays when %s changes', async (_, change) => {
    const { before, uncommitted, committed } = await identities(change)
    expect(uncommitted).toBe(before)
    expect(committed).toBe(before)
  })

  it.each<[string, (made: TestRepository) => void]>([
    ['a file', (made) => made.write({ 'app/main.js': 'two\n' })],
    ['a new file', (made) => made.write({ 'app/b.js': 'b\n' })],
    ['a removed file', (made) => made.write({ 'app/lib/a.js': undefined })],
    ['a mode', (made) => chmodSync(join(made.root, 'app/main.js'), 0o755)],
    ['a link', (made) => symlinkSync('main.js', join(made.root, 'app/link.js'))],
    [
      'a file in the index',
      (made) => {
        made.write({ 'app/main.js': 'staged\n' })
        made.git('add', '--all')
      },
    ],
  ])('changes with %s, in the working tree as in the commit of it', async (_, change) => {
    const { before, uncommitted, committed } = await identities(change)
    expect(uncommitted).not.toBe(before)
    expect(committed).toBe(uncommitted)
  })

  it('is the same in a repository with longer ids', async () => {
    const { uncommitted, committed } = await identities(
      (made) => made.write({ 'app/main.js': 'two\n' }),
      'sha256',
    )
    expect(committed).toBe(uncommitted)
  })
})
