import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const source = join(import.meta.dirname, '../../src/boundary/remove-folder.ts')

/** In a process that is not root, to whom nothing is read-only. */
function asUser(script: string): string {
  const text = `
    import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
    import { tmpdir } from 'node:os'
    import { join } from 'node:path'
    import { removeFolder } from ${JSON.stringify(source)}
    if (process.getuid() === 0) process.seteuid(65534)
    const folder = mkdtempSync(join(tmpdir(), 'noisefloor-'))
    ${script}`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', text], {
    encoding: 'utf8',
  })
  return stdout.trim() + stderr
}

it('a folder is removed also where a program made a part of it read-only', () => {
  expect(
    asUser(`
      mkdirSync(join(folder, 'modules/deep'), { recursive: true })
      writeFileSync(join(folder, 'modules/deep/file'), 'x')
      chmodSync(join(folder, 'modules/deep'), 0o555)
      chmodSync(join(folder, 'modules'), 0)
      await removeFolder(folder)
      console.log(existsSync(folder))`),
  ).toBe('false')
})

it('links in it are not followed', () => {
  expect(
    asUser(`
      const other = mkdtempSync(join(tmpdir(), 'noisefloor-'))
      writeFileSync(join(other, 'kept'), 'x')
      chmodSync(other, 0o555)
      mkdirSync(join(folder, 'a'))
      symlinkSync(other, join(folder, 'a/link'))
      chmodSync(join(folder, 'a'), 0o555)
      await removeFolder(folder)
      console.log(existsSync(folder), existsSync(join(other, 'kept')), (statSync(other).mode & 0o777).toString(8))
      await removeFolder(other)`),
  ).toBe('false true 555')
})
