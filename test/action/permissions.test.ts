import { describe, it } from 'vitest'
import type { Permissions } from '../fake-github/identity.ts'
import { openPullRequest } from './pull-request.ts'
import { WORSE } from './shop-files.ts'

const LONG = { timeout: 60_000 }
const ALL: Permissions = { contents: 'read', pull_requests: 'write', checks: 'write' }
const { checks: _, ...WITHOUT_CHECKS } = ALL
const { pull_requests: __, ...WITHOUT_PULLS } = ALL
const { contents: ___, ...WITHOUT_CONTENTS } = ALL

describe.concurrent('a permission that is missing', () => {
  it.for([
    ['checks: write', WITHOUT_CHECKS, 1, 0],
    ['checks: write', { ...ALL, checks: 'read' }, 1, 0],
    ['pull-requests: write', WITHOUT_PULLS, 0, 1],
    ['pull-requests: write', { ...ALL, pull_requests: 'read' }, 0, 1],
  ] as const)(
    'is a warning that names %s, and changes nothing else (%o)',
    LONG,
    async ([name, permissions, comments, checks], { expect }) => {
      await using shop = await openPullRequest({ change: WORSE, permissions })
      const run = await shop.run()
      expect(run.code).toBe(1)
      expect(run.warnings).toEqual([expect.stringContaining(name)])
      expect(shop.github.state.comments).toHaveLength(comments)
      expect(shop.github.state.checkRuns).toHaveLength(checks)
      expect(run.summary).toContain('worse')
      expect(run.report?.exit_code).toBe(1)
    },
  )

  it('to read contents does not matter where the checkout has both sides', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({
      change: WORSE,
      permissions: WITHOUT_CONTENTS,
      github: { isPrivate: false },
    })
    const run = await shop.run()
    expect(run.code).toBe(1)
    expect(run.warnings).toEqual([])
  })

  it('to read contents is named where the sides have to come from the API', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE, permissions: WITHOUT_CONTENTS })
    const run = await shop.run({ checkout: { of: 'none' } })
    expect(run.code).toBe(2)
    expect(`${run.log}${run.summary}${run.commands.map(({ data }) => data).join()}`).toContain(
      'contents: read',
    )
  })

  it('of every kind leaves the exit code and the summary', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE, permissions: {}, github: { isPrivate: false } })
    const run = await shop.run()
    expect(run.code).toBe(1)
    expect(run.warnings.join('\n')).toContain('checks: write')
    expect(run.warnings.join('\n')).toContain('pull-requests: write')
    expect(run.summary).toContain('worse')
  })

  it('or a token that is missing or wrong does the same', LONG, async ({ expect }) => {
    await using shop = await openPullRequest({ change: WORSE })
    for (const token of ['', 'ghs_expired0token']) {
      const run = await shop.run({ inputs: { 'github-token': token } })
      expect(run.code).toBe(1)
      expect(run.warnings.length).toBeGreaterThan(0)
      expect(run.summary).toContain('worse')
    }
    expect(shop.github.state.comments).toEqual([])
  })
})
