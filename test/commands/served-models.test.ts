import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reportSchema } from '../../src/report/report.ts'
import { openAiAnswer } from '../provider/wire/openai-wire.ts'
import { startWireServer, type WireAnswer, type WireRequest } from '../provider/wire/wire-server.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT } from './triage-repository.ts'

const TEXT = '{"queue":"billing"}'

async function check(
  answer: (request: WireRequest, index: number) => WireAnswer,
  options: { readonly assert?: readonly string[]; readonly runs?: number } = {},
) {
  await using server = await startWireServer(answer)
  using repository = makeTriageRepository({
    baseUrl: `${server.origin}/v1`,
    ...(options.assert === undefined ? {} : { assert: options.assert }),
  })
  repository.write(REWORDED_PROMPT)
  let stdout = ''
  for (let run = 0; run < (options.runs ?? 1); run += 1) {
    ;({ stdout } = await runCli(repository.root, ['check', '--json'], {
      environment: { TRIAGE_KEY: 'sk-0123456789' },
    }))
  }
  const [file] = globSync('.noisefloor/ledger/*/trials.jsonl', { cwd: repository.root })
  const trials = readFileSync(join(repository.root, file!), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const [suite] = reportSchema.parse(JSON.parse(stdout)).suites
  return { suite: suite!, trials, requests: server.requests }
}

const isHead = ({ body }: WireRequest) => body.messages[0].content.startsWith('Now')

describe('what a provider serves', () => {
  it('is recorded with every trial, and nothing is said when it stays the same', async () => {
    const { suite, trials } = await check((request) => openAiAnswer(request, { text: TEXT }))
    expect(suite.models).toEqual({ base: ['gpt-5-mini-2026-05-01'], head: ['gpt-5-mini-2026-05-01'] })
    expect(trials[0]).toMatchObject({ model: 'gpt-5-mini-2026-05-01', fingerprint: 'fp_44709d6fcb' })
    expect(trials[0].quantities.queue_ms).toBeGreaterThanOrEqual(0)
    expect(suite.notes).toEqual([])
  })

  it('is reported when the arms were served differently, also when the trials are replayed', async () => {
    const { suite } = await check(
      (request) => openAiAnswer(request, { text: TEXT, model: isHead(request) ? 'mini-2' : 'mini-1' }),
      { runs: 2 },
    )
    expect(suite.calls.cached).toBeGreaterThan(0)
    expect(suite.notes).toContain(
      'the provider did not serve both arms with the same model (base: mini-1; head: mini-2), so that a difference between them may be its own',
    )
  })

  it('is reported when it changed during the run', async () => {
    const { suite } = await check((request, index) =>
      openAiAnswer(request, { text: TEXT, fingerprint: index < 40 ? 'fp_1' : 'fp_2' }),
    )
    expect(suite.notes).toContain(
      'the provider served both arms with more than one configuration (fingerprint) during the run: fp_1 and fp_2',
    )
  })
})

describe('the time to the first byte', () => {
  it('is measured by streaming where a suite asserts on it, apart from the total', async () => {
    const { suite, trials, requests } = await check(
      (request) => openAiAnswer(request, { text: TEXT, more: { delaysMs: [2, 4] } }),
      {
        assert: [
          '  - { metric: queue, no-regression: { margin: 0.1 } }',
          '  - { metric: first-byte, ratio-at-most: 1.5, role: advisory }',
        ],
      },
    )
    expect(requests.every(({ body }) => body.stream === true)).toBe(true)
    expect(trials.every(({ quantities }) => quantities.first_byte_ms < quantities.latency_ms)).toBe(true)
    const metric = suite.metrics.find((one) => one.metric === 'first-byte')
    expect(metric?.base.mean).toBeGreaterThan(0)
  })

  it('costs nothing where no suite asserts on it', async () => {
    const { trials, requests } = await check((request) => openAiAnswer(request, { text: TEXT }))
    expect(requests.some(({ body }) => body.stream === true)).toBe(false)
    expect(trials.some(({ quantities }) => 'first_byte_ms' in quantities)).toBe(false)
  })
})
