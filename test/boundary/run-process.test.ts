import { realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/boundary/finding.ts'
import { runProcess } from '../../src/boundary/run-process.ts'

const cwd = realpathSync(tmpdir())
const node = (
  script: string,
  options: Partial<Parameters<typeof runProcess>[2]> = {},
  ...args: readonly string[]
) => runProcess(process.execPath, ['-e', script, '--', ...args], { cwd, ...options })

describe('a process', () => {
  it('gives its output and exit code', async () => {
    const result = await node(
      'process.stdout.write(process.cwd()); process.stderr.write("no"); process.exitCode = 3',
    )
    expect(result).toEqual({ code: 3, stdout: Buffer.from(cwd), stderr: 'no' })
  })

  it('gets its arguments as they are, without a shell', async () => {
    const args = ['$(id)', '`id`', '; id', '-oProxyCommand=id', 'a b', '"', "'", '*', '']
    const { stdout } = await node('console.log(JSON.stringify(process.argv.slice(1)))', {}, ...args)
    expect(JSON.parse(stdout.toString())).toEqual(args)
  })

  it('gets its input, or none', async () => {
    const echo = 'process.stdin.pipe(process.stdout)'
    expect((await node(echo, { input: 'text' })).stdout.toString()).toBe('text')
    expect((await node(echo, { input: Uint8Array.of(0, 255) })).stdout).toEqual(Buffer.of(0, 255))
    expect((await node(echo)).stdout).toHaveLength(0)
  })

  it('may leave its input unread', async () => {
    const result = await node('process.exit(0)', { input: Buffer.alloc(10_000_000) })
    expect(result.code).toBe(0)
  })

  it('sees only the environment it is given', async () => {
    const print = 'console.log(JSON.stringify(process.env))'
    const { stdout } = await node(print, { environment: { ONLY: 'this' } })
    expect(
      Object.keys(JSON.parse(stdout.toString())).filter((name) => name !== '__CF_USER_TEXT_ENCODING'),
    ).toEqual(['ONLY'])
  })

  it('is ended when it writes too much', async () => {
    const flood = 'setInterval(() => process.stdout.write("x".repeat(100000)), 1)'
    await expect(node(flood, { maxBytes: 1_000_000 })).rejects.toThrow('wrote more than 1,000,000 bytes')
  })

  it('writes as many errors as it likes, of which the first are kept', async () => {
    const { code, stderr } = await node('process.stderr.write("x".repeat(1000000))')
    expect([code, stderr.length]).toEqual([0, 65_536])
  })

  it('is ended by the signal, even when it does not want to', async () => {
    const controller = new AbortController()
    const running = node('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log(1)', {
      signal: controller.signal,
    })
    setTimeout(() => controller.abort(new Error('enough')), 200)
    await expect(running).rejects.toThrow('enough')
    await expect(node('1', { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before')
  })

  it('that does not exist is the user’s to install', async () => {
    const running = runProcess('no-such-program', ['x'], { cwd })
    await expect(running).rejects.toBeInstanceOf(UserError)
    await expect(running).rejects.toThrow(
      'the program no-such-program was not found; install no-such-program or put it on the PATH',
    )
    await expect(runProcess(process.execPath, [], { cwd: '/no/such/directory' })).rejects.toThrow(
      'the directory /no/such/directory does not exist',
    )
  })
})
