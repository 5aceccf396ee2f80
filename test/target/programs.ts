import { randomUUID } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openProcessGuard, type ProcessGuard } from '../../src/boundary/process-guard.ts'
import type { Program } from '../../src/suite/program.ts'
import type { Workplace } from '../../src/target/workplace.ts'

/** A folder with scripts in it, and a guard over whatever is started there. */
export interface ProgramFolder extends AsyncDisposable {
  readonly directory: string
  readonly guard: ProcessGuard
  readonly place: Workplace
  /** A program that runs this shell script. */
  shell(script: string, changes?: Partial<Program>): Program
  /** A program that runs this JavaScript. */
  node(script: string, changes?: Partial<Program>): Program
  /** Command lines of the programs started here that are still alive, wherever they went. */
  survivors(): readonly string[]
}

export function makeProgramFolder(): ProgramFolder {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'noisefloor-')))
  const home = join(directory, 'run')
  mkdirSync(home)
  const guard = openProcessGuard(home)
  const mark = `TEST_MARK=${randomUUID()}`
  let scripts = 0
  const program = (run: readonly string[], changes: Partial<Program>): Program => ({
    run,
    folder: '',
    memoryMegabytes: 1024,
    ...changes,
    environment: { TEST_MARK: mark.slice('TEST_MARK='.length), ...changes.environment },
  })
  const written = (script: string, ending: string): string => {
    scripts += 1
    const file = join(directory, `script-${scripts}.${ending}`)
    writeFileSync(file, script)
    return file
  }
  return {
    directory,
    guard,
    place: { directory, home, guard },
    shell: (script, changes = {}) => program(['sh', written(script, 'sh')], changes),
    node: (script, changes = {}) => program([process.execPath, written(script, 'mjs')], changes),
    survivors: () => processesWith(mark),
    async [Symbol.asyncDispose]() {
      await guard.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Command lines of processes whose environment holds a text. Zombies have no environment any more. */
export function processesWith(mark: string): readonly string[] {
  return readdirSync('/proc').flatMap((id) => {
    try {
      if (!/^\d+$/.test(id) || !readFileSync(`/proc/${id}/environ`, 'latin1').includes(mark)) return []
      return [readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ')]
    } catch {
      return []
    }
  })
}

/** Processes that have ended and that this one has not waited for. */
export function zombieChildren(): readonly string[] {
  return readdirSync('/proc').filter((id) => {
    try {
      const stat = readFileSync(`/proc/${id}/stat`, 'utf8')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return state === 'Z' && parent === String(process.pid)
    } catch {
      return false
    }
  })
}
