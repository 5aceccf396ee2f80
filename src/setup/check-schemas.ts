import { posix } from 'node:path'
import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'
import { readTextIfAny } from '../boundary/read-text.ts'
import { resolveReference } from '../boundary/resolve-reference.ts'
import type { DoctorFinding } from './doctor-finding.ts'
import { EDITOR_SCHEMAS } from './editor-schemas.ts'

const COMMENT = /^#\s*yaml-language-server:\s*\$schema=(?<schema>\S+)/m
/** How far into a file editors look. */
const HEAD_LINES = 20

/**
 * Whether editors know the form of policy and suites, by the comment at their top, and know that of this version.
 * @param shipped texts of the JSON Schemas of this version, by file name
 */
export async function checkSchemas(
  tree: FileTree,
  { policy, suites }: { readonly policy: string; readonly suites: readonly string[] },
  shipped: ReadonlyMap<string, string>,
): Promise<readonly DoctorFinding[]> {
  const files = [policy, ...suites]
  const findings: DoctorFinding[] = []
  const missing: string[] = []
  for (const file of files) {
    const text = await readTextIfAny(tree, file)
    if (text === undefined) continue
    const schema = COMMENT.exec(text.split('\n').slice(0, HEAD_LINES).join('\n'))?.groups?.['schema']
    if (schema === undefined) missing.push(file)
    else findings.push(...(await checkSchema(tree, file, lineOf(text), schema, shipped)))
  }
  if (missing.length > 0) {
    const kind = missing[0] === policy ? 'policy' : 'suite'
    const shown =
      missing.length > 3
        ? `${missing.slice(0, 3).join(', ')} and ${missing.length - 3} more`
        : missing.join(', ')
    findings.push({
      subject: 'schemas',
      status: 'warning',
      message: `${shown}: nothing tells editors the schema, so they complete and check nothing`,
      remedy: `run \`noisefloor schema --of ${kind} > evals/schema/${kind}.schema.json\` and begin the file with \`# yaml-language-server: $schema=PATH\``,
    })
  }
  if (findings.length > 0) return findings
  return files.length === 0
    ? []
    : [{ subject: 'schemas', status: 'ok', message: 'editors know the schemas of policy and suites' }]
}

async function checkSchema(
  tree: FileTree,
  file: string,
  line: number,
  schema: string,
  shipped: ReadonlyMap<string, string>,
): Promise<readonly DoctorFinding[]> {
  // What is elsewhere, or installed, is not ours to look into.
  if (/^[a-z]+:\/\//i.test(schema) || schema.includes('node_modules/')) return []
  const path = pathOf(file, schema)
  const text = path === undefined ? undefined : await readTextIfAny(tree, path)
  const place = { subject: 'schemas', status: 'warning', file, line } as const
  const kind = EDITOR_SCHEMAS.find((name) => name === posix.basename(schema))?.split('.')[0]
  const remedy = `run \`noisefloor schema --of ${kind ?? 'suite'} > ${path ?? 'evals/schema/suite.schema.json'}\``
  if (text === undefined) {
    return [
      {
        ...place,
        message: `the schema ${schema} is not there, so editors complete and check nothing`,
        remedy,
      },
    ]
  }
  const current = shipped.get(posix.basename(schema))
  return current === undefined || current === text
    ? []
    : [{ ...place, message: `the schema ${schema} is that of another version`, remedy }]
}

function pathOf(file: string, schema: string): string | undefined {
  try {
    return resolveReference(file, schema)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

function lineOf(text: string): number {
  return text.slice(0, COMMENT.exec(text)?.index ?? 0).split('\n').length
}
