import { UserError } from '../boundary/finding.ts'
import { readText } from '../boundary/read-text.ts'
import { type DataSource, parseYaml } from '../boundary/yaml-source.ts'
import type { Surroundings } from './surroundings.ts'

/** A workflow that runs the gate, as the action or by its command line. */
export interface GateWorkflow {
  readonly path: string
  readonly text: string
  /** Absent where it is no YAML. */
  readonly source?: DataSource
}

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/
const GATE = /\buses:\s*["']?[\w.-]+\/noisefloor(?:\/[\w./-]+)?@|\bnoisefloor\s+check\b/

export async function workflowsWithGate({
  paths,
  tree,
}: Pick<Surroundings, 'paths' | 'tree'>): Promise<readonly GateWorkflow[]> {
  const found: GateWorkflow[] = []
  for (const path of paths.filter((one) => WORKFLOW.test(one))) {
    const text = (await readText(tree, path).catch(unreadable)) ?? ''
    if (GATE.test(text)) found.push({ path, text, ...parsed(text, path) })
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
function unreadable(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error
}
