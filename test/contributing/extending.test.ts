import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeRepository, type TestRepository } from '../change/make-repository.ts'
import { ROOT, readPage } from '../docs/read-page.ts'
import { startFakeProvider } from '../provider/fake-provider.ts'
import { applyChange, documentedChanges } from './documented-change.ts'

const run = promisify(execFile)
const page = readPage('docs/extending.md')
const SECTIONS = ['A scorer', 'A provider', 'An assertion kind', 'A report format']

/** The sources with everything that the page adds. */
let copy = ''

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'noisefloor-extended-'))
  for (const name of ['src', 'package.json', 'tsconfig.json'])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  for (const section of SECTIONS)
    for (const change of documentedChanges(page.blocks, section)) applyChange(copy, change)
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** The command line of the extended sources. */
async function noisefloor(
  repository: TestRepository,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const env = { PATH: process.env['PATH'] ?? '', ...environment }
  const entry = join(copy, 'src/cli.ts')
  try {
    return { code: 0, ...(await run(process.execPath, [entry, ...args], { cwd: repository.root, env })) }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, stdout, stderr }
  }
}

/** A repository with one suite whose simulated model answers one of two texts, the first of them more often where the prompt says "carefully". */
function makeSuite(
  scorer: string,
  assertion: string,
  provider = '{ kind: simulated, file: sim.yaml }',
): TestRepository {
  const repository = makeRepository()
  repository.write({
    'noisefloor.yaml': `providers:\n  model: ${provider}\n`,
    'sim.yaml': [
      'rules:',
      '  - replies: [{ label: good, weight: 1, text: "[1, 2, 2]" }, { label: bad, weight: 1, text: "[2, 1]" }]',
      'effects:',
      '  - { when: { contains: carefully }, multiply: { good: 40 } }',
      '',
    ].join('\n'),
    'prompt.md': 'Sort {{ list }}.\n',
    'evals/sort.eval.yaml': [
      'suite: sort',
      'target: { prompt: ../prompt.md, model: model/small }',
      `cases: [${Array.from({ length: 10 }, (_, at) => `{ id: c${at}, vars: { list: "${at}" } }`).join(', ')}]`,
      `scorers: { order: { ${scorer} } }`,
      `assert: [{ metric: order, ${assertion} }]`,
      '',
    ].join('\n'),
  })
  repository.commit('A suite')
  return repository
}

describe.concurrent('the worked examples of how to extend noisefloor', { timeout: 60_000 }, () => {
  it('compile, all together', async () => {
    const { stdout } = await run(join(ROOT, 'node_modules/.bin/tsc'), [
      '-p',
      copy,
      '--pretty',
      'false',
    ]).catch((error: { stdout: string }) => error)
    expect(stdout).toBe('')
  })

  it.each(SECTIONS)('touch as few files as the page says: %s', (section) => {
    const changes = documentedChanges(page.blocks, section)
    const touched = new Set(changes.filter(({ isNew }) => !isNew).map(({ file }) => file))
    const said = new RegExp(`\\| \\[${section}\\]\\(.*?\\) \\| .*? \\| (\\d+) \\|`, 'i').exec(page.text)?.[1]
    expect(changes.filter(({ isNew }) => isNew)).toHaveLength(1)
    expect(touched.size).toBe(Number(said))
    expect(touched.size).toBeLessThanOrEqual(8)
  })

  it('give a scorer that scores, and whose mistakes are found', async () => {
    using repository = makeSuite('ascending: true', 'no-regression: {}')
    repository.write({ 'prompt.md': 'Sort {{ list }} carefully.\n' })
    const better = await noisefloor(repository, ['check', '--json'])
    const [metric] = JSON.parse(better.stdout).suites[0].metrics
    expect(metric.base.mean).toBeGreaterThan(0.2)
    expect(metric.base.mean).toBeLessThan(0.8)
    expect(metric.head.mean).toBeGreaterThan(0.9)
    using wrong = makeSuite('ascending: 3', 'no-regression: {}')
    expect((await noisefloor(wrong, ['validate'])).stdout).toContain(
      '"ascending": expected true, got the number 3',
    )
  })

  it('give a provider that is asked with its key, and needs one', async () => {
    await using server = await startFakeProvider(() => ({
      body: {
        id: '1',
        object: 'chat.completion',
        created: 0,
        model: 'small-1',
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: '[1]' } }],
        usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
      },
    }))
    const kind = `{ kind: example, base-url: "${server.baseUrl}", credential: EXAMPLE_API_KEY }`
    using repository = makeSuite('number: true', 'no-regression: {}', kind)
    const tried = await noisefloor(repository, ['try', 'c3', '--json'], { EXAMPLE_API_KEY: 'sk-example-1' })
    expect(tried.stderr).toBe('')
    expect(JSON.parse(tried.stdout)).toMatchObject({ output: '[1]' })
    expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-example-1')
    using keyless = makeSuite('number: true', 'no-regression: {}', '{ kind: example }')
    expect((await noisefloor(keyless, ['validate'])).stdout).toContain('add `credential: EXAMPLE_API_KEY`')
  })

  it('give an assertion that can be kept and broken, and a report format that says so', async () => {
    using repository = makeSuite('equals: [1, 2, 2]', 'rises: 0.05')
    repository.write({ 'prompt.md': 'Sort {{ list }} carefully.\n' })
    repository.commit('Sort carefully')
    const kept = await noisefloor(repository, ['check', '--base', 'HEAD~1', '--csv', 'kept.csv'])
    expect(kept).toMatchObject({ code: 0, stderr: expect.not.stringContaining('warning') })
    expect(kept.stdout).toContain('limit > +5')
    const csv = readFileSync(join(repository.root, 'kept.csv'), 'utf8')
    expect(csv).toMatch(
      /^"suite","metric","verdict","base","head"\n"sort","order","improved","0\.\d+","[01].*"\n$/,
    )
    repository.write({ 'prompt.md': 'Sort {{ list }}.\n' })
    repository.commit('Sort any old how')
    expect((await noisefloor(repository, ['check', '--base', 'HEAD~1'])).code).toBe(1)
  })
})
