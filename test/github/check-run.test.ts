import { describe, expect, it } from 'vitest'
import type { Annotation } from '../../src/github/annotations.ts'
import { writeCheckRun } from '../../src/github/check-run.ts'
import { connect, type Received, type Reply, serveApi } from './api-server.ts'

const HEAD = 'a'.repeat(40)

const annotations = (count: number): Annotation[] =>
  Array.from({ length: count }, (_, index) => ({
    path: 'prompts/triage.md',
    start_line: index + 1,
    end_line: index + 1,
    annotation_level: 'failure',
    title: 'triage: regression',
    message: 'it got worse',
  }))

async function write(count: number, intercept: (request: Received) => Reply | undefined = () => undefined) {
  const made: string[] = []
  await using server = await serveApi((request) => {
    const reply = intercept(request)
    if (request.method === 'POST' && (reply === undefined || reply.status === 502))
      made.push(request.body.external_id)
    if (reply !== undefined) return reply
    if (request.method === 'GET') {
      return {
        body: { total_count: made.length, check_runs: made.map((external_id, id) => ({ id, external_id })) },
      }
    }
    return {
      status: request.method === 'POST' ? 201 : 200,
      body: { id: made.length - 1, external_id: made.at(-1) },
    }
  })
  await using connected = connect(server.url)
  await writeCheckRun(connected.github, {
    name: 'noisefloor',
    head: HEAD,
    externalId: 'noisefloor/100/1',
    detailsUrl: 'https://github.example/octo/shop/actions/runs/100',
    conclusion: 'failure',
    title: 'This pull request makes triage worse.',
    summary: 'the report',
    annotations: annotations(count),
  })
  return { received: server.received, made }
}

const linesOf = ({ body }: Received): number[] =>
  body.output.annotations.map((one: Annotation) => one.start_line)

describe('the check run', () => {
  it('is written once, completed, on the head of the pull request', async () => {
    const { received } = await write(2)
    expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /repos/octo/shop/check-runs',
    ])
    expect(received[0]!.body).toMatchObject({
      name: 'noisefloor',
      head_sha: HEAD,
      status: 'completed',
      conclusion: 'failure',
      external_id: 'noisefloor/100/1',
      output: { title: 'This pull request makes triage worse.', summary: 'the report' },
    })
  })

  it('gets its annotations in portions of 50, none twice', async () => {
    const { received } = await write(120)
    expect(received.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'PATCH'])
    expect(received.flatMap(linesOf)).toEqual(annotations(120).map(({ start_line }) => start_line))
  })

  it('stands when further annotations are refused, and they are not sent twice', async () => {
    const { received } = await write(70, ({ method }) =>
      method === 'PATCH' ? { status: 500, body: {} } : undefined,
    )
    expect(received.map(({ method }) => method)).toEqual(['POST', 'PATCH'])
  })

  it('is not made twice when GitHub makes it and answers 502', async () => {
    let failed = false
    const { made } = await write(1, ({ method }) => {
      if (method !== 'POST' || failed) return undefined
      failed = true
      return { status: 502, body: '' }
    })
    expect(made).toEqual(['noisefloor/100/1'])
  })

  it('is written without annotations when GitHub cannot take them', async () => {
    const { received } = await write(1, ({ method, body }) =>
      method === 'POST' && body.output.annotations.length > 0
        ? { status: 422, body: { message: 'Invalid request' } }
        : undefined,
    )
    expect(received.map((one) => linesOf(one).length)).toEqual([1, 0])
  })

  it('fails where it is refused', async () => {
    await expect(
      write(0, () => ({ status: 403, body: { message: 'Resource not accessible' } })),
    ).rejects.toThrow()
  })
})
