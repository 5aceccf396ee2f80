import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UserError } from '../../src/boundary/finding.ts'
import { runProcess } from '../../src/boundary/run-process.ts'
import { openWorkingTree } from '../../src/boundary/working-tree.ts'

let outside: string
let root: string

beforeEach(() => {
  outside = realpathSync(mkdtempSync(join(tmpdir(), 'working-tree-')))
  root = join(outside, 'repository')
  mkdirSync(join(root, 'prompts'), { recursive: true })
  mkdirSync(join(root, '.git'))
  writeFileSync(join(root, '.git', 'config'), 'secret')
  writeFileSync(join(root, 'prompts', 'triage.md'), 'Sort the mail.')
  writeFileSync(join(outside, 'secret.txt'), 'secret')
})

afterEach(() => rmSync(outside, { recursive: true, force: true }))

const tree = (files: readonly string[] = []) => openWorkingTree(root, async () => files)
const text = async (path: string) => {
  const bytes = await tree().read(path)
  return bytes === undefined ? undefined : Buffer.from(bytes).toString()
}

describe('the working tree reads regular files of the repository', () => {
  it('by their path, however it is written', async () => {
    expect(await text('prompts/triage.md')).toBe('Sort the mail.')
    expect(await text('./prompts//x/../triage.md')).toBe('Sort the mail.')
  })

  it('also when the repository itself is reached through a symbolic link', async () => {
    symlinkSync(root, join(outside, 'link'))
    const linked = openWorkingTree(join(outside, 'link'), async () => [])
    expect(Buffer.from((await linked.read('prompts/triage.md'))!).toString()).toBe('Sort the mail.')
  })

  it('and knows nothing of what is not there', async () => {
    expect(await text('prompts/none.md')).toBeUndefined()
    expect(await text('none/none.md')).toBeUndefined()
    expect(await text('prompts/triage.md/none')).toBeUndefined()
    expect(await text(`${'a'.repeat(1000)}.md`)).toBeUndefined()
  })

  it('up to the size that is asked for', async () => {
    expect(await tree().read('prompts/triage.md', { maxBytes: 14 })).toHaveLength(14)
    await expect(tree().read('prompts/triage.md', { maxBytes: 13 })).rejects.toThrow('larger than 13 bytes')
    writeFileSync(join(root, 'huge'), '')
    truncateSync(join(root, 'huge'), 17 * 1024 * 1024)
    await expect(text('huge')).rejects.toThrow('larger than 16,777,216 bytes')
  })
})

describe('the working tree refuses', () => {
  it.each([
    ['/etc/passwd', 'is absolute'],
    ['C:/Windows/win.ini', 'is absolute'],
    ['../secret.txt', 'leaves the repository'],
    ['prompts/../../secret.txt', 'leaves the repository'],
    ['prompts\\triage.md', 'backslash'],
    ['prompts/triage.md\0.txt', 'NUL'],
    ['', 'names no file'],
    ['.', 'names no file'],
    ['.git/config', '.git'],
    ['.GIT/config', '.git'],
    ['.git /config', '.git'],
    ['.git./config', '.git'],
    ['.git::$INDEX_ALLOCATION/config', '.git'],
    ['git~1/config', '.git'],
    ['.g\u200cit/config', '.git'],
    ['prompts/../.git/config', '.git'],
    ['vendor/module/.git/config', '.git'],
  ])('the path %j', async (path, reason) => {
    const reading = text(path)
    await expect(reading).rejects.toBeInstanceOf(UserError)
    await expect(reading).rejects.toThrow(reason)
  })

  it('symbolic links to files, inside the repository and outside of it', async () => {
    symlinkSync('triage.md', join(root, 'prompts', 'inside.md'))
    symlinkSync('../../secret.txt', join(root, 'prompts', 'outside.md'))
    symlinkSync('/proc/self/environ', join(root, 'prompts', 'environ'))
    symlinkSync('nowhere', join(root, 'prompts', 'dangling'))
    symlinkSync('loop', join(root, 'prompts', 'loop'))
    for (const name of ['inside.md', 'outside.md', 'environ', 'dangling', 'loop']) {
      await expect(text(`prompts/${name}`)).rejects.toThrow(`prompts/${name}: the path is a symbolic link`)
    }
  })

  it('paths through symbolic links to directories', async () => {
    symlinkSync('prompts', join(root, 'inside'))
    symlinkSync('..', join(root, 'outside'))
    symlinkSync('/proc/self', join(root, 'process'))
    symlinkSync('.git', join(root, 'alias'))
    for (const path of ['inside/triage.md', 'outside/secret.txt', 'process/environ', 'alias/config']) {
      await expect(text(path)).rejects.toThrow('is reached through a symbolic link')
    }
  })

  it('named pipes, without waiting for a writer', async () => {
    await runProcess('mkfifo', [join(root, 'pipe')], { cwd: root })
    await expect(text('pipe')).rejects.toThrow('pipe: the path is a named pipe')
  })

  it('directories', async () => {
    await expect(text('prompts')).rejects.toThrow('is a directory')
  })
})

describe('the list of the working tree', () => {
  it('holds regular files only, each once, in the order of code points', async () => {
    const names = ['b.md', 'a.md', '\u{1f600}.md', '\uff5e.md', 'prompts/triage.md', 'a.md']
    for (const name of names.slice(0, 4)) writeFileSync(join(root, name), '')
    symlinkSync('a.md', join(root, 'link.md'))
    const listed = await tree([...names, 'link.md', 'deleted.md', 'prompts']).list()
    expect(listed).toEqual(['a.md', 'b.md', 'prompts/triage.md', '\uff5e.md', '\u{1f600}.md'])
  })
})
