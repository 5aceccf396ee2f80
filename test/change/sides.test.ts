import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/boundary/finding.ts'
import { runProcess } from '../../src/boundary/run-process.ts'
import { openRepository, type Repository } from '../../src/change/repository.ts'
import { type Sides, selectMergeSides, selectSides } from '../../src/change/sides.ts'
import { cloneRepository, makeRepository, type TestRepository } from './make-repository.ts'

async function select(
  made: TestRepository,
  choose: (repository: Repository) => Promise<Sides>,
): Promise<Sides & { readonly shown: readonly string[] }> {
  const repository = await openRepository(made.root, runProcess, {
    environment: { PATH: process.env['PATH'], HOME: '/nonexistent' },
  })
  try {
    const sides = await choose(repository)
    return { ...sides, shown: [...sides.changedPaths].sort() }
  } finally {
    await repository.close()
  }
}

/** main: one, two. topic left main at one and has a commit of its own. */
function makeTopic(): TestRepository & {
  readonly one: string
  readonly two: string
  readonly topic: string
} {
  const made = makeRepository()
  made.write({ 'shared.txt': '1' })
  const one = made.commit('one')
  made.branch('topic')
  made.write({ 'topic.txt': '1' })
  const topic = made.commit('topic')
  made.checkout('main')
  made.write({ 'main.txt': '1' })
  const two = made.commit('two')
  return { ...made, one, two, topic }
}

describe('selectSides on a laptop', () => {
  it('compares the working tree with where it left the default branch', async () => {
    using made = makeTopic()
    made.checkout('topic')
    made.write({ 'untracked.txt': '1' })
    const sides = await select(made, (repository) => selectSides(repository, {}))
    expect(sides.base.sha).toBe(made.one)
    expect(sides.head.sha).toBe('working tree')
    expect(sides.shown).toEqual(['topic.txt', 'untracked.txt'])
    expect(sides.notes).toEqual([
      `Base is ${made.one.slice(0, 12)}, where head left main; head is the working tree.`,
    ])
  })

  it('compares a commit when head is named', async () => {
    using made = makeTopic()
    made.write({ 'untracked.txt': '1' })
    const sides = await select(made, (repository) => selectSides(repository, { head: 'topic' }))
    expect([sides.base.sha, sides.head.sha]).toEqual([made.one, made.topic])
    expect(sides.shown).toEqual(['topic.txt'])
  })

  it('takes the merge base of a named base, not its tip', async () => {
    using made = makeTopic()
    const sides = await select(made, (repository) => selectSides(repository, { base: 'main', head: 'topic' }))
    expect(sides.base.sha).toBe(made.one)
    const ancestor = await select(made, (repository) =>
      selectSides(repository, { base: 'HEAD~1', head: 'HEAD' }),
    )
    expect(ancestor.base.sha).toBe(made.one)
    expect(ancestor.notes[0]).toContain('the commit of HEAD~1')
  })

  it('prefers the remote default branch over local branches', async () => {
    using origin = makeTopic()
    using clone = cloneRepository(origin)
    clone.write({ 'local.txt': '1' })
    clone.commit('not pushed yet')
    const sides = await select(clone, (repository) => selectSides(repository, {}))
    expect(sides.base.sha).toBe(origin.two)
    expect(sides.shown).toEqual(['local.txt'])
    expect(sides.notes[0]).toContain('the commit of origin/HEAD')
  })

  it('says so when nothing differs, and guesses no other base', async () => {
    using made = makeTopic()
    const sides = await select(made, (repository) => selectSides(repository, {}))
    expect(sides.base.sha).toBe(made.two)
    expect(sides.shown).toEqual([])
    expect(sides.notes.at(-1)).toContain('No file differs between base and head')
  })

  it('compares what is not committed on the default branch itself', async () => {
    using made = makeTopic()
    made.write({ 'shared.txt': '2' })
    const sides = await select(made, (repository) => selectSides(repository, {}))
    expect(sides.base.sha).toBe(made.two)
    expect(sides.shown).toEqual(['shared.txt'])
  })

  it.each([
    ['an unknown base', { base: 'nowhere' }, /"nowhere" does not name a commit/],
    ['an unknown head', { head: '--help' }, /"--help" does not name a commit/],
    ['a commit that is nowhere', { base: '1'.repeat(40) }, /cannot fetch 111111111111/],
  ])('stops at %s', async (_, options, message) => {
    using made = makeTopic()
    await expect(select(made, (repository) => selectSides(repository, options))).rejects.toThrow(message)
  })

  it('stops when there is no default branch', async () => {
    using made = makeTopic()
    made.git('branch', '--move', 'main', 'elsewhere')
    await expect(select(made, (repository) => selectSides(repository, {}))).rejects.toThrow(
      /none of origin\/HEAD, origin\/main, origin\/master, main, master is here; name the branch/,
    )
  })

  it('stops when there is no commit', async () => {
    using made = makeRepository()
    await expect(select(made, (repository) => selectSides(repository, {}))).rejects.toThrow(/no commit yet/)
  })

  it('stops when the histories have nothing in common', async () => {
    using made = makeTopic()
    made.git('checkout', '--quiet', '--orphan', 'island')
    made.commit('island')
    await expect(select(made, (repository) => selectSides(repository, { base: 'main' }))).rejects.toThrow(
      /have no commit in common/,
    )
  })
})

/** main and topic, a few commits apart each, and topic's merge into main, as GitHub makes it. */
function makePullRequest() {
  const made = makeRepository()
  made.write({ 'shared.txt': '1' })
  const fork = made.commit('fork')
  made.branch('topic')
  for (let count = 0; count < 4; count += 1) made.commit(`topic ${count}`)
  made.write({ 'topic.txt': '1' })
  const topic = made.commit('topic')
  made.checkout('main')
  for (let count = 0; count < 4; count += 1) made.commit(`main ${count}`)
  made.write({ 'main.txt': '1' })
  const main = made.commit('main')
  made.branch('merge')
  const merged = made.merge('topic')
  return { ...made, fork, topic, main, merged }
}

describe('a checked out merge commit', () => {
  it.each(['--depth=1', '--depth=2', '--no-tags'])(
    'gives its first parent as base in a clone with %s',
    async (depth) => {
      using origin = makePullRequest()
      using clone = cloneRepository(origin, depth, '--branch=merge')
      const sides = await select(clone, (repository) => selectMergeSides(repository, 'HEAD'))
      expect([sides.base.sha, sides.head.sha]).toEqual([origin.main, origin.merged])
      expect(sides.shown).toEqual(['topic.txt'])
      expect(sides.notes).toHaveLength(depth === '--depth=1' ? 2 : 1)
      expect(clone.git('status', '--porcelain')).toBe('')
    },
  )

  it('must be a merge', async () => {
    using made = makeTopic()
    await expect(select(made, (repository) => selectMergeSides(repository, 'HEAD'))).rejects.toThrow(
      /is not a merge commit/,
    )
  })

  it('reads files of the parent that was fetched', async () => {
    using origin = makePullRequest()
    using clone = cloneRepository(origin, '--depth=1', '--branch=merge')
    const repository = await openRepository(clone.root, runProcess, {
      environment: { PATH: process.env['PATH'] },
    })
    const { base } = await selectMergeSides(repository, 'HEAD')
    expect(Buffer.from((await base.tree.read('main.txt')) ?? []).toString()).toBe('1')
    await repository.close()
  })
})

describe('a checked out head in a shallow clone', () => {
  it('is deepened until the merge base appears', async () => {
    using origin = makePullRequest()
    using clone = cloneRepository(origin, '--depth=1', '--branch=topic')
    const sides = await select(clone, (repository) =>
      selectSides(repository, { base: origin.main, head: 'HEAD' }),
    )
    expect([sides.base.sha, sides.head.sha]).toEqual([origin.fork, origin.topic])
    expect(sides.shown).toEqual(['topic.txt'])
    expect(sides.notes.join('\n')).toContain('The clone is shallow')
  })

  it('stops when the remote cannot be reached', async () => {
    using origin = makePullRequest()
    using clone = cloneRepository(origin, '--depth=1', '--branch=topic')
    clone.git('remote', 'set-url', 'origin', 'file:///nonexistent')
    const selecting = select(clone, (repository) =>
      selectSides(repository, { base: origin.main, head: 'HEAD' }),
    )
    await expect(selecting).rejects.toThrow(UserError)
    await expect(selecting).rejects.toThrow(/cannot fetch.*fetch-depth: 0/)
  })

  it('runs no program that the remote names', async () => {
    using origin = makePullRequest()
    using clone = cloneRepository(origin, '--depth=1', '--branch=topic')
    clone.git('remote', 'set-url', 'origin', `ext::sh -c touch% ${clone.root}/pwned`)
    await expect(
      select(clone, (repository) => selectSides(repository, { base: origin.main, head: 'HEAD' })),
    ).rejects.toThrow(/cannot fetch/)
    expect(clone.git('status', '--porcelain')).toBe('')
  })
})
