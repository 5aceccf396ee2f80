import { resolve } from 'node:path'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { createGit, gitEnvironment } from '../change/git-command.ts'
import { systemClock } from '../provider/clock.ts'
import { terminalPage } from '../report/terminal-page.ts'
import { checkNode } from '../setup/check-node.ts'
import { type Diagnosis, diagnose } from '../setup/diagnose.ts'
import type { DoctorFinding } from '../setup/doctor-finding.ts'
import { countByStatus, doctorLines, inOrder } from '../setup/doctor-lines.ts'
import { gitHubRepository } from '../setup/github-repository.ts'
import { commandLogger } from './command-logger.ts'
import { forecastAllSuites } from './forecast-all-suites.ts'
import { findMistakes } from './validate.ts'

export interface DoctorOptions {
  readonly config: string
  readonly base?: string
  readonly out: string
  /** Asks each model once. */
  readonly live: boolean
  /** Asks GitHub what the token may do. */
  readonly token: boolean
  readonly json: boolean
}

/** `noisefloor doctor`: looks for what breaks gates in practice. Resolves to 0 when nothing is broken, else to 2. */
export async function doctor(options: DoctorOptions, world: World): Promise<number> {
  const diagnosis = await diagnose(options, world, {
    mistakes: findMistakes,
    forecast: (policy, suites) => forecastAllSuites(policy, suites, resolve(world.directory, options.out)),
  })
  const findings = inOrder([
    checkNode(process.versions.node),
    ...diagnosis.findings,
    ...(options.live ? await askModels(diagnosis, world) : []),
    ...(options.token ? await askGitHub(diagnosis, world) : []),
  ])
  const counts = countByStatus(findings)
  if (options.json) {
    world.stdout.write(
      `${JSON.stringify({ v: 1, healthy: counts.problem === 0, counts, findings }, null, 2)}\n`,
    )
  } else {
    const { columns, isTerminal } = world.stdout
    const page = terminalPage({ columns, colour: isTerminal && world.environment['NO_COLOR'] === undefined })
    world.stdout.write(`${doctorLines(findings, page).join('\n')}\n`)
  }
  return counts.problem === 0 ? 0 : 2
}

async function askModels(
  { policy, models, forecasts }: Diagnosis,
  world: World,
): Promise<readonly DoctorFinding[]> {
  if (policy === undefined) return []
  const { pingCost, pingCostText, pingModels } = await import('../setup/ping-models.ts')
  const { models: asked, usd } = await pingCost(policy, models)
  if (asked.length === 0) {
    return [
      { subject: 'ping', status: 'ok', message: 'no suite asks a model that is reached over a network' },
    ]
  }
  commandLogger(world).info(pingCostText(asked, usd))
  const calls = forecasts.reduce((sum, { nothing }) => sum + nothing.calls, 0)
  const { minutes } = policy.budget
  return pingModels(asked, world, minutes === undefined ? undefined : calls / minutes)
}

async function askGitHub({ policy }: Diagnosis, world: World): Promise<readonly DoctorFinding[]> {
  const { environment } = world
  const token = environment['GITHUB_TOKEN'] ?? environment['GH_TOKEN'] ?? ''
  if (token === '') {
    const message = 'there is no token: neither GITHUB_TOKEN nor GH_TOKEN is set'
    return [{ subject: 'token', status: 'problem', message, remedy: 'set one, or leave --token out' }]
  }
  const git = createGit(runProcess, world.directory, { environment: gitEnvironment(environment) })
  const origin = await git(['remote', 'get-url', 'origin'], { allowFailure: true })
  const repository = gitHubRepository(environment, origin.stdout.toString('utf8').trim())
  if (repository === undefined) {
    const message = 'neither GITHUB_REPOSITORY nor the address of origin names a repository on GitHub'
    return [{ subject: 'token', status: 'problem', message, remedy: 'set GITHUB_REPOSITORY=OWNER/NAME' }]
  }
  const [{ openGitHub }, { checkToken }] = await Promise.all([
    import('../github/client.ts'),
    import('../setup/check-token.ts'),
  ])
  const apiUrl = (environment['GITHUB_API_URL'] ?? 'https://api.github.com').replace(/\/+$/, '')
  const connection = openGitHub({ apiUrl, token, repository, environment, clock: systemClock })
  try {
    return await checkToken(connection.within(10_000, world.interrupted), policy?.gateChanges.label)
  } finally {
    await connection.close()
  }
}
