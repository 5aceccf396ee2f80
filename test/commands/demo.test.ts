import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DEMO_CHANGES } from '../../src/commands/demo.ts'
import { reportSchema } from '../../src/report/report.ts'
import { makeRepository } from '../change/make-repository.ts'
import { runCli } from './run-cli.ts'

const root = resolve(import.meta.dirname, '../..')

describe('noisefloor demo', () => {
  it('runs as packaged, gives both verdicts as intended, takes less than 20 s and leaves no file behind', () => {
    const temporary = mkdtempSync(join(tmpdir(), 'noisefloor-test-'))
    try {
      const started = performance.now()
      const printed = execFileSync(process.execPath, [join(root, 'dist/cli.js'), 'demo'], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], TMPDIR: temporary, HOME: temporary },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      expect(performance.now() - started).toBeLessThan(20_000)
      expect(printed).toContain('Both verdicts are as intended')
      expect(readdirSync(temporary)).toEqual([])
    } finally {
      rmSync(temporary, { recursive: true, force: true })
    }
  }, 30_000)

  it('says of the shop which mails go to another queue when the prompt does not tell of returns any more', async () => {
    using repository = makeRepository()
    cpSync(join(root, 'evals/shop'), join(repository.root, 'evals/shop'), { recursive: true })
    cpSync(join(root, 'noisefloor.yaml'), join(repository.root, 'noisefloor.yaml'))
    repository.commit('The shop')
    const file = join(repository.root, 'evals/shop/prompts/triage.md')
    const prompt = readFileSync(file, 'utf8')
    writeFileSync(
      file,
      prompt.replace('things to be sent back to returns', 'everything else to where it fits'),
    )
    const { code, stdout } = await runCli(repository.root, ['check', '--json'])
    const report = reportSchema.parse(JSON.parse(stdout))
    const mix = report.suites
      .find(({ suite }) => suite === 'triage')!
      .metrics.find(({ metric }) => metric === 'mix')
    expect([code, mix!.verdict]).toEqual([1, 'regression'])
    expect(mix!.moved_cases!.map((one) => [one.case, one.from.label, one.to.label])).toEqual(
      expect.arrayContaining([['wrong-colour', 'returns', 'shipping']]),
    )
  })

  it('turns its verdict when the one bad line of the prompt is reverted', async () => {
    using repository = makeRepository()
    cpSync(join(root, 'evals/shop'), join(repository.root, 'evals/shop'), { recursive: true })
    cpSync(join(root, 'noisefloor.yaml'), join(repository.root, 'noisefloor.yaml'))
    repository.commit('The shop')
    const [bad] = DEMO_CHANGES
    const file = join(repository.root, bad!.file)
    const good = readFileSync(file, 'utf8')

    writeFileSync(file, good.replace(bad!.before, bad!.after))
    const worse = await runCli(repository.root, ['check', '--json'])
    expect([worse.code, JSON.parse(worse.stdout).verdict]).toEqual([1, 'regression'])

    // The line is back, with a change beside it, so that the suite is still affected.
    writeFileSync(file, good.replace('a friendly and plain tone', 'a plain and friendly tone'))
    const mended = await runCli(repository.root, ['check', '--json'])
    expect([mended.code, JSON.parse(mended.stdout).verdict]).toEqual([0, 'pass'])
  })
})
