import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EditorSchemas } from './compose-starter.ts'
import type { Inventory } from './inventory.ts'
import type { Surroundings } from './surroundings.ts'

export const EDITOR_SCHEMAS = ['policy.schema.json', 'suite.schema.json'] as const

/**
 * Where the files of a starter find their JSON Schemas: in `node_modules` where the package is one of the repository's, else in copies of
 * their own, so that every clone has them without a network.
 */
export async function editorSchemas(
  { folder }: Pick<Surroundings, 'folder'>,
  { command }: Pick<Inventory, 'command'>,
  packageDirectory: string,
): Promise<EditorSchemas> {
  if (command !== 'noisefloor') return { folder: 'node_modules/noisefloor/schema', files: [] }
  const own = folder === '' ? 'evals/schema' : `${folder}/evals/schema`
  const files = EDITOR_SCHEMAS.map(async (name) => ({
    path: `${own}/${name}`,
    text: await readFile(join(packageDirectory, 'schema', name), 'utf8'),
    what: 'for editors',
  }))
  return { folder: own, files: await Promise.all(files) }
}
