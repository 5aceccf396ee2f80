import * as z from 'zod'
import { partsAt } from './schema-keys.ts'

/** How the value of a key is written, for who has left the key out. Registered by the schema of the value. */
export const forms = z.registry<{ readonly form: string }>()

/** The form of the value at a path, where its schema has registered one. */
export function formAt(schema: z.core.$ZodType, path: readonly (string | number)[]): string | undefined {
  return partsAt(schema, path).flatMap((part) => forms.get(part)?.form ?? [])[0]
}
