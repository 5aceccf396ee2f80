import { describe, it } from 'vitest'
import {
  badGateway,
  type FaultKind,
  primaryLimit,
  secondaryLimit,
  serverError,
} from '../fake-github/faults.ts'
import { openPullRequest } from './pull-request.ts'
import { WORSE } from './shop-files.ts'
import { OPERATIONS, OPTIONAL_VARIABLES } from './what-the-action-uses.ts'

const LONG = { timeout: 60_000 }

/** What fails at once; what is waited for is in `test/full/action`. */
const QUICK_KINDS: Readonly<Record<string, FaultKind>> = {
  'a limit for another hour': primaryLimit(4_102_444_800),
  'half an answer': 'cut',
  'a page that is not of its API': {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<h1>Log in</h1>',
  },
  'an answer of another shape': { status: 200, body: { message: 'hello', id: 'x', data: [] } },
}

describe.concurrent('trouble at GitHub', () => {
  it('is made for every call of the action', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    await shop.run()
    await shop.run()
    const asked = new Set(shop.github.requests.map(({ operation }) => operation))
    expect(
      [...asked].filter((operation) => operation === undefined || !OPERATIONS.includes(operation)),
    ).toEqual([])
  })

  it.for(OPERATIONS)(
    '%s fails once: same exit code, one comment, one check',
    LONG,
    async (at, { expect }) => {
      await using shop = await openPullRequest({ change: WORSE })
      shop.github.fail({ kind: serverError(), at, times: 1 })
      const first = await shop.run()
      expect(first.code).toBe(1)
      expect(first.warnings).toEqual([])
      shop.github.fail({ kind: badGateway(), at, times: 1 })
      const second = await shop.run()
      expect(second.code).toBe(1)
      expect(second.warnings).toEqual([])
      expect(shop.ownComments()).toHaveLength(1)
      expect(shop.ownComments()[0]!.body).toContain('1002')
      expect(shop.github.state.checkRuns.length).toBeGreaterThan(0)
    },
  )

  it.for(Object.entries(QUICK_KINDS))(
    'every call meets %s: same exit code, warnings, and the next run is whole again',
    LONG,
    async ([, kind], { expect }) => {
      await using shop = await openPullRequest({ change: WORSE })
      shop.github.fail({ kind })
      const run = await shop.run()
      expect(run.code).toBe(1)
      expect(run.warnings.length).toBeGreaterThan(0)
      expect(run.summary).toContain('worse')
      expect(run.outputs).toMatchObject({ verdict: 'regression', conclusion: 'failure' })
      expect(`${run.stdout}${run.stderr}`).not.toMatch(/^\s+at .*\(/m)
      shop.github.mend()
      await shop.run()
      expect(shop.ownComments()).toHaveLength(1)
    },
  )

  it('a limit that ends soon is waited for', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    shop.github.fail({ kind: secondaryLimit(2), at: 'issues/create-comment', times: 1 })
    const run = await shop.run()
    expect(run.code).toBe(1)
    expect(run.warnings).toEqual([])
    expect(shop.ownComments()).toHaveLength(1)
    expect(run.milliseconds).toBeGreaterThan(2_000)
  })

  it('no address of an API leaves the gate its verdict', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    for (const apiUrl of ['not a url', undefined]) {
      const run = await shop.run({ environment: { GITHUB_API_URL: apiUrl, GITHUB_GRAPHQL_URL: apiUrl } })
      expect(run.code).toBe(1)
      expect(run.summary).toContain('worse')
    }
    expect(shop.github.state.comments).toEqual([])
  })

  it(
    'variables that the runner does not set disable what needs them, never the run',
    LONG,
    async ({ expect }) => {
      await using shop = await openPullRequest({ change: WORSE })
      const environment = Object.fromEntries(OPTIONAL_VARIABLES.map((name) => [name, undefined]))
      expect((await shop.run({ environment })).code).toBe(1)
    },
  )
})
