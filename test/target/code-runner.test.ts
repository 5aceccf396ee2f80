import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRedactor } from '../../src/boundary/redactor.ts'
import { runProcess } from '../../src/boundary/run-process.ts'
import { openRepository, type Repository } from '../../src/change/repository.ts'
import type { ServedProgram } from '../../src/suite/program.ts'
import { type CodeRunner, createCodeRunner } from '../../src/target/code-runner.ts'
import { makeRepository, type TestRepository } from '../change/make-repository.ts'
import { processesWith } from './programs.ts'

/** Says which version it is; `/health` is ready after 100 ms. */
const SERVER = (version: string) => `
import { createServer } from 'node:http'
const started = Date.now()
console.log('version ${version} on', process.env.PORT, process.env.MODEL_API_KEY)
createServer((request, response) => {
  if (request.url === '/die') process.exit(9)
  if (request.url === '/health') response.statusCode = Date.now() - started < 100 ? 503 : 200
  response.end('${version}')
}).listen(process.env.PORT, '127.0.0.1')
`

let made: TestRepository
let repository: Repository
let runner: CodeRunner
let interrupt: AbortController

beforeEach(async () => {
  made = makeRepository()
  made.write({ 'app/server.mjs': SERVER('base'), 'app/version': 'base\n', '.gitignore': '.noisefloor/\n' })
  const base = made.commit()
  made.write({ 'app/server.mjs': SERVER('head'), 'app/version': 'head\n' })
  repository = await openRepository(made.root, runProcess, {
    environment: { PATH: process.env['PATH'], HOME: '/nonexistent' },
  })
  interrupt = new AbortController()
  runner = createCodeRunner({
    sources: {
      base: repository.code(base),
      head: repository.code('working tree'),
      out: join(made.root, '.noisefloor'),
    },
    environment: { PATH: process.env['PATH'], MODEL_API_KEY: 'sk-canary-1234567890' },
    redact: createRedactor(['sk-canary-1234567890']),
    signal: interrupt.signal,
  })
})

afterEach(async () => {
  await runner.close()
  await repository.close()
  made.cleanup()
})

const served = (changes: Partial<ServedProgram> = {}): ServedProgram => ({
  run: [process.execPath, 'server.mjs'],
  folder: 'app',
  environment: { TEST_MARK: made.root },
  memoryMegabytes: 1024,
  portVariable: 'PORT',
  ready: { path: '/health', timeoutSeconds: 10 },
  ...changes,
})

const survivors = () => processesWith(`TEST_MARK=${made.root}`)
const worktrees = () =>
  made
    .git('worktree', 'list', '--porcelain')
    .split('\n')
    .filter((line) => line.startsWith('worktree '))
const get = async (url: string) => (await fetch(url)).text()

describe('services', () => {
  it('run the code of their side, both at the same time, and are gone in the end', async () => {
    const [base, head] = await Promise.all([
      runner.service('base', 'shop', served()),
      runner.service('head', 'shop', served()),
    ])
    expect(await Promise.all([get(base.baseUrl), get(head.baseUrl)])).toEqual(['base', 'head'])
    expect(survivors()).toHaveLength(2)
    expect(worktrees()).toHaveLength(2)
    await runner.close()
    expect(survivors()).toEqual([])
    expect(worktrees()).toHaveLength(1)
    expect(readdirSync(join(made.root, '.noisefloor/trees'))).toEqual([])
    expect(made.git('status', '--porcelain')).toBe(' M app/server.mjs\n M app/version')
  })

  it('are started once, however many ask for them', async () => {
    const asked = await Promise.all([1, 2, 3].map(() => runner.service('head', 'shop', served())))
    expect(new Set(asked.map(({ baseUrl }) => baseUrl)).size).toBe(1)
    expect(survivors()).toHaveLength(1)
  })

  it('keep their logs apart, without secrets', async () => {
    await Promise.all([runner.service('base', 'shop', served()), runner.service('head', 'shop', served())])
    await runner.close()
    const log = (side: string) => readFileSync(join(made.root, `.noisefloor/logs/shop-${side}.log`), 'utf8')
    expect(log('base')).toMatch(/^version base on \d+ undefined$/m)
    expect(log('head')).toMatch(/^version head on \d+ undefined$/m)
  })

  it('are ready when they accept connections, where no path says it', async () => {
    const service = await runner.service('head', 'shop', served({ ready: { timeoutSeconds: 10 } }))
    expect(await get(service.baseUrl)).toBe('head')
  })

  it('may take the port as an argument or in a variable of another name', async () => {
    const script =
      'require("http").createServer((q, r) => r.end("ok")).listen(Number(process.argv[1] || process.env.APP_PORT), "127.0.0.1")'
    const byArgument = served({ run: [process.execPath, '-e', script, '{{ port }}'] })
    expect(await get((await runner.service('head', 'one', byArgument)).baseUrl)).toBe('ok')
    const byVariable = served({ run: [process.execPath, '-e', script], portVariable: 'APP_PORT' })
    expect(await get((await runner.service('head', 'two', byVariable)).baseUrl)).toBe('ok')
  })

  it.each<[string, Partial<ServedProgram>, RegExp]>([
    [
      'no program',
      { run: ['no-such-server'] },
      /the service shop of head cannot be started: the program "no-such-server" was not found/,
    ],
    ['no folder', { folder: 'gone' }, /cannot be started: the folder .*gone does not exist/],
    [
      'a program that ends',
      { run: ['sh', '-c', 'echo one; echo "Error: Cannot find module x" >&2; exit 1'] },
      /of head ended with code 1; its last lines: .*Cannot find module x.*; all of its log is in .*shop-head\.log/,
    ],
    [
      'a program that never gets ready',
      {
        run: ['sh', '-c', "trap '' TERM; echo warming up; while :; do sleep 0.05; done"],
        ready: { timeoutSeconds: 0.3 },
      },
      /was not ready within 0\.3 s; its last lines: warming up/,
    ],
    ['a path that never answers well', { ready: { path: '/die', timeoutSeconds: 5 } }, /ended with code 9/],
    [
      'a port that is taken',
      { run: ['sh', '-c', 'echo "listen EADDRINUSE: address already in use" >&2; exit 1'] },
      /EADDRINUSE/,
    ],
  ])(
    'with %s fail with the reason',
    async (_, changes, message) => {
      await expect(runner.service('head', 'shop', served(changes))).rejects.toThrow(message)
      expect(survivors()).toEqual([])
    },
    30_000,
  )

  it('get another port when theirs is taken', async () => {
    const run = [
      'sh',
      '-c',
      'if [ -e tried ]; then exec node server.mjs; fi; touch tried; echo EADDRINUSE; exit 1',
    ]
    const service = await runner.service('head', 'shop', served({ run }))
    expect(await get(service.baseUrl)).toBe('head')
  })

  it('that die in the middle are told, with their last words', async () => {
    const service = await runner.service('head', 'shop', served())
    await get(`${service.baseUrl}/die`).catch(() => undefined)
    await new Promise((resolve) => service.down.addEventListener('abort', resolve))
    await expect(runner.service('head', 'shop', served())).rejects.toThrow(
      /the service shop of head ended with code 9; its last lines: version head/,
    )
  })

  it('that are being started are given up when the run is interrupted', async () => {
    const starting = runner.service('head', 'shop', served({ run: ['sleep', '60'] }))
    setTimeout(() => interrupt.abort(new Error('interrupted')), 100)
    await expect(starting).rejects.toThrow('interrupted')
    expect(survivors()).toEqual([])
  })

  it('that are being started are ended when the runner is closed', async () => {
    const starting = runner.service('head', 'shop', served({ run: ['sleep', '60'] }))
    starting.catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 200))
    await runner.close()
    await expect(starting).rejects.toThrow('the run has ended')
    expect(survivors()).toEqual([])
    expect(worktrees()).toHaveLength(1)
  })
})

describe('the setup of a tree', () => {
  const program = (setup: readonly string[]) => ({
    run: ['true'],
    setup,
    folder: '',
    environment: { TEST_MARK: made.root },
    memoryMegabytes: 1024,
  })

  it('runs once in each tree, before anything else does', async () => {
    const setup = ['sh', '-c', 'cat app/version >> done; sleep 0.2']
    const places = await Promise.all([
      runner.workplace('base', program(setup)),
      runner.workplace('base', program(setup)),
      runner.workplace('head', program(setup)),
    ])
    expect(places.map(({ directory }) => readFileSync(join(directory, 'done'), 'utf8'))).toEqual([
      'base\n',
      'base\n',
      'head\n',
    ])
  })

  it('that fails says why', async () => {
    await expect(
      runner.workplace('head', program(['sh', '-c', 'echo "npm error 404" >&2; exit 2'])),
    ).rejects.toThrow(/the setup of head \(sh -c .*\) failed \(code 2\); its last lines: npm error 404/)
    await expect(runner.workplace('head', program(['no-such-tool']))).rejects.toThrow(
      /the setup of head \(no-such-tool\) cannot be run: the program "no-such-tool" was not found/,
    )
  })
})

describe('worktrees', () => {
  it('that a killed run left behind are forgotten, and nobody else’s', async () => {
    const trees = join(made.root, '.noisefloor/trees')
    made.git('worktree', 'add', '--quiet', '--detach', join(trees, 'run-old/base'))
    made.git('worktree', 'add', '--quiet', '--detach', join(made.root, '../elsewhere'))
    const { rmSync } = await import('node:fs')
    rmSync(join(trees, 'run-old'), { recursive: true })
    rmSync(join(made.root, '../elsewhere'), { recursive: true })
    await runner.workplace('base', { ...served(), run: ['true'] })
    const known = worktrees().join('\n')
    expect(known).not.toContain('run-old')
    expect(known).toContain('elsewhere')
  })

  it('run no hook of the repository', async () => {
    made.write({ '.git/hooks/post-checkout': '#!/bin/sh\ntouch "$GIT_DIR/hooked"\n' })
    const { chmodSync } = await import('node:fs')
    chmodSync(join(made.root, '.git/hooks/post-checkout'), 0o755)
    await runner.workplace('base', { ...served(), run: ['true'] })
    expect(existsSync(join(made.root, '.git/hooked'))).toBe(false)
    expect(readdirSync(join(made.root, '.git/worktrees/base')).includes('hooked')).toBe(false)
  })
})
