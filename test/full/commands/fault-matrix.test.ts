import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { reportSchema } from '../../../src/report/report.ts'
import { runCli } from '../../commands/run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT } from '../../commands/triage-repository.ts'
import {
  chat,
  type FakeAnswer,
  type FakeScript,
  failure,
  html,
  startFakeProvider,
  truncatedJson,
} from '../../provider/fake-provider.ts'
import { anthropicAnswer } from '../../provider/wire/anthropic-wire.ts'
import { bedrockAnswer } from '../../provider/wire/bedrock-wire.ts'
import { googleAnswer } from '../../provider/wire/google-wire.ts'
import type { WireAnswer, WireRequest } from '../../provider/wire/wire-server.ts'
import { startProxyTo } from './every-provider.ts'

const PAGE = resolve(import.meta.dirname, '../../../docs/fault-matrix.md')
const TEXT = '{"queue":"billing"}'

interface Kind {
  readonly name: string
  /** What the policy says of it, after its kind. */
  readonly provider: string
  readonly model: string
  readonly right: FakeScript
}

const asFake = ({ status, headers, chunks }: WireAnswer): FakeAnswer => ({
  ...(status === undefined ? {} : { status }),
  ...(headers === undefined ? {} : { headers }),
  body: chunks.map(String).join(''),
})

const OPENAI: Kind = {
  name: 'OpenAI',
  provider: 'kind: openai, credential: TRIAGE_KEY',
  model: 'gpt-4.1-mini',
  right: () => chat(TEXT),
}
const AZURE: Kind = {
  ...OPENAI,
  name: 'Azure',
  provider: 'kind: azure, resource: matrix, api-version: v1, credential: TRIAGE_KEY',
}
const ANTHROPIC: Kind = {
  name: 'Anthropic',
  provider: 'kind: anthropic, credential: TRIAGE_KEY',
  model: 'claude-haiku-4-5',
  right: (request) => asFake(anthropicAnswer(request as unknown as WireRequest, { text: TEXT })),
}
const GOOGLE: Kind = {
  name: 'Gemini',
  provider: 'kind: google, credential: TRIAGE_KEY',
  model: 'gemini-2.5-flash',
  right: (request) => asFake(googleAnswer(request as unknown as WireRequest, { text: TEXT })),
}
const BEDROCK: Kind = {
  name: 'Bedrock',
  provider: 'kind: amazon-bedrock, region: us-east-1, credential: TRIAGE_KEY',
  model: 'anthropic.claude-haiku-4-5-v1:0',
  right: (request) => asFake(bedrockAnswer(request as unknown as WireRequest, { text: TEXT })),
}

interface Seen {
  readonly code: number
  readonly verdict: string
  readonly missing: number
  readonly complete: number
  readonly said: string
  readonly seconds: number
  readonly requests: number
  readonly models: readonly string[]
}

async function check(
  kind: Kind,
  script: FakeScript,
  { policy = [], now }: { readonly policy?: readonly string[]; readonly now?: () => Date } = {},
): Promise<Seen> {
  await using provider = await startFakeProvider(script)
  await using proxy = await startProxyTo(Number(new URL(provider.baseUrl).port))
  using repository = makeTriageRepository({ baseUrl: 'http://127.0.0.1:1/v1' })
  const suite = readFileSync(join(repository.root, 'evals/triage.eval.yaml'), 'utf8')
  repository.write({
    'noisefloor.yaml': [`providers: { model: { ${kind.provider} } }`, ...policy, ''].join('\n'),
    'evals/triage.eval.yaml': suite.replace('model: model/small', `model: "model/${kind.model}"`),
  })
  repository.commit('Ask a provider in earnest')
  repository.write(REWORDED_PROMPT)
  const start = performance.now()
  const { code, stdout } = await runCli(repository.root, ['check', '--json'], {
    environment: { TRIAGE_KEY: 'sk-0123456789', HTTPS_PROXY: proxy.url },
    ...(now === undefined ? {} : { now }),
  })
  const [one] = reportSchema.parse(JSON.parse(stdout)).suites
  return {
    code,
    verdict: one!.verdict,
    missing: one!.pairs.missing,
    complete: one!.pairs.complete,
    said: [one!.reason, ...one!.notes].join('\n'),
    seconds: (performance.now() - start) / 1000,
    requests: provider.requests.length,
    models: [...one!.models.base, ...one!.models.head],
  }
}

interface Row {
  readonly fault: string
  readonly happened: string
  readonly verdict: string
  readonly said: string
}

const limits: Row[] = []
const passing: Row[] = []
const lasting: Row[] = []

/** What the report says of the cause, without what differs from run to run. */
function causeIn({ said }: Seen, cause: RegExp): string {
  const found = cause.exec(said)
  expect(found, said).not.toBeNull()
  return found![0]
    .replaceAll(/ \(\d+ attempts\)/g, '')
    .replace(/\((?:UND_ERR_SOCKET|ECONNRESET)\)/, '(UND_ERR_SOCKET, or ECONNRESET)')
}

const verdictOf = ({ verdict, code }: Seen) => `\`${verdict}\`, exit ${code}`

describe('a rate limit, in the words of each provider at its own address,', () => {
  const manners: readonly [Kind, FakeAnswer, string][] = [
    [
      OPENAI,
      failure(429, 'rate_limit_exceeded', {
        'retry-after-ms': '200',
        'retry-after': '1',
        'x-ratelimit-limit-requests': '600',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '1m0s',
      }),
      '`retry-after-ms`, `x-ratelimit-*`',
    ],
    [
      AZURE,
      failure(429, '429', { 'retry-after': '1', 'x-ratelimit-remaining-requests': '-1' }),
      '`retry-after`, −1 left',
    ],
    [
      ANTHROPIC,
      {
        status: 429,
        headers: {
          'retry-after': '2',
          'anthropic-ratelimit-requests-limit': '50',
          'anthropic-ratelimit-requests-remaining': '0',
          'anthropic-ratelimit-requests-reset': '2026-11-01T12:00:02Z',
        },
        body: { type: 'error', error: { type: 'rate_limit_error', message: 'slower' } },
      },
      '`retry-after`, `anthropic-ratelimit-*`',
    ],
    [
      GOOGLE,
      {
        status: 429,
        body: {
          error: {
            code: 429,
            message: 'slower',
            status: 'RESOURCE_EXHAUSTED',
            details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' }],
          },
        },
      },
      '`RetryInfo` in the body',
    ],
    [
      BEDROCK,
      {
        status: 429,
        headers: { 'x-amzn-errortype': 'ThrottlingException' },
        body: { message: 'Too many requests' },
      },
      '`ThrottlingException`, no headers',
    ],
  ]

  it.each(manners)(
    '$name is waited for, and nothing is lost; for good it ends the run',
    async (kind, refusal, told) => {
      const some = await check(kind, (request, index) =>
        index >= 30 && index < 35 ? refusal : kind.right(request, index),
      )
      expect([some.code, some.verdict, some.missing]).toEqual([0, 'pass', 0])
      limits.push({
        fault: `${kind.name}: 429, ${told}; five in a row`,
        happened: 'waited for; nothing lost',
        verdict: verdictOf(some),
        said: '–',
      })
      const all = await check(kind, () => refusal)
      expect([all.code, all.verdict]).toEqual([2, 'not-evaluable'])
      expect(all.seconds).toBeGreaterThan(15)
      expect(all.seconds).toBeLessThan(90)
      expect(all.requests).toBeLessThan(200)
      limits.push({
        fault: `${kind.name}: the same to every request`,
        happened: 'given up after 15 s beyond what it asked for',
        verdict: verdictOf(all),
        said: causeIn(all, /provider model: [^\n]*429[^\n]*counts as down/),
      })
    },
  )
})

const TIMEOUT = ['limits: { timeout-seconds: 2 }']

describe('a fault that', () => {
  const faults: readonly [string, FakeAnswer, RegExp, (readonly string[])?][] = [
    ['500', failure(500, 'server_error'), /provider model: [^\n]*500[^\n]*counts as down/],
    ['503', failure(503, 'unavailable'), /provider model: [^\n]*503[^\n]*counts as down/],
    ['529, overloaded', failure(529, 'overloaded_error'), /provider model: [^\n]*529[^\n]*counts as down/],
    ['connection reset', 'reset', /provider model: [^\n]*counts as down/],
    ['hang before the first byte', 'hang', /provider model: [^\n]*within [^\n]*counts as down/, TIMEOUT],
    ['hang after the first byte', 'stall', /provider model: [^\n]*within [^\n]*counts as down/, TIMEOUT],
    ['body cut off by a closed connection', 'cut', /provider model: [^\n]*counts as down/],
    ['truncated JSON', truncatedJson(), /provider model: [^\n]*counts as down/],
    ['HTML instead of JSON', html(), /provider model: [^\n]*counts as down/],
  ]

  it.each(faults)(
    '(%s) comes now and then loses nothing; one that stays ends the run',
    async (name, fault, cause, policy = []) => {
      const some = await check(
        OPENAI,
        (request, index) => (index % 10 === 3 ? fault : OPENAI.right(request, index)),
        { policy },
      )
      expect([some.code, some.verdict, some.missing]).toEqual([0, 'pass', 0])
      passing.push({
        fault: `${name}, one in ten`,
        happened: 'retried; nothing lost',
        verdict: verdictOf(some),
        said: '–',
      })
      const all = await check(
        OPENAI,
        (request, index) => (index >= 30 ? fault : OPENAI.right(request, index)),
        { policy },
      )
      expect([all.code, all.verdict]).toEqual([2, 'not-evaluable'])
      expect(all.complete).toBeGreaterThan(5)
      expect(all.seconds).toBeGreaterThan(5)
      expect(all.seconds).toBeLessThan(45)
      expect(all.requests).toBeLessThan(200)
      lasting.push({
        fault: `${name}, from the middle on`,
        happened: 'paused once for 5 s, then given up; what was recorded is kept',
        verdict: verdictOf(all),
        said: causeIn(all, cause),
      })
    },
  )

  const finals: readonly [string, FakeAnswer, RegExp][] = [
    ['key expires', failure(401, 'invalid_api_key'), /provider model: [^\n;)]*401[^\n)]*\)[^\n)]*/],
    ['quota used up', failure(429, 'insufficient_quota'), /provider model: [^\n;)]*429[^\n)]*\)/],
    ['model taken away', failure(404, 'model_not_found'), /model\/gpt-4\.1-mini: [^\n;)]*404[^\n)]*\)/],
    [
      'asked to wait until tomorrow',
      failure(429, 'rate_limit_exceeded', { 'retry-after': '40000' }),
      /provider model: [^\n]*too long[^\n)]*/,
    ],
  ]

  it.each(finals)('is final (%s) ends the run at once', async (name, fault, cause) => {
    const seen = await check(OPENAI, (request, index) => (index >= 30 ? fault : OPENAI.right(request, index)))
    expect([seen.code, seen.verdict]).toEqual([2, 'not-evaluable'])
    expect(seen.seconds).toBeLessThan(20)
    // What was in flight, and nothing after it.
    expect(seen.requests).toBeLessThanOrEqual(30 + 50)
    lasting.push({
      fault: `${name} in the middle of the run`,
      happened: 'not retried; ended with what was in flight',
      verdict: verdictOf(seen),
      said: causeIn(seen, cause),
    })
  })

  it('is another model than the one asked for is named', async () => {
    const all = await check(OPENAI, () => chat(TEXT, { model: 'something-else' }))
    expect([all.code, all.verdict, new Set(all.models)]).toEqual([0, 'pass', new Set(['something-else'])])
    passing.push({
      fault: 'another model than asked for, throughout',
      happened: 'believed, the same in both arms',
      verdict: verdictOf(all),
      said: 'Models: something-else',
    })
    const halfway = await check(OPENAI, (_, index) =>
      chat(TEXT, { model: index < 30 ? 'gpt-4.1-mini' : 'something-else' }),
    )
    expect(halfway.code).toBe(0)
    passing.push({
      fault: 'another model from the middle on',
      happened: 'both are recorded, and noted',
      verdict: verdictOf(halfway),
      said: causeIn(halfway, /the provider served [^\n]*/),
    })
  })

  it('is a clock that jumps by a day at every look changes nothing', async () => {
    let calls = 0
    const now = () => new Date(Date.parse('2026-11-01T12:00:00Z') + (calls++ % 2 === 0 ? 1 : -1) * 86_400_000)
    const seen = await check(
      OPENAI,
      (request, index) => (index % 10 === 3 ? failure(503, 'overloaded') : OPENAI.right(request, index)),
      { now },
    )
    expect([seen.code, seen.verdict, seen.missing]).toEqual([0, 'pass', 0])
    passing.push({
      fault: 'the clock jumps by a day, back and forth',
      happened: 'waits and limits go by a clock that does not jump; nothing lost',
      verdict: verdictOf(seen),
      said: '–',
    })
  })

  it('is a name that cannot be resolved ends the run', async () => {
    await using provider = await startFakeProvider(() => chat(TEXT))
    using repository = makeTriageRepository({ baseUrl: 'https://noisefloor-test.invalid/v1' })
    repository.write(REWORDED_PROMPT)
    const { code, stdout } = await runCli(repository.root, ['check', '--json'], {
      environment: { TRIAGE_KEY: 'sk-0123456789' },
    })
    const [one] = reportSchema.parse(JSON.parse(stdout)).suites
    expect([code, one!.verdict, provider.requests.length]).toEqual([2, 'not-evaluable', 0])
    const said = [one!.reason, ...one!.notes].join('\n')
    expect(said).toMatch(/connection failed \((ENOTFOUND|EAI_AGAIN)\)/)
    lasting.push({
      fault: 'DNS failure',
      happened: 'retried, then given up: it never answered',
      verdict: `\`${one!.verdict}\`, exit ${code}`,
      said: 'provider model: the connection failed (ENOTFOUND), or EAI_AGAIN',
    })
  })
})

afterAll(() => {
  // Only a whole run knows all rows.
  const ran = [...limits, ...passing, ...lasting].length
  if (ran < EXPECTED_ROWS) return
  const page = render()
  if (process.env['UPDATE_FAULT_MATRIX'] === '1') writeFileSync(PAGE, page)
  expect(readFileSync(PAGE, 'utf8'), 'run again with UPDATE_FAULT_MATRIX=1 and read what changed').toBe(page)
})

const EXPECTED_ROWS = 10 + 18 + 4 + 2 + 1 + 1

function render(): string {
  const table = (rows: readonly Row[]) =>
    [
      '| fault | what happened | verdict | what the report said of it |',
      '|---|---|---|---|',
      ...rows.map(
        (row) => `| ${row.fault} | ${row.happened} | ${row.verdict} | ${row.said.replaceAll('|', '\\|')} |`,
      ),
    ].join('\n')
  return `# What happens when a provider fails

\`npm run test:full\` does all of this to the gate and compares what it saw with this page (\`test/full/commands/fault-matrix.test.ts\`; \`UPDATE_FAULT_MATRIX=1\` writes the page anew).
Each provider is asked as in earnest, at its own address and in its own wire format, through a proxy that leads to one scripted server. The change that is gated does nothing: where enough can be
measured the verdict is \`pass\`, and everywhere else it must not be green.

## Rate limits

${table(limits)}

## Faults that pass

${table(passing)}

## Faults that stay

${table(lasting)}

What had been recorded when a run was given up is in the ledger, and the next run goes on from there.
`
}
