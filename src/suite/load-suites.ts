import picomatch from 'picomatch'
import type { FileTree } from '../boundary/file-tree.ts'
import { type Finding, UserError } from '../boundary/finding.ts'
import { loadSuite } from './load-suite.ts'
import type { Suite } from './suite.ts'

export interface LoadedSuites {
  /** In the order of their paths. */
  readonly suites: readonly Suite[]
  readonly invalid: readonly InvalidSuite[]
}

interface InvalidSuite {
  readonly file: string
  readonly findings: readonly Finding[]
}

/**
 * All suites of a side that a glob matches. A file that cannot be used is a value, so that the others still count.
 * @param known suites by file that are known to be the same on this side: they are not read again
 */
export async function loadSuites(
  tree: FileTree,
  globs: readonly string[],
  known: ReadonlyMap<string, Suite> = new Map(),
): Promise<LoadedSuites> {
  const matches = picomatch([...globs], { nonegate: true })
  const paths = (await tree.list()).filter((path) => matches(path))
  const loaded = await Promise.all(paths.map((path) => known.get(path) ?? loadOrExplain(tree, path)))
  const suites = loaded.filter((item) => 'name' in item)
  const invalid = loaded.filter((item) => 'findings' in item)
  const repeated = suites.flatMap((suite) => repeatedName(suite, suites) ?? [])
  const unusable = new Set(repeated.map(({ file }) => file))
  return {
    suites: suites.filter(({ file }) => !unusable.has(file)),
    invalid: [...invalid, ...repeated].sort((a, b) => (a.file < b.file ? -1 : 1)),
  }
}

async function loadOrExplain(tree: FileTree, file: string): Promise<Suite | InvalidSuite> {
  try {
    return await loadSuite(tree, file)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { file, findings: error.findings }
  }
}

function repeatedName(suite: Suite, suites: readonly Suite[]): InvalidSuite | undefined {
  const other = suites.find(({ name, file }) => name === suite.name && file !== suite.file)
  if (other === undefined) return undefined
  const place = suite.places.get('suite') ?? { file: suite.file }
  const message = `the suite in ${other.file} is also named "${suite.name}"`
  return { file: suite.file, findings: [{ ...place, message, hint: 'give each suite a name of its own' }] }
}
