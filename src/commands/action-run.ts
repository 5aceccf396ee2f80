import { UserError } from '../boundary/finding.ts'
import type { Logger } from '../boundary/logger.ts'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { openRepository, type Repository } from '../change/repository.ts'
import { type CommitReader, openCommitReader } from '../github/commit-reader.ts'
import type { LazyGitHub } from '../github/connection.ts'
import type { ActionInputs } from '../github/inputs.ts'
import type { RunContext } from '../github/run-context.ts'
import type { RunSecrets, WorkflowCommands } from '../github/workflow-commands.ts'

/** What every step of a run of the action has at hand. */
export interface ActionRun {
  readonly world: World
  readonly context: RunContext
  readonly inputs: ActionInputs
  readonly secrets: RunSecrets
  readonly logger: Logger
  readonly commands: WorkflowCommands
  readonly github: LazyGitHub
  /** Folder of trials and reports. */
  readonly out: string
}

/** For all files of both sides. */
const READ_FILES_MS = 60_000

/** The checkout of the workflow, or `undefined` where there is none that git can read. */
export async function openCheckout({ world, context, logger }: ActionRun): Promise<Repository | undefined> {
  try {
    return await openRepository(context.workspace ?? world.directory, runProcess, {
      environment: world.environment,
      signal: world.interrupted,
    })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    logger.info(error.message)
    return undefined
  }
}

/** Reads commits through the API, where there is a token for it. */
export function commitReader({ github, world }: ActionRun): (() => Promise<CommitReader>) | undefined {
  if (github.missing !== undefined) return undefined
  return async () => openCommitReader((await github.within(READ_FILES_MS, world.interrupted))!)
}
