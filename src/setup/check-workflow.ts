import { checkWorkflowPermissions } from './check-workflow-permissions.ts'
import type { DoctorFinding } from './doctor-finding.ts'
import { ACTION_PLACEHOLDER } from './starter-workflow.ts'
import { type WorkflowShape, type WorkflowStep, workflowShape } from './workflow-shape.ts'
import type { GateWorkflow } from './workflows-with-gate.ts'

/** What a workflow has to give the gate. */
export interface WorkflowNeeds {
  /** Variables of keys that the suites' providers take. */
  readonly variables: readonly string[]
  /** The policy names a label that approves changes of the gate. */
  readonly label: string | undefined
  /** Of the policy's budget. */
  readonly minutes: number | undefined
}

/** Tells of a place in a workflow; says nothing of what is right. */
export type Complain = (
  status: 'warning' | 'problem',
  path: readonly (string | number)[],
  message: string,
  remedy: string,
) => void

/** What keeps the gate in a workflow from working. */
export function checkWorkflow(workflow: GateWorkflow, needs: WorkflowNeeds): readonly DoctorFinding[] {
  const { path: file, source } = workflow
  if (source === undefined) {
    const message = 'the workflow is not valid YAML, so GitHub does not run it'
    return [{ subject: 'workflow', status: 'problem', message, remedy: 'mend it', file }]
  }
  const found: DoctorFinding[] = []
  const complain: Complain = (status, path, message, remedy) => {
    const { line } = source.locate(path, 'key')
    found.push({ subject: 'workflow', status, message, remedy, file, line })
  }
  const shape = workflowShape(source)
  checkEvents(shape, needs, complain)
  for (const [name, job] of Object.entries(shape.jobs ?? {})) {
    const gate = (job.steps ?? []).findIndex((step) => workflow.isGate(step))
    if (gate >= 0) checkJob(shape, name, gate, needs, complain)
  }
  if (found.some(({ status }) => status === 'problem')) return found
  return [{ subject: 'workflow', status: 'ok', message: 'the workflow gates pull requests', file }, ...found]
}

const PRIVILEGED = ['pull_request_target', 'workflow_run', 'issue_comment']

function checkEvents({ on = {} }: WorkflowShape, { label }: WorkflowNeeds, complain: Complain): void {
  for (const event of PRIVILEGED.filter((name) => Object.hasOwn(on, name))) {
    complain(
      'problem',
      ['on', event],
      `${event} runs with the repository's secrets beside what a stranger wrote; the gate refuses it`,
      'use pull_request',
    )
  }
  if (!Object.hasOwn(on, 'pull_request')) {
    if (PRIVILEGED.some((name) => Object.hasOwn(on, name))) return
    complain('problem', ['on'], 'no pull request starts this workflow', 'add pull_request to `on`')
    return
  }
  const { paths, types, branches } = (on['pull_request'] ?? {}) as Readonly<Record<string, unknown>>
  const at = (key: string) => ['on', 'pull_request', key]
  if (paths !== undefined) {
    complain(
      'warning',
      at('paths'),
      'a required check that `paths` leaves out stays pending for ever; the gate finds by itself what is affected',
      'drop `paths`',
    )
  }
  const isNamed = (type: string) => Array.isArray(types) && types.includes(type)
  if (label !== undefined && !isNamed('labeled')) {
    complain(
      'warning',
      ['on', 'pull_request'],
      `the label ${label} is seen with the next push only, not when it is set`,
      'write types: [opened, synchronize, reopened, labeled, edited]',
    )
  }
  if (branches === undefined || !isNamed('edited')) {
    complain(
      'warning',
      ['on', 'pull_request'],
      'a pull request can be judged against a branch with a weaker gate and then be pointed at another base',
      'name `branches`, and put `edited` among the `types`',
    )
  }
}

function checkJob(
  shape: WorkflowShape,
  name: string,
  gate: number,
  needs: WorkflowNeeds,
  complain: Complain,
): void {
  const job = shape.jobs![name]!
  const steps = job.steps ?? []
  const step = steps[gate]!
  const at = (index: number, ...path: readonly string[]) => ['jobs', name, 'steps', index, ...path]
  checkWorkflowPermissions(shape, name, complain)
  checkCheckout(steps.slice(0, gate), (...path) => at(...path), ['jobs', name, 'steps'], complain)
  checkAction(step, at(gate, 'uses'), complain)
  checkKeys(shape, name, step, at(gate), needs.variables, complain)
  for (const [where, path] of [
    [job, ['jobs', name, 'continue-on-error']],
    [step, at(gate, 'continue-on-error')],
  ] as const) {
    const written = where['continue-on-error']
    if (written === undefined || written === false) continue
    complain('problem', path, 'continue-on-error lets a regression pass as a green check', 'drop it')
  }
  const limit = job['timeout-minutes']
  if (limit !== undefined && needs.minutes !== undefined && limit < needs.minutes) {
    complain(
      'warning',
      ['jobs', name, 'timeout-minutes'],
      `the job is cancelled after ${limit} minutes, and the policy lets a push take ${needs.minutes}`,
      `set timeout-minutes above ${needs.minutes}, or lower budget.minutes`,
    )
  }
  const isCached = steps.some(
    ({ uses, with: given }) =>
      /^actions\/cache\b/.test(uses ?? '') && /noisefloor/.test(String(given?.['path'])),
  )
  // Without keys nothing is paid for.
  if (!isCached && needs.variables.length > 0) {
    complain(
      'warning',
      at(gate),
      'recorded trials are not cached, so a re-run pays for its calls again',
      'put actions/cache/restore and actions/cache/save around the step: docs/github-action.md',
    )
  }
}

function checkCheckout(
  before: readonly WorkflowStep[],
  at: (index: number, ...path: readonly string[]) => readonly (string | number)[],
  steps: readonly (string | number)[],
  complain: Complain,
): void {
  const index = before.findIndex(({ uses }) => /^actions\/checkout\b/.test(uses ?? ''))
  if (index < 0) {
    complain(
      'warning',
      steps,
      'the repository is not checked out before the gate, so both sides are read through the API, and targets that are code cannot run',
      'add actions/checkout with { fetch-depth: 2, persist-credentials: false }',
    )
    return
  }
  const given = before[index]!.with ?? {}
  const depth = given['fetch-depth'] === undefined ? 1 : Number(given['fetch-depth'])
  const place = (key: string) => (given[key] === undefined ? at(index, 'uses') : at(index, 'with', key))
  if (depth === 1) {
    complain(
      'warning',
      place('fetch-depth'),
      'the checkout lacks the parents of the merge commit, so every run fetches base, or reads it through the API where it may not; targets that are code then cannot run',
      'set fetch-depth: 2',
    )
  }
  if (String(given['persist-credentials'] ?? true) !== 'false') {
    complain(
      'warning',
      place('persist-credentials'),
      'the checkout leaves the token in .git/config, where every later step can read it',
      'set persist-credentials: false',
    )
  }
}

function checkAction({ uses }: WorkflowStep, path: readonly (string | number)[], complain: Complain): void {
  if (uses === undefined) return
  if (uses === ACTION_PLACEHOLDER || /^OWNER\/|<[^>]*>/.test(uses)) {
    complain(
      'problem',
      path,
      `${uses} is a placeholder, which GitHub cannot find`,
      'put the owner and the commit of a release there',
    )
  } else if (!uses.startsWith('./') && !/@[0-9a-f]{40}$/.test(uses)) {
    complain(
      'warning',
      path,
      `${uses} is not pinned: whoever moves that tag or branch runs beside your keys`,
      'name the full commit SHA of a release',
    )
  }
}

function checkKeys(
  { env, jobs }: WorkflowShape,
  job: string,
  step: WorkflowStep,
  at: readonly (string | number)[],
  variables: readonly string[],
  complain: Complain,
): void {
  const scopes = [
    { given: step.env, path: [...at, 'env'], own: true },
    { given: jobs![job]!.env, path: ['jobs', job, 'env'], own: false },
    { given: env, path: ['env'], own: false },
  ]
  for (const variable of variables) {
    const scope = scopes.find(({ given }) => given?.[variable] !== undefined)
    if (scope === undefined) {
      complain(
        'problem',
        at,
        `${variable} is not handed to the gate, so suites that need it are not-evaluable`,
        `add env: { ${variable}: \${{ secrets.${variable} }} } to the step`,
      )
      continue
    }
    const path = [...scope.path, variable]
    if (!/\$\{\{.*\}\}/.test(String(scope.given![variable]))) {
      complain(
        'problem',
        path,
        `the value of ${variable} stands in the workflow, where everybody can read it`,
        `revoke that key, make a new one, and write \${{ secrets.${variable} }}`,
      )
    } else if (!scope.own) {
      complain(
        'warning',
        path,
        `${variable} is handed to every step of the job, and not to the gate alone`,
        'move it to `env` of the step',
      )
    }
  }
}
