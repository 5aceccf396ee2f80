import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** What one process took, from its start to its end. */
export interface Measured {
  /** Seconds. */
  readonly wall: number
  /** Seconds of processor time, user and system. */
  readonly cpu: number
  /** Peak of its resident memory, MB. */
  readonly peak: number
  readonly stdout: string
}

const REPORT_USAGE = `data:text/javascript,process.on('exit',()=>{
const u=process.resourceUsage();process.stderr.write('\\nusage '+JSON.stringify([u.userCPUTime+u.systemCPUTime,u.maxRSS])+'\\n')})`

/**
 * Runs Node with some arguments and measures it.
 * @param environment beside that of this process
 */
export function measure(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', REPORT_USAGE, ...args], {
      cwd,
      env: { ...process.env, ...environment },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr = (stderr + chunk).slice(-4000)
    })
    child.once('close', () => {
      const wall = (performance.now() - started) / 1000
      const usage = /usage (\[.*\])/.exec(stderr)?.[1]
      if (usage === undefined) return reject(new Error(`${args.join(' ')} failed:\n${stderr}`))
      const [cpu, peak] = JSON.parse(usage) as [number, number]
      resolve({ wall, cpu: cpu / 1e6, peak: peak / 1024, stdout })
    })
  })
}

export interface ServerStats {
  readonly requests: number
  readonly answered: number
  readonly refused: number
  readonly hung: number
  /** Requests whose connection the client closed; those of them that did not hang. */
  readonly cut: number
  readonly cutSlow: number
  readonly most: number
}

/** Runs something against a fresh server. */
export async function withServer<T>(
  settings: string,
  run: (baseUrl: string) => Promise<T>,
): Promise<{ readonly value: T; readonly stats: ServerStats }> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'server.ts'), ...settings.split(' ').filter(Boolean)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  try {
    const port = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (chunk) => resolve(String(chunk).trim()))
      child.once('exit', () => reject(new Error('the model server did not start')))
    })
    const value = await run(`http://127.0.0.1:${port}/v1`)
    const stats = (await (await fetch(`http://127.0.0.1:${port}/stats`)).json()) as ServerStats
    return { value, stats }
  } finally {
    child.kill()
  }
}
