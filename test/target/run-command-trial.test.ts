import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRedactor } from '../../src/boundary/redactor.ts'
import type { Program } from '../../src/suite/program.ts'
import type { RenderedCommand } from '../../src/suite/render-command.ts'
import { CodeFailure } from '../../src/target/code-failure.ts'
import { type CommandOptions, runCommandTrial } from '../../src/target/run-command-trial.ts'
import { makeProgramFolder, type ProgramFolder } from './programs.ts'

const SECRET = 'sk-canary-1234567890'

let folder: ProgramFolder
beforeEach(() => {
  folder = makeProgramFolder()
})
afterEach(() => folder[Symbol.asyncDispose]())

function run(program: Program, changes: Partial<CommandOptions> = {}) {
  const rendered: RenderedCommand = {
    kind: 'command',
    program,
    input: '{"id":"one","vars":{"mail":"hi"},"messages":[],"tags":[]}',
    hash: 'sha256:0',
  }
  return runCommandTrial(rendered, folder.place, {
    environment: { PATH: process.env['PATH'], TZ: 'UTC', MODEL_API_KEY: SECRET, HOME: '/home/somebody' },
    serviceUrl: undefined,
    timeLimitMs: 10_000,
    redact: createRedactor([SECRET]),
    signal: new AbortController().signal,
    ...changes,
  })
}

/** A program that writes this to the file of the result. */
const writing = (text: string) => folder.shell(`cat > "$NOISEFLOOR_RESULT" <<'END'\n${text}\nEND\n`)

describe('a command', () => {
  it('gets the case on stdin and gives its result in a file; what it prints is no part of it', async () => {
    const program = folder.node(`
      import { readFileSync, writeFileSync } from 'node:fs'
      const { vars } = JSON.parse(readFileSync(0, 'utf8'))
      console.log('thinking about', vars.mail)
      writeFileSync(process.env.NOISEFLOOR_RESULT, JSON.stringify({
        output: { echoed: vars.mail },
        trace: [{ type: 'tool-call', name: 'find', arguments: { id: 1 } }, { type: 'message', role: 'assistant', content: 'done' }],
        usage: { input_tokens: 12, output_tokens: 3, cost_usd: 0.5 },
        model: 'small-1',
      }))`)
    expect(await run(program)).toEqual({
      outcome: 'ok',
      output: '{"echoed":"hi"}',
      trace: [
        { type: 'tool-call', name: 'find', arguments: { id: 1 } },
        { type: 'message', role: 'assistant', content: 'done' },
      ],
      quantities: {
        input_tokens: 12,
        output_tokens: 3,
        cost_usd: 0.5,
        steps: 1,
        latency_ms: expect.any(Number),
      },
      attempts: 1,
      model: 'small-1',
    })
  })

  it('may say how it ended', async () => {
    expect(await run(writing('{"output":"no","outcome":"refused"}'))).toMatchObject({
      outcome: 'refused',
      output: 'no',
    })
    expect(await run(writing('{"outcome":"infra-error","error":"the model is down"}'))).toMatchObject({
      outcome: 'infra-error',
      error: 'the command: the model is down',
      quantities: {},
    })
  })

  it('sees no key and nothing else of this environment', async () => {
    const program = folder.shell(
      `env | sort | cut -d= -f1 | tr '\\n' ' ' | sed 's/.*/{"output":"&"}/' > "$NOISEFLOOR_RESULT"`,
      {
        environment: { APP_MODE: 'test' },
      },
    )
    const { output } = await run(program)
    const names = output
      .trim()
      .split(' ')
      .filter((name) => !/^(PWD|OLDPWD|SHLVL|_)$/.test(name))
    expect(names).toEqual([
      'APP_MODE',
      'HOME',
      'NOISEFLOOR_RESULT',
      'NOISEFLOOR_RUN',
      'PATH',
      'TEST_MARK',
      'TMPDIR',
      'TZ',
    ])
  })

  it('has a home of its own in each trial, which is gone afterwards', async () => {
    const program = folder.shell(
      'ls -A "$HOME" > seen; touch "$HOME/left-over"; printf \'{"output":"%s"}\' "$(cat seen)" > "$NOISEFLOOR_RESULT"',
    )
    expect((await run(program)).output).toBe('')
    expect((await run(program)).output).toBe('')
    expect(readdirSync(folder.place.home)).toEqual([])
  })

  it('that takes the folder of all homes away ends the command, not the run', async () => {
    await run(folder.shell('rm -r "$(dirname "$HOME")"'))
    await expect(run(folder.shell('true'))).rejects.toThrow(CodeFailure)
  })

  it.each<[string, (of: ProgramFolder) => Program, RegExp]>([
    ['writes no result', (of) => of.shell('echo hello'), /wrote no result .*; it printed: hello/],
    [
      'fails',
      (of) => of.shell('echo "Error: no model" >&2; exit 4'),
      /ended with code 4; it printed: Error: no model/,
    ],
    ['is killed', (of) => of.shell('kill -9 $$'), /was ended by SIGKILL/],
    ['writes garbage', () => writing('{"output":'), /its result is not valid JSON/],
    ['leaves the output out', () => writing('{"trace":[]}'), /its result has no output/],
    ['invents keys', () => writing('{"output":"x","score":1}'), /its result is not as expected: .*score/],
    ['invents an outcome', () => writing('{"output":"x","outcome":"perfect"}'), /not as expected, outcome/],
    [
      'gives a trace in another format',
      () => writing('{"output":"x","trace":[{"role":"user"}]}'),
      /not as expected, trace/,
    ],
    [
      'counts below zero',
      () => writing('{"output":"x","usage":{"cost_usd":-1}}'),
      /not as expected, usage.cost_usd/,
    ],
    [
      'with an amount beyond all sense',
      () => writing('{"output":"x","usage":{"cost_usd":1e308}}'),
      /not as expected, usage.cost_usd/,
    ],
    [
      'nests too deep',
      () => writing(`{"output":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
      /nested more than 100 levels/,
    ],
    ['gives no UTF-8', (of) => of.shell('printf "\\377\\376" > "$NOISEFLOOR_RESULT"'), /is not UTF-8/],
    [
      'writes too much',
      (of) => of.shell('head -c 9000000 /dev/zero > "$NOISEFLOOR_RESULT"'),
      /larger than 8 MiB/,
    ],
    ['links to a file', (of) => of.shell('ln -s /etc/passwd "$NOISEFLOOR_RESULT"'), /is a symbolic link/],
    ['links to a device', (of) => of.shell('ln -s /dev/zero "$NOISEFLOOR_RESULT"'), /is a symbolic link/],
    ['puts a pipe in its place', (of) => of.shell('mkfifo "$NOISEFLOOR_RESULT"'), /no regular file/],
    [
      'makes a folder of it',
      (of) => of.shell('mkdir "$NOISEFLOOR_RESULT"'),
      /no regular file|cannot be read/,
    ],
    ['floods its output', (of) => of.shell('yes ::error::pwned'), /printed more than 16 MiB/],
  ])('that %s is an infra-error that says so', async (_, program, error) => {
    const trial = await run(program(folder))
    expect(trial).toMatchObject({
      outcome: 'infra-error',
      output: '',
      trace: [],
      quantities: {},
      attempts: 1,
    })
    expect(trial.error).toMatch(error)
    expect(trial.error).not.toMatch(/^::|\n/)
    expect(folder.survivors()).toEqual([])
  })

  it('is ended with all that it started when it takes too long, whatever it thinks of signals', async () => {
    const program = folder.shell(
      "trap '' TERM INT HUP; sleep 60 & sh -c 'trap \"\" TERM; sleep 60' & wait; sleep 60",
    )
    const started = performance.now()
    expect((await run(program, { timeLimitMs: 300 })).error).toMatch(/did not end within 0.3 s/)
    expect(performance.now() - started).toBeLessThan(5_000)
    expect(folder.survivors()).toEqual([])
  })

  it('is ended when the run is', async () => {
    const controller = new AbortController()
    const trial = run(folder.shell('sleep 60'), { signal: controller.signal })
    setTimeout(() => controller.abort(new Error('interrupted')), 100)
    await expect(trial).rejects.toThrow('interrupted')
    expect(folder.survivors()).toEqual([])
  })

  it('that cannot be started fails for good', async () => {
    const trial = run({ ...folder.shell(''), run: ['no-such-agent'] })
    await expect(trial).rejects.toThrow(CodeFailure)
    await expect(trial).rejects.toThrow(/the program "no-such-agent" was not found/)
  })

  it('puts no secret into a message', async () => {
    const { error } = await run(folder.shell(`echo "key ${SECRET}"; exit 1`))
    expect(error).toBe('the command: it ended with code 1; it printed: key ***')
  })
})
