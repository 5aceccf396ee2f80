import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../boundary/world.ts'

/** `noisefloor schema`: prints the generated JSON Schema of a file. Resolves to the exit code. */
export async function schema(options: { readonly of: string }, world: World): Promise<number> {
  world.stdout.write(
    await readFile(join(world.packageDirectory, 'schema', `${options.of}.schema.json`), 'utf8'),
  )
  return 0
}
