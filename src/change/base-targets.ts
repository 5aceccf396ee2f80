import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'
import { loadSuite } from '../suite/load-suite.ts'
import type { Suite, Target } from '../suite/suite.ts'
import type { LoadedSide } from './loaded-side.ts'

/**
 * What base's files make of the targets of head's new suites, by suite name: head's suite file and data with base's prompt and
 * tools. A suite is left out when base lacks a file of its target, or its cases do not fit base's prompt.
 */
export async function loadBaseTargets(input: {
  readonly base: LoadedSide
  readonly head: LoadedSide
  readonly baseTree: FileTree
  readonly headTree: FileTree
  /** In the place of the suites' own. */
  readonly model?: string
}): Promise<ReadonlyMap<string, Target>> {
  const known = new Set(input.base.suites.map(({ name }) => name))
  const added = input.head.suites.filter(({ name, target }) => !known.has(name) && standsInFiles(target))
  const targets = new Map<string, Target>()
  for (const suite of added) {
    const target = await loadTarget(suite, input.baseTree, input.headTree)
    if (target === undefined) continue
    const isReplaced = input.model !== undefined && target.kind === 'prompt'
    targets.set(suite.name, isReplaced ? { ...target, model: input.model } : target)
  }
  return targets
}

/** A prompt that is written in the suite file itself is as new as the suite. */
function standsInFiles(target: Target): boolean {
  return target.kind === 'prompt' && target.files.prompt.length > 0
}

async function loadTarget(suite: Suite, baseTree: FileTree, headTree: FileTree): Promise<Target | undefined> {
  try {
    return (await loadSuite(judgedByHead(suite, baseTree, headTree), suite.file)).target
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** Head's suite file and everything in it that is not the target; all else, such as a partial that only base includes, is base's. */
function judgedByHead(suite: Suite, baseTree: FileTree, headTree: FileTree): FileTree {
  const { target } = suite
  const run = new Set(target.kind === 'prompt' ? Object.values(target.files).flat() : [])
  const fromHead = new Set(suite.files.filter((file) => file === suite.file || !run.has(file)))
  return {
    label: baseTree.label,
    read: (path, options) => (fromHead.has(path) ? headTree : baseTree).read(path, options),
    list: () => baseTree.list(),
  }
}
