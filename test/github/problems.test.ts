import { describe, expect, it } from 'vitest'
import { explainProblems, explainReadFailure } from '../../src/github/problems.ts'
import type { RequestFailure } from '../../src/github/request-failure.ts'

const forbidden: RequestFailure = {
  kind: 'refused',
  status: 403,
  message: 'Resource not accessible by integration',
}

const bothFail = (failure: RequestFailure, outside = false) =>
  explainProblems(
    [
      { feature: 'comment', failure },
      { feature: 'check', failure },
    ],
    outside,
  ).map(({ level, text }) => `${level}: ${text}`)

describe('what could not be published', () => {
  it.each<[string, RequestFailure]>([
    ['no permission', forbidden],
    ['a token that is not accepted', { kind: 'refused', status: 401, message: 'Bad credentials' }],
    ['an outage', { kind: 'outage', status: 502 }],
    ['a limit', { kind: 'limited', status: 429 }],
    ['no answer', { kind: 'no-answer', reason: 'did not answer in time' }],
    [
      'a locked conversation',
      { kind: 'refused', status: 403, message: 'Unable to create comment because issue is locked.' },
    ],
    ['something that GitHub cannot take', { kind: 'refused', status: 422, message: 'Validation Failed' }],
  ])('is one warning that says how to mend it: %s', (_, failure) => {
    const texts = bothFail(failure)
    expect(texts).toHaveLength(1)
    expect(texts[0]).toMatchSnapshot()
  })

  it('is one warning for each cause', () => {
    const texts = explainProblems(
      [
        { feature: 'comment', failure: forbidden },
        { feature: 'check', failure: { kind: 'outage', status: 500 } },
      ],
      false,
    )
    expect(texts.map(({ text }) => text.split(':')[0])).toEqual([
      'the comment was not written',
      'the check run was not written',
    ])
  })

  it('is no mistake of anybody’s where a stranger’s token can only read', () => {
    expect(bothFail(forbidden, true)).toMatchSnapshot()
    expect(bothFail({ kind: 'outage', status: 502 }, true)[0]).toMatch(/^warning: /)
  })
})

describe('what could not be read', () => {
  it('names the permission', () => {
    expect(explainReadFailure({ kind: 'refused', status: 404, message: 'Not Found' }, 'contents: read')).toBe(
      'it is not there, or the token may not see it: grant `contents: read` under `permissions:` of the job in the workflow',
    )
  })
})
