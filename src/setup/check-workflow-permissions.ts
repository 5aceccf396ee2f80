import type { Complain } from './check-workflow.ts'
import type { WorkflowShape } from './workflow-shape.ts'

const WANTED = [
  ['contents', 'read', 'problem', 'the sides cannot be read in a private repository'],
  ['pull-requests', 'write', 'warning', 'there is no comment'],
  ['checks', 'write', 'warning', 'there is no check run and no annotation'],
] as const

/** The permissions of the token in a job: those of the job, else those of the workflow, else the repository's default. */
export function checkWorkflowPermissions(
  { permissions, jobs }: WorkflowShape,
  job: string,
  complain: Complain,
): void {
  const own = jobs![job]!.permissions
  const path = own === undefined ? ['permissions'] : ['jobs', job, 'permissions']
  const given = own ?? permissions
  const remedy = 'write permissions: { contents: read, pull-requests: write, checks: write } at the job'
  if (given === undefined) {
    complain(
      'warning',
      ['jobs', job],
      'the token has the default permissions of the repository, too many or too few',
      remedy,
    )
    return
  }
  if (typeof given === 'string') {
    if (given === 'write-all') complain('warning', path, 'the token may write everything', remedy)
    else if (given === 'read-all')
      complain('warning', path, 'the token may write neither comment nor check run', remedy)
    return
  }
  for (const [name, level, status, consequence] of WANTED) {
    if (given[name] === 'write' || given[name] === level) continue
    complain(status, path, `the token lacks ${name}: ${level}, so ${consequence}`, remedy)
  }
  const wanted = new Map<string, string>(WANTED.map(([name, level]) => [name, level]))
  const more = Object.entries(given).filter(
    ([name, level]) => level === 'write' && wanted.get(name) !== 'write',
  )
  if (more.length > 0) {
    complain(
      'warning',
      path,
      `the gate does not use ${more.map(([name, level]) => `${name}: ${level}`).join(', ')}`,
      remedy,
    )
  }
}
