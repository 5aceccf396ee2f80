import { join } from 'node:path'

/**
 * Where a run records: `out` itself, or a folder in it that belongs to the model of a rehearsal, so that what is expected of a suite never
 * rests on trials of another model.
 */
export function rehearsalFolder({ out, model }: { readonly out: string; readonly model?: string }): string {
  return model === undefined ? out : join(out, 'rehearsal', model.replaceAll(/[^A-Za-z0-9.-]+/g, '-'))
}
