import { UserError } from '../boundary/finding.ts'
import { readText } from '../boundary/read-text.ts'
import { type DataSource, parseYaml } from '../boundary/yaml-source.ts'
import type { Surroundings } from './surroundings.ts'

/** A workflow that runs the gate, as the action or by its command line. */
export interface GateWorkflow {
  readonly path: string
  /** Whether a step runs the gate. */
  isGate(step: { readonly uses?: string | undefined; readonly run?: string | undefined }): boolean
  /** Absent where it is no YAML. */
  readonly source?: DataSource
}

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/
/** The action, under whatever owner, or a copy of it in the repository. */
const ACTION = /^(?:[\w.-]+\/noisefloor(?:\/[\w./-]+)?@|\.\/(?:[\w.-]+\/)*noisefloor\/?$)/
const LOCAL_ACTION = /^\.\//
const COMMAND = /\bnoisefloor\s+check\b/

export async function workflowsWithGate({
  paths,
  tree,
}: Pick<Surroundings, 'paths' | 'tree'>): Promise<readonly GateWorkflow[]> {
  // The project's own repository runs itself.
  const own = paths.includes('action.yml') ? await textOf(tree, 'action.yml') : ''
  const action = /^name:\s*noisefloor\s*$/m.test(own) ? LOCAL_ACTION : ACTION
  const isGate: GateWorkflow['isGate'] = ({ uses, run }) => action.test(uses ?? '') || COMMAND.test(run ?? '')
  const found: GateWorkflow[] = []
  for (const path of paths.filter((one) => WORKFLOW.test(one))) {
    const text = await textOf(tree, path)
    const uses = [...text.matchAll(/\buses:\s*["']?([^\s"'#]+)/g)].map(([, name]) => name!)
    if (COMMAND.test(text) || uses.some((name) => action.test(name)))
      found.push({ path, isGate, ...parsed(text, path) })
  }
  return found
}

function parsed(text: string, path: string): Pick<GateWorkflow, 'source'> {
  try {
    return { source: parseYaml(text, path) }
  } catch (error) {
    if (error instanceof UserError) return {}
    throw error
  }
}

/** Another workflow may be anything. */
async function textOf(tree: Surroundings['tree'], path: string): Promise<string> {
  try {
    return (await readText(tree, path)) ?? ''
  } catch (error) {
    if (error instanceof UserError) return ''
    throw error
  }
}
