import { readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/boundary/finding.ts'
import { runProcess } from '../../src/boundary/run-process.ts'
import { openRepository, type Repository } from '../../src/change/repository.ts'
import { cloneRepository, makeRepository, type TestRepository } from './make-repository.ts'

const environment = { PATH: process.env['PATH'], HOME: '/nonexistent' }

async function withRepository<T>(
  made: TestRepository,
  use: (repository: Repository) => Promise<T>,
  directory = made.root,
): Promise<T> {
  const repository = await openRepository(directory, runProcess, { environment })
  try {
    return await use(repository)
  } finally {
    await repository.close()
  }
}

async function textOf(repository: Repository, commit: string, path: string): Promise<string | undefined> {
  const bytes = await repository.commitTree(commit).read(path)
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8')
}

describe('a folder', () => {
  it.each([
    ['.noisefloor/ledger/a/trials.jsonl', '.noisefloor', true],
    ['.noisefloor/ledger/a/trials.jsonl', '.noisefloor/ledger', true],
    ['.NoiseFloor/x', '.noisefloor', true],
    ['out/x', 'out/deeper', false],
    ['out', 'out/deeper', true],
    ['.noisefloor2/x', '.noisefloor', false],
    ['src/x', '.noisefloor', false],
    ['src/x', '../elsewhere', false],
    ['src/x', '.', true],
  ])('with %s in the repository: whether %s holds its files', async (path, folder, holds) => {
    using made = makeRepository()
    made.write({ [path]: 'x' })
    made.commit()
    await withRepository(made, async (repository) =>
      expect(await repository.holdsOwnFiles(join(made.root, folder))).toBe(holds),
    )
  })

  it('behind a committed link holds files of the repository', async () => {
    using made = makeRepository()
    symlinkSync('/tmp', join(made.root, '.noisefloor'))
    made.git('add', '.noisefloor')
    await withRepository(made, async (repository) =>
      expect(await repository.holdsOwnFiles(join(made.root, '.noisefloor'))).toBe(true),
    )
  })
})

describe('openRepository', () => {
  it('finds the root from a folder below it', async () => {
    using made = makeRepository({ name: 'with space and ünïcode ☕' })
    made.write({ 'a/b/file.txt': 'x' })
    made.commit()
    await withRepository(
      made,
      async (repository) => expect(repository.root).toBe(made.root),
      join(made.root, 'a/b'),
    )
  })

  it('says what is wrong outside a repository', async () => {
    await expect(openRepository('/', runProcess, { environment })).rejects.toThrow(
      /no git repository with a working tree here.*noisefloor reads a repository: run it inside one/,
    )
  })

  it('says what is wrong in a bare repository', async () => {
    using made = makeRepository()
    made.git('config', 'core.bare', 'true')
    await expect(openRepository(join(made.root, '.git'), runProcess, { environment })).rejects.toThrow(
      UserError,
    )
  })

  it('says that git is missing', async () => {
    using made = makeRepository()
    await expect(
      openRepository(made.root, runProcess, { environment: { PATH: '/nonexistent' } }),
    ).rejects.toThrow(/git was not found/)
  })

  it('is not led astray by the variables of a surrounding git hook', async () => {
    using made = makeRepository()
    made.commit()
    const hook = {
      ...environment,
      GIT_DIR: '/nonexistent',
      GIT_INDEX_FILE: '/nonexistent',
      GIT_WORK_TREE: '/',
    }
    const repository = await openRepository(made.root, runProcess, { environment: hook })
    expect(repository.root).toBe(made.root)
  })

  it('keeps keys of models out of what git is given', async () => {
    using made = makeRepository()
    const seen: Record<string, string>[] = []
    const secret = { ...environment, OPENAI_API_KEY: 'sk-canary', GH_TOKEN: 'canary' }
    await openRepository(
      made.root,
      (command, args, options) => {
        seen.push({ ...options.environment })
        return runProcess(command, args, options)
      },
      { environment: secret },
    )
    expect(seen.length).toBeGreaterThan(0)
    expect(JSON.stringify(seen)).not.toContain('canary')
  })

  it('works in a linked worktree', async () => {
    using made = makeRepository()
    made.write({ 'a.txt': 'one' })
    const commit = made.commit()
    made.git('worktree', 'add', '--quiet', '-b', 'other', join(made.root, '..', 'tree'))
    const directory = join(made.root, '..', 'tree')
    await withRepository(
      made,
      async (repository) => {
        expect(repository.root).toBe(directory)
        expect(await textOf(repository, commit, 'a.txt')).toBe('one')
      },
      directory,
    )
  })

  it('works in a SHA-256 repository', async () => {
    using made = makeRepository({ objectFormat: 'sha256' })
    made.write({ 'a.txt': 'one' })
    const commit = made.commit()
    made.write({ 'a.txt': 'two' })
    await withRepository(made, async (repository) => {
      expect(commit).toHaveLength(64)
      expect(await repository.resolveCommit('main')).toBe(commit)
      expect(await textOf(repository, commit, 'a.txt')).toBe('one')
      expect([...(await repository.changedPaths(commit, 'working tree'))]).toEqual(['a.txt'])
    })
  })
})

describe('a reference', () => {
  it('may be a branch, a tag, an abbreviation or an expression', async () => {
    using made = makeRepository()
    const first = made.commit()
    const second = made.commit()
    made.git('tag', '--annotate', '--message=v1', 'v1', first)
    await withRepository(made, async (repository) => {
      expect(await repository.resolveCommit('main')).toBe(second)
      expect(await repository.resolveCommit('v1')).toBe(first)
      expect(await repository.resolveCommit('HEAD~1')).toBe(first)
      expect(await repository.resolveCommit(second.slice(0, 10))).toBe(second)
    })
  })

  it.each([
    '--upload-pack=touch pwned',
    '-oProxyCommand=touch pwned',
    '--output=pwned',
    '--all',
    '$(touch pwned)',
    '`touch pwned`',
    '; touch pwned',
    'main\nHEAD',
    'main\0HEAD',
    '',
    ' ',
    'HEAD:a.txt',
    'HEAD^{tree}',
    ':/',
    'a'.repeat(5000),
  ])('that names no commit is refused: %j', async (ref) => {
    using made = makeRepository()
    made.write({ 'a.txt': 'x' })
    made.commit()
    await withRepository(made, async (repository) => {
      await expect(repository.resolveCommit(ref)).rejects.toThrow(/does not name a commit/)
      expect([...(await repository.workingTree().list())]).toEqual(['a.txt'])
    })
  })

  it('never reaches git where a full id is needed', async () => {
    using made = makeRepository()
    made.commit()
    await withRepository(made, async (repository) => {
      for (const id of ['--upload-pack=x', 'main', 'HEAD', '', 'A'.repeat(40)]) {
        expect(() => repository.commitTree(id)).toThrow(UserError)
        await expect(repository.parents(id)).rejects.toThrow(UserError)
        await expect(repository.mergeBase(id, id)).rejects.toThrow(UserError)
        await expect(repository.changedPaths(id, id)).rejects.toThrow(UserError)
        await expect(repository.fetchCommit(id)).rejects.toThrow(UserError)
        await expect(repository.deepen([id], 1)).rejects.toThrow(UserError)
      }
    })
  })
})

const ODD_NAMES = [
  '$(id).md',
  '`id`.md',
  '-oProxyCommand=x',
  '--upload-pack=touch pwned',
  'new\nline.md',
  'tab\there.md',
  '"quoted".md',
  "it's.md",
  'two  spaces.md',
  'ünïcödé ☕ 漢字.md',
  ':(exclude)magic.md',
  '*.md',
  '[a-z].md',
  'a/-leading/x.md',
  '😀.md',
  '﻿bom.md',
]

describe('a commit as files', () => {
  it.each(ODD_NAMES)('has a file named %j', async (name) => {
    using made = makeRepository()
    made.write({ [name]: 'inert', 'other.md': 'other' })
    const before = made.commit()
    made.write({ [name]: 'changed' })
    const after = made.commit()
    await withRepository(made, async (repository) => {
      expect(await textOf(repository, before, name)).toBe('inert')
      expect(await repository.commitTree(before).list()).toContain(name)
      expect([...(await repository.changedPaths(before, after))]).toEqual([name])
      expect([...(await repository.changedPaths(before, 'working tree'))]).toEqual([name])
      expect(await repository.workingTree().list()).toContain(name)
    })
  })

  it('gives bytes as they are, whatever they are', async () => {
    using made = makeRepository()
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 256)
    made.write({
      'all.bin': bytes,
      'empty.txt': '',
      '.gitattributes': '* text=auto eol=crlf\n',
      'crlf.txt': 'a\nb\n',
    })
    const commit = made.commit()
    await withRepository(made, async (repository) => {
      const tree = repository.commitTree(commit)
      const [all, empty, text] = await Promise.all([
        tree.read('all.bin'),
        tree.read('empty.txt'),
        tree.read('crlf.txt'),
      ])
      expect(Buffer.compare(all as Uint8Array, bytes)).toBe(0)
      expect(empty).toHaveLength(0)
      expect(Buffer.from(text as Uint8Array).toString()).toBe('a\nb\n')
    })
  })

  it('has no file where there is none, and none for a folder', async () => {
    using made = makeRepository()
    made.write({ 'a/b.txt': 'x' })
    const commit = made.commit()
    await withRepository(made, async (repository) => {
      const tree = repository.commitTree(commit)
      expect(await tree.read('missing.txt')).toBeUndefined()
      expect(await tree.read('a')).toBeUndefined()
      expect(await tree.read('a/b.txt/c')).toBeUndefined()
      await expect(tree.read('../a')).rejects.toThrow(UserError)
      await expect(tree.read('.git/config')).rejects.toThrow(UserError)
    })
  })

  it('refuses symbolic links and submodules, and what lies behind them', async () => {
    using made = makeRepository()
    made.write({ 'real.txt': 'x', 'folder/inner.txt': 'y' })
    symlinkSync('/etc/passwd', join(made.root, 'link.txt'))
    symlinkSync('folder', join(made.root, 'linked'))
    const first = made.commit()
    made.git('update-index', '--add', '--cacheinfo', `160000,${first},module`)
    made.git('-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '--message=module')
    const commit = made.git('rev-parse', 'HEAD')
    await withRepository(made, async (repository) => {
      const tree = repository.commitTree(commit)
      await expect(tree.read('link.txt')).rejects.toThrow(/link\.txt.*symbolic link/)
      await expect(tree.read('linked/inner.txt')).rejects.toThrow(/`linked` is a symbolic link/)
      await expect(tree.read('module')).rejects.toThrow(/submodule/)
      await expect(tree.read('module/file')).rejects.toThrow(/submodule/)
      expect(await tree.list()).toEqual(['folder/inner.txt', 'real.txt'])
    })
  })

  it('refuses what is too large, and reads on after it', async () => {
    using made = makeRepository()
    made.write({ 'large.txt': 'x'.repeat(200_000), 'small.txt': 'small' })
    const commit = made.commit()
    await withRepository(made, async (repository) => {
      const tree = repository.commitTree(commit)
      const [large, small] = await Promise.allSettled([
        tree.read('large.txt', { maxBytes: 1000 }),
        tree.read('small.txt', { maxBytes: 1000 }),
      ])
      expect(large).toMatchObject({ status: 'rejected', reason: expect.any(UserError) })
      expect(small).toMatchObject({ status: 'fulfilled', value: Buffer.from('small') })
    })
  })

  it('refuses Git LFS pointers on both sides', async () => {
    using made = makeRepository()
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`
    made.write({ 'data.jsonl': pointer })
    const commit = made.commit()
    await withRepository(made, async (repository) => {
      await expect(repository.commitTree(commit).read('data.jsonl')).rejects.toThrow(/Git LFS pointer/)
      await expect(repository.workingTree().read('data.jsonl')).rejects.toThrow(/Git LFS pointer/)
    })
  })

  it('can be read on after the reader was closed', async () => {
    using made = makeRepository()
    made.write({ 'a.txt': 'x' })
    const commit = made.commit()
    await withRepository(made, async (repository) => {
      expect(await textOf(repository, commit, 'a.txt')).toBe('x')
      await repository.close()
      expect(await textOf(repository, commit, 'a.txt')).toBe('x')
    })
  })

  it('says which file it cannot give when the object is gone', async () => {
    using made = makeRepository()
    made.write({ 'a.txt': 'x' })
    const commit = made.commit()
    const id = made.git('rev-parse', `${commit}:a.txt`)
    rmSync(join(made.root, '.git/objects', id.slice(0, 2), id.slice(2)), { force: true })
    await withRepository(made, async (repository) => {
      await expect(repository.commitTree(commit).read('a.txt')).rejects.toThrow(
        /a\.txt: the content of this file in/,
      )
    })
  })

  it('does not keep the process alive when nobody closes the repository', async () => {
    using made = makeRepository()
    made.write({ 'a.txt': 'x' })
    const commit = made.commit()
    const source = (path: string) => JSON.stringify(join(import.meta.dirname, '../../src', path))
    const script = `
      import { openRepository } from ${source('change/repository.ts')}
      import { runProcess } from ${source('boundary/run-process.ts')}
      const repository = await openRepository('.', runProcess, { environment: process.env })
      const bytes = await repository.commitTree('${commit}').read('a.txt')
      console.log(Buffer.from(bytes).toString())`
    const { code, stdout } = await runProcess(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: made.root,
      signal: AbortSignal.timeout(10_000),
    })
    expect([code, stdout.toString()]).toEqual([0, 'x\n'])
  })

  it('is not what a replacement ref says it is', async () => {
    using made = makeRepository()
    made.write({ 'a.txt': 'true' })
    const commit = made.commit()
    made.write({ 'a.txt': 'false' })
    const other = made.commit()
    made.git('replace', commit, other)
    await withRepository(made, async (repository) =>
      expect(await textOf(repository, commit, 'a.txt')).toBe('true'),
    )
  })
})

describe('the working tree', () => {
  it('holds staged, changed and untracked files, and neither deleted nor ignored ones', async () => {
    using made = makeRepository()
    made.write({ '.gitignore': 'ignored.txt\n', 'kept.txt': '1', 'changed.txt': '1', 'deleted.txt': '1' })
    const commit = made.commit()
    made.write({
      'changed.txt': '2',
      'deleted.txt': undefined,
      'untracked/new.txt': '1',
      'ignored.txt': '1',
      'staged.txt': '1',
    })
    made.git('add', 'staged.txt')
    await withRepository(made, async (repository) => {
      const tree = repository.workingTree()
      expect(await tree.list()).toEqual([
        '.gitignore',
        'changed.txt',
        'kept.txt',
        'staged.txt',
        'untracked/new.txt',
      ])
      expect(Buffer.from((await tree.read('changed.txt')) as Uint8Array).toString()).toBe('2')
      expect([...(await repository.changedPaths(commit, 'working tree'))].sort()).toEqual([
        'changed.txt',
        'deleted.txt',
        'staged.txt',
        'untracked/new.txt',
      ])
    })
  })

  it('is left alone: no file, index, branch or lock changes', async () => {
    using made = makeRepository()
    made.write({ 'a.txt': 'one' })
    const commit = made.commit()
    // A file that was touched makes `git diff` want to write the index.
    utimesSync(join(made.root, 'a.txt'), 1, 1)
    const index = () => readFileSync(join(made.root, '.git/index'))
    const before = index()
    await withRepository(made, async (repository) => {
      expect(await repository.changedPaths(commit, 'working tree')).toEqual(new Set())
      await repository.workingTree().list()
    })
    expect(Buffer.compare(index(), before)).toBe(0)
  })

  it('never starts a file system monitor or hook of the repository', async () => {
    using made = makeRepository()
    made.write({ 'a.txt': 'one' })
    const commit = made.commit()
    made.git('config', 'core.fsmonitor', `touch ${JSON.stringify(join(made.root, 'pwned'))}; false`)
    made.git('config', 'diff.external', `touch ${JSON.stringify(join(made.root, 'pwned'))}`)
    made.write({ 'a.txt': 'two' })
    await withRepository(made, async (repository) => {
      expect([...(await repository.changedPaths(commit, 'working tree'))]).toEqual(['a.txt'])
      expect(await repository.workingTree().list()).toEqual(['a.txt'])
    })
  })
})

describe('changed paths', () => {
  it('show a rename as a removal and an addition, and a change of mode', async () => {
    using made = makeRepository()
    made.write({ 'old.txt': 'the same text\n'.repeat(20), 'script.sh': 'x' })
    const before = made.commit()
    made.git('mv', 'old.txt', 'new.txt')
    made.git('update-index', '--chmod=+x', 'script.sh')
    made.git('-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '--message=move')
    await withRepository(made, async (repository) => {
      const head = await repository.resolveCommit('HEAD')
      expect([...(await repository.changedPaths(before, head))].sort()).toEqual([
        'new.txt',
        'old.txt',
        'script.sh',
      ])
    })
  })
})

describe('parents', () => {
  it('are known in a shallow clone that does not have them', async () => {
    using origin = makeRepository()
    const base = origin.commit('base')
    origin.branch('topic')
    const topic = origin.commit('topic')
    origin.checkout('main')
    const tip = origin.commit('parent deadbeef\n\nparent 0000')
    origin.merge('topic')
    using clone = cloneRepository(origin, '--depth=1')
    await withRepository(clone, async (repository) => {
      const merge = await repository.resolveCommit('HEAD')
      expect(await repository.isShallow()).toBe(true)
      expect(await repository.parents(merge)).toEqual([tip, topic])
      expect(await repository.findCommit(tip)).toBeUndefined()
      await repository.fetchCommit(tip)
      expect(await repository.parents(tip)).toEqual([base])
      expect(await repository.isShallow()).toBe(true)
    })
  })
})

describe('fetching', () => {
  it('says what to do when there is no remote, or it does not have the commit', async () => {
    using alone = makeRepository()
    alone.commit()
    await withRepository(alone, async (repository) => {
      await expect(repository.fetchCommit('0'.repeat(40))).rejects.toThrow(
        /cannot fetch 000000000000 from `origin`.*fetch-depth: 0/,
      )
    })
    using origin = makeRepository()
    origin.commit()
    using clone = cloneRepository(origin)
    await withRepository(clone, async (repository) => {
      await expect(repository.fetchCommit('0'.repeat(40))).rejects.toThrow(/cannot fetch/)
    })
  })

  it('does not make a complete clone shallow', async () => {
    using origin = makeRepository()
    origin.commit()
    using clone = cloneRepository(origin)
    origin.commit()
    const later = origin.commit()
    await withRepository(clone, async (repository) => {
      await repository.fetchCommit(later)
      expect(await repository.isShallow()).toBe(false)
      expect(await repository.findCommit(later)).toBe(later)
    })
  })
})
