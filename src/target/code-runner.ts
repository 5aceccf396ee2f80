import { mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { contentHash } from '../boundary/content-hash.ts'
import { UserError } from '../boundary/finding.ts'
import { makeOutputFolder } from '../boundary/output-folder.ts'
import { openProcessGuard, type ProcessGuard } from '../boundary/process-guard.ts'
import type { Redact } from '../boundary/redactor.ts'
import type { Program, ServedProgram, SideCode } from '../suite/program.ts'
import { CodeFailure } from './code-failure.ts'
import { setUp } from './set-up.ts'
import type { Service } from './start-service.ts'
import { openTrees } from './trees.ts'
import type { CodeSources, Workplace } from './workplace.ts'

/** Runs the code of both sides. Worktrees are made, and services started, once per side and when they are first needed. */
export interface CodeRunner {
  /** @throws CodeFailure when the tree cannot be had or set up */
  workplace(side: SideCode['side'], program: Program): Promise<Workplace>
  /** @throws CodeFailure when it does not start, or has ended since */
  service(side: SideCode['side'], name: string, served: ServedProgram): Promise<Service>
  /** Stops all services, kills whatever programs are left, and removes the worktrees. */
  close(): Promise<void>
}

export interface CodeRunnerOptions {
  readonly sources: CodeSources
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly redact: Redact
  /** Ends what is being started. */
  readonly signal: AbortSignal
}

export function createCodeRunner(options: CodeRunnerOptions): CodeRunner {
  const { sources, environment, redact } = options
  const closing = new AbortController()
  const signal = AbortSignal.any([options.signal, closing.signal])
  let opened: Promise<{ readonly folder: string; readonly guard: ProcessGuard }> | undefined
  const trees = openTrees(sources, async () => (await open()).folder)
  const setUps = new Map<string, Promise<void>>()
  const services = new Map<string, Promise<Service>>()

  function open() {
    opened ??= makeRunFolder(sources.out).then(
      (folder) => ({ folder, guard: openProcessGuard(folder) }),
      ({ code, path }: NodeJS.ErrnoException) => {
        throw new CodeFailure(`${path} cannot be made (${code}), so no code can be run`)
      },
    )
    return opened
  }

  async function workplace(side: SideCode['side'], program: Program): Promise<Workplace> {
    const { folder, guard } = await open()
    const root = await orFailure(side, () => trees.tree(side))
    const home = join(folder, `home-${side}`)
    await mkdir(home, { recursive: true })
    const place = { directory: join(root, program.folder), home, guard }
    const { setup } = program
    if (setup !== undefined) {
      await once(setUps, contentHash([root, program.folder, setup, program.environment]), () =>
        setUp(side, { ...program, run: setup }, place, { environment, redact, signal }),
      )
    }
    return place
  }

  return {
    workplace,
    service: async (side, name, served) => {
      const service = await once(services, contentHash([side, served]), async () => {
        const { startService } = await import('./start-service.ts')
        const log = join(sources.out, 'logs', `${name}-${side}.log`)
        const place = await workplace(side, served)
        return startService(side, name, served, place, { environment, redact, signal, log })
      })
      if (service.down.aborted) throw service.down.reason
      return service
    },
    async close() {
      const guard = await opened?.then((made) => made.guard).catch(() => undefined)
      if (guard === undefined) return
      closing.abort(new Error('the run has ended'))
      await Promise.allSettled(setUps.values())
      const started = await Promise.allSettled(services.values())
      await Promise.allSettled(
        started.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)),
      )
      await trees.close()
      await guard.close()
    },
  }
}

async function makeRunFolder(out: string): Promise<string> {
  const trees = join(out, 'trees')
  await makeOutputFolder(out)
  await mkdir(trees, { recursive: true })
  return mkdtemp(join(trees, 'run-'))
}

async function orFailure<T>(side: SideCode['side'], task: () => Promise<T>): Promise<T> {
  try {
    return await task()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new CodeFailure(`the files of ${side} cannot be put on disk: ${error.message}`, { cause: error })
  }
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = known.get(key) ?? make()
  known.set(key, made)
  return made
}
