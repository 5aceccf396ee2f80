import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'vitest'
import { chat, type FakeProvider, failure, startFakeProvider } from '../provider/fake-provider.ts'
import { openPullRequest, type ShopPullRequest, TOKEN } from './pull-request.ts'
import type { ActionRun } from './run-action.ts'
import { edited, policyWithProvider, REWORDED, SHOP, WORSE } from './shop-files.ts'

const LONG = { timeout: 60_000 }

/** Holds what every encoding writes otherwise. */
const KEY = 'sk-canary/Key+0123"<4567>&89?='
const ENVIRONMENT = { SHOP_KEY: KEY, OTHER_PASSWORD: 'hunter2-is-not-it' }

/** A secret in the encodings that a model knows, whole. */
function encodings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  return [
    secret,
    bytes.toString('base64'),
    bytes.toString('base64url'),
    Buffer.from(`x${secret}`).toString('base64'),
    Buffer.from(`Authorization: Bearer ${secret}`).toString('base64'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    encodeURIComponent(secret),
    JSON.stringify(secret),
    JSON.stringify(JSON.stringify(secret)),
  ]
}

/** What remains of them when their ends, which depend on the neighbours, are not looked at. */
function traits(secret: string): readonly string[] {
  return encodings(secret).map((form) => form.slice(-24, -5))
}

/** The key in every encoding, as a model that was tricked, or a proxy that shows headers, might give it. */
function echo(): string {
  return `no idea ${encodings(KEY).join(' ')}`
}

async function startEchoing(): Promise<FakeProvider & AsyncDisposable> {
  const provider = await startFakeProvider(({ body }) =>
    chat(JSON.stringify(body.messages).includes('Be quick') ? echo() : 'billing shipping', {
      model: `m-${KEY}`,
    }),
  )
  return { ...provider, [Symbol.asyncDispose]: () => provider.close() }
}

function shopOn(provider: FakeProvider) {
  const config = `{ kind: openai-compatible, base-url: "${provider.baseUrl}", credential: SHOP_KEY }`
  return { ...SHOP, ...policyWithProvider(config) }
}

/** Everything that a run leaves behind or sends away, without the commands by which the runner is told what to mask. */
function traces(shop: ShopPullRequest, run: ActionRun): string {
  const files: string[] = []
  const read = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) read(path)
      else files.push(`${path}\n${readFileSync(path, 'utf8')}`)
    }
  }
  read(dirname(run.outputs['report']!))
  const log = `${run.stdout}\n${run.stderr}`.replace(/^::add-mask::.*$/gm, '')
  return [
    log,
    run.summary,
    JSON.stringify(run.outputs),
    ...shop.github.requests.map(({ method, path, query, body }) => `${method} ${path}${query} ${body}`),
    ...files,
  ].join('\n')
}

function leaks(text: string): readonly string[] {
  const secrets = [
    KEY,
    TOKEN,
    ENVIRONMENT.OTHER_PASSWORD,
    Buffer.from(`x-access-token:${TOKEN}`).toString('base64'),
  ]
  return secrets.flatMap(traits).filter((trait) => text.includes(trait))
}

describe.concurrent('a key', () => {
  it('that a model repeats in every encoding is in no sink', LONG, async ({ expect }) => {
    await using provider = await startEchoing()
    await using shop = await openPullRequest({ base: shopOn(provider), change: WORSE })
    const run = await shop.run({ environment: ENVIRONMENT })
    expect(run.code).toBe(1)
    expect(provider.requests.length).toBeGreaterThan(0)
    expect(provider.requests.every(({ headers }) => headers.authorization === `Bearer ${KEY}`)).toBe(true)
    expect(shop.ownComments()[0]!.body).toContain('***')
    const text = traces(shop, run)
    expect(text).toContain('trials.jsonl')
    expect(leaks(text)).toEqual([])
    const masked = run.commands.filter(({ name }) => name === 'add-mask').map(({ data }) => data)
    expect(masked).toContain(KEY)
  })

  it.for([401, 400, 500])(
    'that a provider repeats in an error %i is in no sink',
    LONG,
    async (status, { expect }) => {
      const provider = await startFakeProvider(() =>
        failure(status, echo(), { 'x-debug': encodeURIComponent(echo()) }, echo()),
      )
      await using shop = await openPullRequest({ base: shopOn(provider), change: REWORDED })
      const run = await shop.run({ environment: ENVIRONMENT })
      await provider.close()
      expect(run.code).toBe(2)
      expect(leaks(traces(shop, run))).toEqual([])
    },
  )

  it('that a person put into a file of the repository or a label is in no sink', LONG, async ({ expect }) => {
    await using provider = await startEchoing()
    await using shop = await openPullRequest({
      base: shopOn(provider),
      change: {
        ...WORSE,
        'evals/broken.eval.yaml': `suite: ${JSON.stringify(KEY)}\n${JSON.stringify(KEY)}: 1\n`,
      },
      pull: { labels: [KEY] },
    })
    const run = await shop.run({ environment: ENVIRONMENT })
    expect(run.code).toBe(1)
    expect(leaks(traces(shop, run))).toEqual([])
  })

  it('goes nowhere where only the pull request sends it', LONG, async ({ expect }) => {
    await using provider = await startEchoing()
    const evil = await startFakeProvider(() => chat('billing shipping'))
    const base = shopOn(provider)
    await using shop = await openPullRequest({
      base,
      change: {
        ...WORSE,
        ...edited('noisefloor.yaml', provider.baseUrl, evil.baseUrl, base),
        '.env': `OPENAI_BASE_URL=${evil.baseUrl}\nSHOP_KEY=stolen\n`,
      },
    })
    const run = await shop.run({ environment: { ...ENVIRONMENT, OPENAI_BASE_URL: evil.baseUrl } })
    await evil.close()
    expect(run.code).toBe(1)
    expect(evil.requests).toEqual([])
    expect(evil.connections()).toBe(0)
    expect(run.report?.gate_changes.length).toBeGreaterThan(0)
  })

  it('of GitHub goes to GitHub alone, whatever its links say', LONG, async ({ expect }) => {
    const evil = await startFakeProvider(() => chat('x'))
    await using shop = await openPullRequest({ change: WORSE })
    shop.github.fail({
      kind: {
        status: 200,
        headers: {
          link: `<${evil.baseUrl}/comments?page=2>; rel="next"`,
          'content-type': 'application/json',
        },
        body: [],
      },
      at: 'issues/list-comments',
      times: 1,
    })
    shop.github.fail({
      kind: { status: 307, headers: { location: `${evil.baseUrl}/moved` } },
      at: 'checks/create',
      times: 1,
    })
    const run = await shop.run()
    await evil.close()
    expect(run.code).toBe(1)
    expect(evil.requests).toEqual([])
  })
})
