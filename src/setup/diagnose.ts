import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import { inCi } from '../boundary/in-ci.ts'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { openRepository, type Repository } from '../change/repository.ts'
import { credentialVariables } from '../provider/provider-config.ts'
import { loadPolicy } from '../suite/load-policy.ts'
import { loadSuites } from '../suite/load-suites.ts'
import type { Policy } from '../suite/policy.ts'
import type { Suite } from '../suite/suite.ts'
import { checkBudget, type SuiteForecast } from './check-budget.ts'
import { checkClone } from './check-clone.ts'
import { checkKeys } from './check-keys.ts'
import { checkModels } from './check-models.ts'
import { checkOutFolder } from './check-out-folder.ts'
import { checkPolicy, type Mistakes } from './check-policy.ts'
import { checkSchemas } from './check-schemas.ts'
import { checkWorkflow } from './check-workflow.ts'
import type { DoctorFinding } from './doctor-finding.ts'
import { EDITOR_SCHEMAS } from './editor-schemas.ts'
import { type UsedModel, usedModels } from './used-models.ts'
import { workflowsWithGate } from './workflows-with-gate.ts'

export interface Diagnosis {
  readonly findings: readonly DoctorFinding[]
  /** Absent where there is none that can be used. */
  readonly policy?: Policy
  readonly models: readonly UsedModel[]
  readonly forecasts: readonly SuiteForecast[]
}

export interface DiagnoseOptions {
  readonly config: string
  readonly base?: string
}

/** What `validate` does, and what `plan` expects; both are of the commands. */
export interface DiagnosePorts {
  mistakes(tree: ReturnType<Repository['workingTree']>, config: string): Promise<Mistakes>
  forecast(policy: Policy, suites: readonly Suite[]): Promise<readonly SuiteForecast[]>
}

/** Everything that can be looked at without a request to anybody. */
export async function diagnose(
  options: DiagnoseOptions,
  world: Pick<World, 'directory' | 'environment' | 'packageDirectory'>,
  ports: DiagnosePorts,
): Promise<Diagnosis> {
  const { directory, environment } = world
  const opened = await openRepository(directory, runProcess, { environment }).catch(asFindings)
  if (Array.isArray(opened)) return { findings: opened, models: [], forecasts: [] }
  const repository = opened as Repository
  try {
    const clone = await checkClone(repository, options.base)
    const tree = repository.workingTree()
    const mistakes = await ports.mistakes(tree, options.config)
    const base = clone.base === undefined ? undefined : repository.commitTree(clone.base)
    const policy = await loadPolicy(tree, options.config).catch(unusable)
    const suites = policy === undefined ? [] : (await loadSuites(tree, policy.suites)).suites
    const models = policy === undefined ? [] : usedModels(policy, suites)
    const forecasts =
      policy === undefined || mistakes.findings.length > 0 ? [] : await ports.forecast(policy, suites)
    return {
      findings: [
        ...clone.findings,
        ...(await checkPolicy(options.config, mistakes, base)),
        ...(await checkSchemas(
          tree,
          { policy: options.config, suites: suites.map(({ file }) => file) },
          await shippedSchemas(world.packageDirectory),
        )),
        await checkOutFolder(repository.root, runProcess, environment),
        ...(await checkWorkflows({ tree, paths: await tree.list() }, policy, models)),
        ...checkKeys(models, environment, inCi(environment)),
        ...(policy === undefined ? [] : await checkModels(policy, models)),
        ...(policy === undefined ? [] : checkBudget(policy, forecasts)),
      ],
      ...(policy === undefined ? {} : { policy }),
      models,
      forecasts,
    }
  } finally {
    await repository.close()
  }
}

async function checkWorkflows(
  surroundings: Parameters<typeof workflowsWithGate>[0],
  policy: Policy | undefined,
  models: readonly UsedModel[],
): Promise<readonly DoctorFinding[]> {
  const workflows = await workflowsWithGate(surroundings)
  if (workflows.length === 0) {
    return [
      {
        subject: 'workflow',
        status: 'warning',
        message: 'no workflow in .github/workflows runs the gate, so pull requests are not judged',
        remedy: 'copy the one of docs/github-action.md, or let `noisefloor init` write it',
      },
    ]
  }
  const needs = {
    variables: [...new Set(models.flatMap(({ provider }) => credentialVariables(provider)))],
    label: policy?.gateChanges.label,
    minutes: policy?.budget.minutes,
  }
  return workflows.flatMap((workflow) => checkWorkflow(workflow, needs))
}

async function shippedSchemas(packageDirectory: string): Promise<ReadonlyMap<string, string>> {
  const texts = EDITOR_SCHEMAS.map(
    async (name) => [name, await readFile(join(packageDirectory, 'schema', name), 'utf8')] as const,
  )
  return new Map(await Promise.all(texts))
}

/** Without a repository there is nothing more to look at. */
function asFindings(error: unknown): readonly DoctorFinding[] {
  if (!(error instanceof UserError)) throw error
  return error.findings.map(({ message, hint }) => ({
    subject: 'git',
    status: 'problem',
    message,
    ...(hint === undefined ? {} : { remedy: hint }),
  }))
}

/** What is wrong with it is among the mistakes. */
function unusable(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error
}
