import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEvent } from '../../src/github/event.ts'

const HEAD = 'a'.repeat(40)
const BASE = 'b'.repeat(40)

const pullRequest = (changes: object = {}, others: object = {}) => ({
  action: 'opened',
  number: 7,
  repository: { full_name: 'octo/shop', default_branch: 'main' },
  pull_request: {
    number: 7,
    state: 'open',
    labels: [{ name: 'bug' }],
    head: { sha: HEAD, repo: { full_name: 'octo/shop' } },
    base: { sha: BASE, repo: { full_name: 'octo/shop' } },
    ...changes,
  },
  ...others,
})

describe('an event', () => {
  it('of a pull request has what the gate needs of it', () => {
    expect(parseEvent('pull_request', pullRequest(), 'ann')).toEqual({
      kind: 'pull-request',
      action: 'opened',
      number: 7,
      head: HEAD,
      base: BASE,
      closed: false,
      outside: false,
      labels: ['bug'],
    })
  })

  it('names the label that was added', () => {
    const payload = pullRequest({}, { action: 'labeled', label: { name: 'evals-approved' } })
    expect(parseEvent('pull_request', payload, 'ann')).toMatchObject({ changedLabel: 'evals-approved' })
  })

  it.each([
    ['another repository', { head: { sha: HEAD, repo: { full_name: 'mallory/shop' } } }, 'mallory', true],
    ['a repository that was deleted since', { head: { sha: HEAD, repo: null } }, 'mallory', true],
    ['this repository by Dependabot', {}, 'dependabot[bot]', true],
    [
      'this repository in other letters',
      { head: { sha: HEAD, repo: { full_name: 'Octo/Shop' } } },
      'ann',
      false,
    ],
    ['a payload that does not say', { head: { sha: HEAD } }, 'ann', false],
  ])('from %s is told from one of our own', (_, changes, actor, outside) => {
    expect(parseEvent('pull_request', pullRequest(changes), actor)).toMatchObject({ outside })
  })

  it('of a merge queue names the pull request in its ref', () => {
    const payload = {
      merge_group: {
        base_sha: BASE,
        head_sha: HEAD,
        head_ref: `refs/heads/gh-readonly-queue/main/pr-12-${BASE}`,
      },
    }
    expect(parseEvent('merge_group', payload, 'ann')).toEqual({
      kind: 'merge-group',
      base: BASE,
      head: HEAD,
      pullRequest: 12,
    })
  })

  it.each(['pull_request_target', 'workflow_run', 'issue_comment'])(
    'that runs with secrets beside a stranger’s content is refused: %s',
    (name) => {
      expect(parseEvent(name, pullRequest(), 'ann')).toMatchObject({ kind: 'refused', name })
    },
  )

  it('without a payload lacks fields, and nothing else', () => {
    expect(parseEvent('pull_request', undefined, undefined)).toEqual({
      kind: 'pull-request',
      action: '',
      closed: false,
      outside: false,
      labels: [],
    })
    expect(parseEvent('merge_group', 5, undefined)).toEqual({ kind: 'merge-group' })
    expect(parseEvent('push', [], undefined)).toEqual({ kind: 'push', deleted: false })
    expect(parseEvent('', null, undefined)).toEqual({ kind: 'other', name: '', outside: false })
  })

  it('can have any payload at all', () => {
    const names = fc.constantFrom('pull_request', 'merge_group', 'push', 'workflow_dispatch')
    fc.assert(
      fc.property(names, fc.jsonValue(), fc.jsonValue(), (name, one, other) => {
        parseEvent(
          name,
          { pull_request: one, merge_group: other, label: one, repository: other, number: one },
          'ann',
        )
      }),
    )
  })
})
