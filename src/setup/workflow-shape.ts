import * as z from 'zod'
import type { DataSource } from '../boundary/yaml-source.ts'

/** A workflow as far as the gate cares; what has another form than GitHub's is left out. */
const permissions = z
  .union([z.string(), z.record(z.string(), z.string())])
  .optional()
  .catch(undefined)
const environment = z.record(z.string(), z.unknown()).optional().catch(undefined)
const flag = z.union([z.boolean(), z.string()]).optional().catch(undefined)

const step = z.object({
  uses: z.string().optional().catch(undefined),
  run: z.string().optional().catch(undefined),
  with: z.record(z.string(), z.unknown()).optional().catch(undefined),
  env: environment,
  'continue-on-error': flag,
})
export type WorkflowStep = z.infer<typeof step>

const job = z.object({
  permissions,
  env: environment,
  steps: z.array(step).optional().catch(undefined),
  'timeout-minutes': z.number().optional().catch(undefined),
  'continue-on-error': flag,
})

const workflow = z.object({
  on: z
    .union([
      z.string().transform((event) => ({ [event]: null })),
      z.array(z.string()).transform((events) => Object.fromEntries(events.map((event) => [event, null]))),
      z.record(z.string(), z.unknown()),
    ])
    .optional()
    .catch(undefined),
  permissions,
  env: environment,
  jobs: z.record(z.string(), job).optional().catch(undefined),
})
export type WorkflowShape = z.infer<typeof workflow>

export function workflowShape(source: DataSource): WorkflowShape {
  const read = workflow.safeParse(source.value)
  return read.success ? read.data : {}
}
