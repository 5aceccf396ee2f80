import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findProgram } from '../../src/boundary/find-program.ts'
import { startProgram } from '../../src/boundary/run-program.ts'
import type { Program } from '../../src/suite/program.ts'
import { makeProgramFolder, type ProgramFolder, processesWith, zombieChildren } from '../target/programs.ts'

let folder: ProgramFolder
beforeEach(() => {
  folder = makeProgramFolder()
})
afterEach(() => folder[Symbol.asyncDispose]())

async function start(program: Program, input?: string) {
  const printed: Buffer[] = []
  const running = await startProgram({
    run: program.run,
    directory: folder.directory,
    environment: { PATH: process.env['PATH'] ?? '', ...program.environment },
    ...(input === undefined ? {} : { input }),
    memoryMegabytes: program.memoryMegabytes,
    guard: folder.guard,
    onOutput: (chunk) => printed.push(chunk),
  })
  const text = () => Buffer.concat(printed).toString('utf8')
  const untilPrinted = async (part: string) => {
    while (!text().includes(part)) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return { running, text, untilPrinted }
}

describe('a program', () => {
  it('gets its input, and its end and what it prints are told', async () => {
    const { running, text } = await start(folder.shell('cat; echo to stderr >&2; exit 3'), 'the input\n')
    expect(await running.ended).toEqual({ code: 3, signal: undefined })
    expect(text()).toContain('the input')
    expect(text()).toContain('to stderr')
  })

  it('has its environment, the mark of the run, and nothing else', async () => {
    const { running, text } = await start({ ...folder.shell(''), run: ['env'] })
    await running.ended
    const names = text()
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0])
    expect(names.sort()).toEqual(['NOISEFLOOR_RUN', 'PATH', 'TEST_MARK'])
  })

  it('may leave its input unread', async () => {
    const { running } = await start(folder.shell('exit 0'), 'x'.repeat(4_000_000))
    expect((await running.ended).code).toBe(0)
  })

  it.each([
    ['is on no path', ['no-such-program'], /"no-such-program" was not found; install it/],
    ['is no file here', ['./missing'], /"\.\/missing" was not found; a path is relative/],
    ['may not be executed', ['./script-1.sh'], /was not found/],
  ])('that %s is the user’s mistake', async (_, run, message) => {
    const program = folder.shell('')
    await expect(start({ ...program, run })).rejects.toThrow(message)
  })

  it('in a folder that does not exist is the user’s mistake', async () => {
    await expect(
      startProgram({
        run: ['true'],
        directory: join(folder.directory, 'gone'),
        environment: { PATH: process.env['PATH'] ?? '' },
        memoryMegabytes: 64,
        guard: folder.guard,
        onOutput: () => {},
      }),
    ).rejects.toThrow(/the folder .*gone does not exist/)
  })

  it.skipIf(findProgram('prlimit', '/', process.env['PATH']) === undefined)(
    'cannot hold more data than it is allowed',
    async () => {
      const script = 'const all = []; for (;;) all.push(Buffer.alloc(2 ** 24, 1))'
      const { running } = await start(folder.node(script, { memoryMegabytes: 256 }))
      expect((await running.ended).code).not.toBe(0)
    },
  )
})

describe('the end of a program', () => {
  it('is the end of what it left running in its group', async () => {
    const { running } = await start(folder.shell('sleep 60 & sleep 60 & exit 0'))
    expect((await running.ended).code).toBe(0)
    expect(folder.survivors()).toEqual([])
  })

  it('comes by SIGTERM first', async () => {
    const { running, text, untilPrinted } = await start(
      folder.shell("trap 'echo goodbye; exit 7' TERM; echo up; while :; do sleep 0.05; done"),
    )
    await untilPrinted('up')
    expect(await running.end(5_000)).toEqual({ code: 7, signal: undefined })
    expect(text()).toContain('goodbye')
  })

  it('comes by SIGKILL to whoever does not listen', async () => {
    const { running, untilPrinted } = await start(
      folder.shell("trap '' TERM INT HUP; echo up; while :; do sleep 0.05; done"),
    )
    await untilPrinted('up')
    expect(await running.end(100)).toEqual({ code: undefined, signal: 'SIGKILL' })
    expect(folder.survivors()).toEqual([])
  })

  it('does not wait for a process that left the group and keeps the pipes; closing the guard ends that too', async () => {
    const { running, untilPrinted } = await start(
      // It says so itself: before that it may still be in the group, and end with it.
      folder.shell('setsid sh -c "echo started; exec sleep 60" & sleep 60'),
    )
    await untilPrinted('started')
    await running.end(0)
    expect(folder.survivors().join()).toContain('sleep 60')
    await folder.guard.close()
    expect(folder.survivors()).toEqual([])
  })

  it('leaves no zombie', async () => {
    const { running } = await start(folder.shell('sh -c "exit 0" & exit 0'))
    await running.ended
    expect(zombieChildren()).toEqual([])
  })

  it('holds for a program that forks as fast as it can', async () => {
    const { running, untilPrinted } = await start(
      folder.shell('echo up; for i in $(seq 40); do (while :; do sleep 0.01; done) & done; wait'),
    )
    await untilPrinted('up')
    await running.end(0)
    expect(folder.survivors()).toEqual([])
  })
})

describe('the guard', () => {
  it('ends all programs and removes the folder when this process is killed', async () => {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'noisefloor-')))
    const mark = `CRASH_MARK=${home}`
    const source = (file: string) => join(import.meta.dirname, '../../src/boundary', file)
    const script = `
      import { openProcessGuard } from ${JSON.stringify(source('process-guard.ts'))}
      import { startProgram } from ${JSON.stringify(source('run-program.ts'))}
      const guard = openProcessGuard(${JSON.stringify(home)})
      const start = (run) => startProgram({ run, directory: '/', memoryMegabytes: 1024, guard, onOutput() {},
        environment: { PATH: process.env.PATH, CRASH_MARK: ${JSON.stringify(home)} } })
      await start(['sh', '-c', "trap '' TERM; while :; do sleep 0.05; done"])
      await start(['setsid', 'sleep', '60'])
      console.log('up')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    expect(processesWith(mark).length).toBeGreaterThanOrEqual(2)
    child.kill('SIGKILL')
    await once(child, 'close')
    const deadline = Date.now() + 10_000
    while ((existsSync(home) || processesWith(mark).length > 0) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(processesWith(mark)).toEqual([])
    expect(existsSync(home)).toBe(false)
  })

  it('removes the folder also while somebody else, such as git, still writes there', async () => {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'noisefloor-')))
    const file = join(import.meta.dirname, '../../src/boundary/process-guard.ts')
    const script = `
      import { openProcessGuard } from ${JSON.stringify(file)}
      openProcessGuard(${JSON.stringify(home)})
      console.log('up')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    const write = 'i=0; while [ $i -lt 40 ]; do mkdir -p "$0/head/$i"; i=$((i+1)); sleep 0.02; done'
    const writer = spawn('sh', ['-c', write, home], { stdio: 'ignore' })
    child.kill('SIGKILL')
    await once(writer, 'close')
    const deadline = Date.now() + 5_000
    while (existsSync(home) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(existsSync(home)).toBe(false)
  })
})
