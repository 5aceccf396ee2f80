import { describe, it } from 'vitest'
import { pullRequestPayload } from '../../action/event-payload.ts'
import { openPullRequest } from '../../action/pull-request.ts'
import { WORSE } from '../../action/shop-files.ts'
import { OPERATIONS, OPTIONAL_VARIABLES } from '../../action/what-the-action-uses.ts'
import {
  badGateway,
  type FaultKind,
  primaryLimit,
  secondaryLimit,
  serverError,
} from '../../fake-github/faults.ts'

const MOST_MILLISECONDS = 25_000

const KINDS: Readonly<Record<string, FaultKind>> = {
  'a server error': serverError(),
  'a bad gateway': badGateway(),
  'an unavailable service': serverError(503),
  'a secondary limit': secondaryLimit(60),
  'a secondary limit as 429': secondaryLimit(1, 429),
  'a primary limit': primaryLimit(4_102_444_800),
  'a reset': 'reset',
  'half an answer': 'cut',
  'a slow answer': { delayMs: 5_000 },
  'a very slow answer': { delayMs: 30_000 },
  'no answer': 'hang',
  'a gone API': { status: 410, body: { message: 'Gone' } },
}

const MATRIX = OPERATIONS.flatMap((at) => Object.entries(KINDS).map(([name, kind]) => ({ at, name, kind })))

describe.concurrent('trouble at GitHub, for as long as the run takes', () => {
  it.for(MATRIX)('$at meets $name', { timeout: 120_000 }, async ({ at, kind }, { expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    await shop.run()
    shop.github.fail({ kind, at })
    const run = await shop.run()
    expect(run.code).toBe(1)
    expect(run.milliseconds).toBeLessThan(MOST_MILLISECONDS)
    expect(`${run.stdout}${run.stderr}`).not.toMatch(/^\s+at .*\(/m)
    shop.github.mend()
    expect((await shop.run()).warnings).toEqual([])
    expect(shop.ownComments()).toHaveLength(1)
  })

  it.for(Object.entries(KINDS))('every call meets %s', { timeout: 120_000 }, async ([, kind], { expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    shop.github.fail({ kind })
    const run = await shop.run()
    expect(run.code).toBe(1)
    expect(run.milliseconds).toBeLessThan(MOST_MILLISECONDS)
    expect(run.summary).toContain('worse')
    expect(run.outputs).toMatchObject({ verdict: 'regression', conclusion: 'failure' })
    expect(`${run.stdout}${run.stderr}`).not.toMatch(/^\s+at .*\(/m)
  })

  it('another label is set while nothing answers', { timeout: 120_000 }, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    shop.github.fail({ kind: 'hang' })
    const run = await shop.run({
      payload: pullRequestPayload(shop.github.state, shop.pull, 'labeled', 'docs'),
    })
    expect(run.code).toBe(1)
    expect(run.milliseconds).toBeLessThan(MOST_MILLISECONDS)
  })

  it.for(Object.entries(KINDS))(
    'reading both sides meets %s',
    { timeout: 120_000 },
    async ([, kind], { expect }) => {
      await using shop = await openPullRequest({ change: WORSE })
      shop.github.fail({ kind, at: ['git/get-tree', 'git/get-blob', 'repos/compare-commits-with-basehead'] })
      const run = await shop.run({ checkout: { of: 'none' } })
      // What cannot be read cannot be judged; what is merely slow can.
      expect([1, 2]).toContain(run.code)
      expect(`${run.stdout}${run.stderr}`).not.toMatch(/^\s+at .*\(/m)
      expect(run.summary).not.toBe('')
    },
  )

  it.for(OPTIONAL_VARIABLES)('the runner does not set %s', { timeout: 120_000 }, async (name, { expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    expect((await shop.run({ environment: { [name]: undefined } })).code).toBe(1)
  })

  it('nobody listens at the address of the API', { timeout: 120_000 }, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    const run = await shop.run({ environment: { GITHUB_API_URL: 'http://127.0.0.1:9' } })
    expect(run.code).toBe(1)
    expect(run.milliseconds).toBeLessThan(MOST_MILLISECONDS)
    expect(run.warnings.length).toBeGreaterThan(0)
    expect(run.summary).toContain('worse')
  })
})
