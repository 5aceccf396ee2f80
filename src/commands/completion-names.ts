import { posix } from 'node:path'
import picomatch from 'picomatch'
import type { FileTree } from '../boundary/file-tree.ts'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { openRepository } from '../change/repository.ts'

/** Names that a command line may hold. */
export interface NameSource {
  /** @param config the policy's file; default `noisefloor.yaml` */
  suites(config?: string): Promise<readonly SuiteNames[]>
  /** Branches and tags. */
  refs(): Promise<readonly string[]>
}

interface SuiteNames {
  readonly name: string
  readonly file: string
  readonly cases: readonly string[]
}

/** A person waits for the next key. */
const MOST_SUITES = 200
const MOST_BYTES = 1024 * 1024
const MOST_REFS = 500

/**
 * The names of the working tree's suites and cases, without checking anything: files are only half written while one types. Cases without
 * an `id` have none that anybody would type.
 */
export function repositoryNames(world: Pick<World, 'directory' | 'environment'>): NameSource {
  return {
    async suites(config = 'noisefloor.yaml') {
      const repository = await openRepository(world.directory, runProcess, world)
      try {
        const tree = repository.workingTree()
        const policy = record(await readData(tree, config))
        const matches = picomatch(globsOf(policy['suites']), { nonegate: true })
        const files = (await tree.list()).filter((path) => matches(path)).slice(0, MOST_SUITES)
        return (await Promise.all(files.map((file) => suiteNames(tree, file)))).flat()
      } finally {
        await repository.close()
      }
    },
    async refs() {
      const { stdout } = await runProcess(
        'git',
        [
          'for-each-ref',
          `--count=${MOST_REFS}`,
          '--format=%(refname:short)',
          'refs/heads',
          'refs/tags',
          'refs/remotes',
        ],
        { cwd: world.directory },
      )
      return [
        'HEAD',
        ...stdout
          .toString()
          .split('\n')
          .filter((name) => name !== ''),
      ]
    },
  }
}

function globsOf(written: unknown): string[] {
  const globs = (Array.isArray(written) ? written : [written]).filter((glob) => typeof glob === 'string')
  return globs.length === 0 ? ['evals/**/*.eval.yaml'] : globs
}

async function suiteNames(tree: FileTree, file: string): Promise<readonly SuiteNames[]> {
  const suite = record(await readData(tree, file).catch(() => undefined))
  const name = suite['suite']
  if (typeof name !== 'string') return []
  const rows = Array.isArray(suite['cases']) ? suite['cases'].map(record) : []
  const cases = await Promise.all(
    rows.map(async (row) => {
      const from = row['from']
      if (typeof from !== 'string') return idsOf([row])
      const path = posix.join(posix.dirname(file), from)
      const listed = await readData(tree, path).catch(() => undefined)
      return idsOf(Array.isArray(listed) ? listed.map(record) : [])
    }),
  )
  return [{ name, file, cases: cases.flat() }]
}

function idsOf(rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return rows.flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
}

/** YAML, JSON, JSON Lines or CSV as plain values; `undefined` where there is no such file. */
async function readData(tree: FileTree, path: string): Promise<unknown> {
  const bytes = await tree.read(path, { maxBytes: MOST_BYTES })
  if (bytes === undefined) return undefined
  const text = Buffer.from(bytes).toString('utf8')
  switch (posix.extname(path)) {
    case '.jsonl':
      return text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line))
    case '.json':
      return JSON.parse(text)
    case '.csv':
      return (await import('csv-parse/sync')).parse(text, { columns: true, bom: true })
    default:
      return (await import('yaml')).parse(text, { logLevel: 'silent' })
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
