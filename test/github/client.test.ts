import { describe, expect, it } from 'vitest'
import { failureOf } from '../../src/github/request-failure.ts'
import { connect, type Reply, serveApi } from './api-server.ts'

const GET = 'GET /repos/{owner}/{repo}/pulls/{pull_number}'
const POST = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'

/** Sends one request to a server that gives these replies, one after the other and the last for ever. */
async function ask(replies: readonly (Reply | undefined)[], route = GET, milliseconds = 3_000) {
  let asked = 0
  await using server = await serveApi(() => replies[Math.min(asked++, replies.length - 1)])
  await using connected = connect(server.url, milliseconds)
  const started = performance.now()
  const { octokit, owner, repo } = connected.github
  const parameters = { owner, repo, pull_number: 7, issue_number: 7, body: 'text' }
  const answer = await octokit.request(route, parameters).then(
    ({ data }) => ({ data: data as unknown }),
    (error: unknown) => ({ failure: failureOf(error) }),
  )
  return { answer, asked, milliseconds: performance.now() - started }
}

describe('a request to GitHub', () => {
  it('is sent again after an outage', async () => {
    const { answer, asked } = await ask([{ status: 502, body: '<html>' }, { body: { state: 'open' } }])
    expect(answer).toEqual({ data: { state: 'open' } })
    expect(asked).toBe(2)
  })

  it('waits as long as GitHub asks for', async () => {
    const limited = {
      status: 403,
      headers: { 'retry-after': '1' },
      body: { message: 'secondary rate limit' },
    }
    const { answer, milliseconds } = await ask([limited, { body: {} }])
    expect(answer).toEqual({ data: {} })
    expect(milliseconds).toBeGreaterThan(950)
  })

  it.each([
    ['longer than there is time', { status: 429, headers: { 'retry-after': '60' } }],
    [
      'until the next hour',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' } },
    ],
  ])('is given up at once when it would have to wait %s', async (_, reply) => {
    const { answer, asked, milliseconds } = await ask([
      { ...reply, body: { message: 'API rate limit exceeded' } },
    ])
    expect(answer).toMatchObject({ failure: { kind: 'limited' } })
    expect(asked).toBe(1)
    expect(milliseconds).toBeLessThan(1_000)
  })

  it.each([401, 403, 404, 422])('is not sent again after a plain no: %i', async (status) => {
    const { answer, asked } = await ask([{ status, body: { message: 'no' } }])
    expect(answer).toMatchObject({ failure: { kind: 'refused', status } })
    expect(asked).toBe(1)
  })

  it('that makes something is not sent again when it may have been carried out', async () => {
    expect((await ask([{ status: 500, body: {} }], POST)).asked).toBe(1)
    const limited = { status: 429, headers: { 'retry-after': '0' }, body: {} }
    expect((await ask([limited, { status: 201, body: {} }], POST)).asked).toBe(2)
  })

  it('ends with its time, however GitHub answers', async () => {
    const hanging = await ask([undefined], GET, 400)
    expect(hanging.answer).toEqual({ failure: { kind: 'no-answer', reason: 'did not answer in time' } })
    expect(hanging.milliseconds).toBeLessThan(1_500)
    const failing = await ask([{ status: 500, body: {} }], GET, 600)
    expect(failing.answer).toEqual({ failure: { kind: 'outage', status: 500 } })
    expect(failing.milliseconds).toBeLessThan(1_500)
  })

  it('says what keeps GitHub from being reached', async () => {
    await using server = await serveApi(() => undefined)
    await using connected = connect(server.url, 300)
    await server[Symbol.asyncDispose]()
    const error = await connected.github.octokit.request('GET /rate_limit').catch((thrown: unknown) => thrown)
    expect(failureOf(error)).toEqual({ kind: 'no-answer', reason: 'could not be reached (ECONNREFUSED)' })
  })

  it('never takes the token to another origin', async () => {
    await using other = await serveApi(() => ({ body: {} }))
    await using server = await serveApi(() => ({ status: 302, headers: { location: other.url } }))
    await using connected = connect(server.url, 300)
    const { octokit } = connected.github
    await expect(octokit.request('GET /rate_limit')).rejects.toThrow()
    await expect(octokit.request(`GET ${other.url}/rate_limit`)).rejects.toThrow()
    expect(other.received).toEqual([])
  })

  it('leaves nothing behind that keeps the process', async () => {
    await using server = await serveApi(() => undefined)
    const connected = connect(server.url)
    const pending = connected.github.octokit.request('GET /rate_limit').catch((error: unknown) => error)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await connected.connection.close()
    await pending
  })
})
