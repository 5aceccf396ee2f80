import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import type { World } from '../boundary/world.ts'
import { writeOutputs } from '../github/action-outputs.ts'
import { connectLazily } from '../github/connection.ts'
import { parseEvent } from '../github/event.ts'
import { type ActionInputs, DEFAULT_NAME, readInputs } from '../github/inputs.ts'
import { writeJobSummary } from '../github/job-summary.ts'
import { type RunContext, readRunContext } from '../github/run-context.ts'
import {
  createActionLogger,
  keepSecrets,
  showFindings,
  type WorkflowCommands,
} from '../github/workflow-commands.ts'
import { systemClock } from '../provider/clock.ts'
import { type Answer, answerOfMistakes, plainAnswer } from './action-answer.ts'
import type { ActionRun } from './action-run.ts'
import { failureFindings, logOwnFault } from './failure-findings.ts'

/** The action: reads the event, does what it asks for, and says it in the job's summary and outputs. Resolves to the exit code. */
export async function runAction(world: World, commands: WorkflowCommands): Promise<number> {
  const context = readRunContext(world.environment)
  const secrets = keepSecrets(world.environment, commands)
  const logger = createActionLogger(commands, (text) => world.stdout.write(text), secrets.redact)
  const run = { world, context, secrets, logger, commands }
  const answer = await answerOrExplain(run)
  try {
    await writeJobSummary(context.stepSummary, secrets.redact(answer.summary))
    if (world.environment['GITHUB_OUTPUT']) {
      writeOutputs(answer, (name, value) => commands.setOutput(name, value))
    }
  } catch (error) {
    logger.warning(
      `the job's summary and outputs are not complete: ${error instanceof Error ? error.message : error}`,
    )
  }
  return answer.exitCode
}

type StartedRun = Pick<ActionRun, 'world' | 'context' | 'secrets' | 'logger' | 'commands'>

/** The user's mistake is told short, a bug of ours with its stack; neither is green. */
async function answerOrExplain(run: StartedRun): Promise<Answer> {
  try {
    return await answerEvent(run)
  } catch (error) {
    const findings = failureFindings(error)
    showFindings(findings, run.commands, run.secrets.redact)
    logOwnFault(error, run.logger)
    return answerOfMistakes(findings, run.secrets.redact)
  }
}

async function answerEvent(started: StartedRun): Promise<Answer> {
  const { world, context, logger } = started
  const inputs = readInputs(world.environment)
  const event = parseEvent(context.eventName, await readPayload(context.eventPath), context.actor)
  if (event.kind === 'refused') {
    throw new UserError({
      file: `event \`${event.name}\``,
      message: event.reason,
      hint: 'run the gate on `pull_request`, which gives a stranger’s change neither secrets nor a token that can write',
    })
  }
  if (event.kind === 'pull-request' && event.action === 'closed') {
    return plainAnswer('unaffected', 'neutral', 0, 'The pull request is closed: nothing was judged.')
  }
  if (event.kind === 'push' && event.deleted) {
    return plainAnswer('unaffected', 'success', 0, 'The branch is gone: there is nothing to check.')
  }
  const github = connectLazily({
    context,
    token: inputs.token,
    environment: world.environment,
    clock: systemClock,
  })
  const out = outputFolder(world, context, inputs)
  const run: ActionRun = { ...started, inputs, github, out }
  try {
    if (event.kind === 'push') return await (await import('./action-validate.ts')).validatePush(run, event)
    if (event.kind === 'other') {
      logger.notice(
        `on \`${event.name || 'no event'}\` there is no pull request to report on: see the summary of the job`,
      )
    }
    return await (await import('./action-gate.ts')).gateEvent(run, event)
  } finally {
    await github.close()
  }
}

/** A payload that is missing or no JSON has no fields; what needs them is left out. */
async function readPayload(path: string | undefined): Promise<unknown> {
  if (path === undefined) return undefined
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** Trials and reports, outside of the checkout where the runner has a place for that; a gate with a name has its own folder. */
function outputFolder(world: World, context: RunContext, { name }: ActionInputs): string {
  const root =
    context.temporary === undefined
      ? resolve(context.workspace ?? world.directory, '.noisefloor')
      : join(context.temporary, 'noisefloor')
  return name === DEFAULT_NAME ? root : join(root, `gate-${encodeURIComponent(name)}`)
}
