import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { reportSchema } from '../../src/report/report.ts'
import { parseOutputFile, parseRunnerCommands, type RunnerCommand } from './runner-commands.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What `action.yml` tells the runner. */
const ACTION = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>
  readonly runs: { readonly using: string; readonly main: string }
}

/** Where the packaged action is; another build than the one in the repository can be tried with it. */
const PACKAGE = process.env['NOISEFLOOR_PACKAGE'] ?? ROOT

export interface RunnerJob {
  /** `RUNNER_TEMP`; exists. */
  readonly temporary: string
  /** `GITHUB_WORKSPACE`. */
  readonly workspace: string
  /** What the workflow writes under `with:`. */
  readonly inputs: Readonly<Record<string, string>>
  /** What the runner and the workflow set besides; `undefined` takes a variable away. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly token: string
}

export interface ActionRun {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly commands: readonly RunnerCommand[]
  /** What a reader of the log sees. */
  readonly log: string
  readonly warnings: readonly string[]
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  /** The file that the output `report` names, checked against its schema. */
  readonly report: ReturnType<typeof reportSchema.parse> | undefined
  readonly milliseconds: number
}

/** The action's process, with what the runner gives it. */
export interface RunningAction {
  readonly finished: Promise<ActionRun>
  kill(signal: NodeJS.Signals): void
}

/** Starts the packaged action as the runner does: `node` with its `main`, inputs and context as variables, files for what it writes. */
export function startAction(job: RunnerJob): RunningAction {
  const files = commandFiles(job.temporary)
  const environment: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    HOME: job.temporary,
    LANG: 'C.UTF-8',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    RUNNER_TEMP: job.temporary,
    RUNNER_OS: 'Linux',
    GITHUB_WORKSPACE: job.workspace,
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_ENV: files.environment,
    GITHUB_STATE: files.state,
    GITHUB_PATH: files.path,
    ...inputVariables(job),
  }
  for (const [name, value] of Object.entries(job.environment)) {
    if (value === undefined) delete environment[name]
    else environment[name] = value
  }
  const started = performance.now()
  const child = spawn(process.execPath, [join(PACKAGE, ACTION.runs.main)], {
    cwd: job.workspace,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  const finished = new Promise<ActionRun>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const milliseconds = performance.now() - started
      try {
        resolve({ code, signal, stdout, stderr, milliseconds, ...readTraces(stdout, stderr, files) })
      } catch (error) {
        reject(new Error(`unreadable traces of a run that said:\n${stdout}\n${stderr}`, { cause: error }))
      }
    })
  })
  return { finished, kill: (signal) => void child.kill(signal) }
}

let runs = 0

function commandFiles(temporary: string) {
  const directory = join(temporary, '_runner_file_commands', String(++runs))
  mkdirSync(directory, { recursive: true })
  const make = (name: string) => {
    const file = join(directory, name)
    writeFileSync(file, '')
    return file
  }
  return {
    output: make('output'),
    summary: make('summary'),
    environment: make('environment'),
    state: make('state'),
    path: make('path'),
  }
}

/** The runner fills in every input's default; `github.token` is the one expression among them. */
function inputVariables(job: RunnerJob): Readonly<Record<string, string>> {
  const defaults = Object.entries(ACTION.inputs).map(([name, input]) => [name, input.default ?? ''] as const)
  const all = { ...Object.fromEntries(defaults), ...job.inputs }
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value.replace(/^\$\{\{\s*github\.token\s*\}\}$/, job.token),
    ]),
  )
}

function readTraces(stdout: string, stderr: string, files: ReturnType<typeof commandFiles>) {
  const parsed = [parseRunnerCommands(stdout), parseRunnerCommands(stderr)]
  const commands = parsed.flatMap((one) => one.commands)
  const outputs = parseOutputFile(readFileSync(files.output, 'utf8'))
  for (const file of [files.environment, files.state, files.path]) {
    if (readFileSync(file, 'utf8') !== '')
      throw new Error('the action writes variables, state or paths of the job')
  }
  const reportFile = outputs['report'] ?? ''
  return {
    commands,
    log: parsed.flatMap((one) => one.lines).join('\n'),
    warnings: commands.filter(({ name }) => name === 'warning').map(({ data }) => data),
    outputs,
    summary: readFileSync(files.summary, 'utf8'),
    report:
      reportFile !== '' && existsSync(reportFile)
        ? reportSchema.parse(JSON.parse(readFileSync(reportFile, 'utf8')))
        : undefined,
  }
}
