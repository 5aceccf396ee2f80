import type { DataSource } from '../boundary/yaml-source.ts'
import { baseUrlProblem } from '../provider/base-url.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { placeOf } from './parse-section.ts'
import type { ServiceConfig } from './policy.ts'
import type { WrittenPolicy } from './policy-schema.ts'

/** Services by name, in the order of the file. */
export function readServices(
  written: NonNullable<WrittenPolicy['services']>,
  source: DataSource,
  mistakes: Mistakes,
): ReadonlyMap<string, ServiceConfig> {
  const entries = Object.entries(written).map(([name, { 'base-url': url }]) => {
    const problem = baseUrlProblem(url)
    if (problem !== undefined) {
      mistakes.add({
        ...placeOf(source, ['services', name, 'base-url']),
        message: `"base-url" ${problem}`,
      })
    }
    return [name, { name, baseUrl: url.replace(/\/+$/, '') }] as const
  })
  return new Map(entries)
}
