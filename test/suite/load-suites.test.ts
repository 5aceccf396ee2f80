import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { performance } from 'node:perf_hooks'
import { afterEach, describe, expect, it } from 'vitest'
import { formatFinding } from '../../src/boundary/finding.ts'
import { openWorkingTree } from '../../src/boundary/working-tree.ts'
import { loadSuites } from '../../src/suite/load-suites.ts'
import { memoryTree } from './memory-tree.ts'
import { TRIAGE } from './triage.ts'

const MINIMAL =
  'target: { user: Hi, model: s/m }\ncases: [{ id: a }]\nassert: [{ metric: cost, ratio-at-most: 2 }]\n'
const GLOBS = ['evals/**/*.eval.yaml']

const folders: string[] = []
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
})

/** A working tree on disk. */
async function tree(files: Readonly<Record<string, string>>) {
  const root = await mkdtemp(join(tmpdir(), 'noisefloor-'))
  folders.push(root)
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  const list = async () => {
    const entries = await readdir(root, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  }
  return { root, tree: openWorkingTree(root, list) }
}

describe('suites', () => {
  it('are those that a glob matches, in the order of their paths', async () => {
    const loaded = await loadSuites(
      memoryTree({
        'evals/b.eval.yaml': `suite: b\n${MINIMAL}`,
        'evals/deep/er/a.eval.yaml': `suite: a\n${MINIMAL}`,
        'evals/notes.yaml': 'x',
        'other/c.eval.yaml': `suite: c\n${MINIMAL}`,
        '.github/d.eval.yaml': `suite: d\n${MINIMAL}`,
      }),
      [...GLOBS, '.github/*.eval.yaml'],
    )
    expect(loaded.suites.map(({ name }) => name)).toEqual(['d', 'b', 'a'])
    expect(loaded.invalid).toEqual([])
  })

  it('that cannot be used do not hide the others', async () => {
    const loaded = await loadSuites(
      memoryTree({ 'evals/a.eval.yaml': 'suite: [', 'evals/b.eval.yaml': `suite: b\n${MINIMAL}` }),
      GLOBS,
    )
    expect(loaded.suites.map(({ name }) => name)).toEqual(['b'])
    expect(loaded.invalid.map(({ file }) => file)).toEqual(['evals/a.eval.yaml'])
  })

  it('of one name are a mistake in each', async () => {
    const text = `suite: twin\n${MINIMAL}`
    const loaded = await loadSuites(
      memoryTree({ 'evals/a.eval.yaml': text, 'evals/b.eval.yaml': text }),
      GLOBS,
    )
    expect(loaded.suites).toEqual([])
    expect(loaded.invalid.flatMap(({ findings }) => findings.map(formatFinding))).toMatchInlineSnapshot(`
      [
        "evals/a.eval.yaml:1:8: the suite in evals/b.eval.yaml is also named "twin"; give each suite a name of its own",
        "evals/b.eval.yaml:1:8: the suite in evals/a.eval.yaml is also named "twin"; give each suite a name of its own",
      ]
    `)
  })

  it('load from a working tree, which refuses what leaves it', async () => {
    const { root, tree: side } = await tree({
      ...TRIAGE,
      'evals/x.eval.yaml': `suite: x\n${MINIMAL.replace('Hi', 'link.md')}`,
    })
    await symlink('/etc/hostname', join(root, 'evals/link.md'))
    const loaded = await loadSuites(side, GLOBS)
    expect(loaded.suites.map(({ name }) => name)).toEqual(['triage'])
    expect(loaded.invalid.flatMap(({ findings }) => findings.map(formatFinding))).toMatchInlineSnapshot(`
      [
        "evals/link.md: the path is a symbolic link (named in evals/x.eval.yaml:2); only regular files are read",
      ]
    `)
  })

  it('that are known to be the same on this side are not read again', async () => {
    const files = { ...TRIAGE, 'evals/b.eval.yaml': `suite: b\n${MINIMAL}` }
    const { suites: base } = await loadSuites(memoryTree(files), GLOBS)
    const known = new Map([['evals/triage.eval.yaml', base[1]!]])
    const { suites: head } = await loadSuites(memoryTree(files), GLOBS, known)
    expect(head.map((suite, index) => suite === base[index])).toEqual([false, true])
    expect(head).toMatchObject(base.map(({ name, files: read }) => ({ name, files: read })))
  })

  it('load fast: 50 of 20 cases each', async () => {
    const suite = (name: number) => {
      const cases = Array.from(
        { length: 20 },
        (_, index) =>
          `  - { id: c${index}, vars: { mail: "mail ${index}" }, expected: { queue: billing }, tags: [a] }\n`,
      )
      return `suite: s${name}\ntarget: { prompt: ../prompts/triage.md, model: s/m }\ncases:\n${cases.join('')}scorers:\n  queue: { json-path: $.queue, equals: "{{expected.queue}}" }\nassert:\n  - { metric: queue, no-regression: {} }\n`
    }
    const files = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`evals/s${index}.eval.yaml`, suite(index)]),
    )
    const { tree: side } = await tree({ ...files, 'prompts/triage.md': TRIAGE['prompts/triage.md'] })
    const start = performance.now()
    const { suites } = await loadSuites(side, GLOBS)
    const milliseconds = performance.now() - start
    expect(suites).toHaveLength(50)
    // Several times what it takes on a free machine, which the bench measures.
    expect(milliseconds).toBeLessThan(1000)
  })
})
