import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'
import { loadPolicy } from '../suite/load-policy.ts'
import { loadSuites } from '../suite/load-suites.ts'
import type { Policy } from '../suite/policy.ts'
import type { Suite } from '../suite/suite.ts'
import type { InvalidFile, LoadedSide } from './loaded-side.ts'
import type { Sides } from './sides.ts'

export interface LoadedSides {
  readonly policyFile: string
  readonly base: LoadedSide
  readonly head: LoadedSide
  /**
   * The policy that decides: base's. `undefined` when base has none or one that cannot be read, and head's may not stand in for it;
   * then nothing may be called.
   */
  readonly policy: Policy | undefined
  /** Base has no policy file and head's may not stand in: the pull request brings the gate. */
  readonly introduced: boolean
  readonly notes: readonly string[]
}

/**
 * Reads the policy and the suites of both sides. A file that cannot be used is a value in `invalid`, not an exception.
 *
 * @param trustHead on a laptop whoever runs the gate may also write the policy: without one in base, head's is used and a note says so
 * @throws UserError when neither side has the policy file
 */
export async function loadSides(sides: Sides, policyFile: string, trustHead: boolean): Promise<LoadedSides> {
  const [basePolicy, headPolicy] = await Promise.all([
    readPolicy(sides.base.tree, policyFile),
    readPolicy(sides.head.tree, policyFile),
  ])
  if (basePolicy === undefined && headPolicy === undefined) {
    throw new UserError({
      file: policyFile,
      message: 'no policy here, neither in base nor in head',
      hint: '`noisefloor init` writes one; or name it with --config',
    })
  }
  const deciding = basePolicy ?? (trustHead ? headPolicy : undefined)
  const globs = deciding?.policy?.suites ?? headPolicy?.policy?.suites ?? ['evals/**/*.eval.yaml']
  const head = await loadSide(sides.head.tree, headPolicy, globs)
  // A suite of whose files none changed is the same on both sides: most suites of most pushes are read once.
  const unchanged = head.suites.filter((suite) => !suite.files.some((file) => sides.changedPaths.has(file)))
  const base = await loadSide(
    sides.base.tree,
    basePolicy,
    globs,
    new Map(unchanged.map((suite) => [suite.file, suite])),
  )
  return {
    policyFile,
    base,
    head,
    policy: deciding?.policy,
    introduced: deciding === undefined,
    notes:
      basePolicy === undefined && trustHead
        ? [
            `${policyFile} is not in base yet: the one of ${sides.head.sha === 'working tree' ? 'the working tree' : 'head'} decides here; in CI a pull request that brings it is validated and nothing is called`,
          ]
        : [],
  }
}

interface PolicyReading {
  readonly policy?: Policy
  readonly invalid: readonly InvalidFile[]
}

async function readPolicy(tree: FileTree, file: string): Promise<PolicyReading | undefined> {
  try {
    const policy = await loadPolicy(tree, file)
    if (policy === undefined) return undefined
    return { policy, invalid: [] }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { invalid: [{ file, findings: error.findings }] }
  }
}

async function loadSide(
  tree: FileTree,
  policy: PolicyReading | undefined,
  globs: readonly string[],
  known?: ReadonlyMap<string, Suite>,
): Promise<LoadedSide> {
  const { suites, invalid } = await loadSuites(tree, globs, known)
  return {
    ...(policy?.policy === undefined ? {} : { policy: policy.policy }),
    suites,
    invalid: [...(policy?.invalid ?? []), ...invalid],
    ...(policy?.invalid[0] === undefined ? {} : { invalidPolicy: policy.invalid[0].file }),
  }
}
