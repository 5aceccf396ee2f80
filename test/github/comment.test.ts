import { describe, expect, it } from 'vitest'
import { type CommentInput, writeComment } from '../../src/github/comment.ts'
import { formatMarker, type Marker, parseMarker } from '../../src/github/marker.ts'
import { connect, type Received, type Reply, serveApi } from './api-server.ts'
import { BOT, storeComments } from './comment-store.ts'

const HEAD = 'a'.repeat(40)
const OTHER_HEAD = 'b'.repeat(40)

const marker = (changes: Partial<Marker> = {}): Marker => ({
  name: 'noisefloor',
  head: HEAD,
  run: 100,
  attempt: 1,
  exit: 0,
  ...changes,
})

const bodyWith = (changes: Partial<Marker> = {}) => `${formatMarker(marker(changes))}\nearlier text`

const input = (changes: Partial<CommentInput> = {}): CommentInput => ({
  pull: 7,
  marker: marker(),
  text: 'the text',
  create: true,
  currentHead: HEAD,
  ...changes,
})

async function write(
  store: ReturnType<typeof storeComments>,
  changes: Partial<CommentInput> = {},
  intercept: (request: Received) => Reply | undefined = () => undefined,
) {
  await using server = await serveApi((request) => intercept(request) ?? store.answer(request))
  await using connected = connect(server.url)
  const outcome = await writeComment(connected.github, input(changes))
  return { outcome, received: server.received }
}

describe('the comment', () => {
  it('is made where there is none, with its marker on the first line', async () => {
    const store = storeComments()
    const { outcome, received } = await write(store)
    expect(outcome).toMatchObject({ status: 'written', url: 'https://github.example/c/1' })
    expect(store.comments.map(({ body }) => body)).toEqual([`${formatMarker(marker())}\nthe text`])
    expect(new Set(received.map(({ authorization }) => authorization))).toEqual(new Set(['token a-token']))
  })

  it('is updated in place by the next run', async () => {
    const store = storeComments()
    await write(store)
    await write(store, {
      marker: marker({ run: 101, head: OTHER_HEAD }),
      currentHead: OTHER_HEAD,
      text: 'newer',
    })
    expect(store.comments).toHaveLength(1)
    expect(store.comments[0]!.body).toContain('newer')
  })

  it('is found on a later page, and a marker that somebody else wrote is not taken for it', async () => {
    const store = storeComments()
    for (let index = 0; index < 130; index += 1)
      store.add(bodyWith({ run: 999 }), { login: 'mallory', type: 'User' })
    store.add(bodyWith({ run: 99 }))
    const { outcome } = await write(store)
    expect(outcome).toMatchObject({ status: 'written', url: 'https://github.example/c/131' })
    expect(store.comments).toHaveLength(131)
  })

  it('is not found by a marker below the first line, or of another gate', async () => {
    const store = storeComments()
    store.add(`hello\n${bodyWith()}`)
    store.add(bodyWith({ name: 'search' }))
    await write(store)
    expect(store.comments).toHaveLength(3)
  })

  it('takes the token for the workflow’s bot where GraphQL is missing, and a user of that name for nobody', async () => {
    const store = storeComments('unknown')
    store.add(bodyWith({ run: 1 }), { login: BOT.login, type: 'User' })
    await write(store)
    await write(store)
    expect(store.comments).toHaveLength(2)
  })

  it('belongs to the app or user whose token it is', async () => {
    const store = storeComments('our-app[bot]')
    store.add(bodyWith({ run: 1 }))
    const own = store.add(bodyWith({ run: 1 }), { login: 'our-app[bot]', type: 'Bot' })
    const { outcome } = await write(store)
    expect(outcome).toMatchObject({ url: own.html_url })
  })

  it.each([
    ['a later run', { run: 101 }],
    ['a later attempt of the same run', { attempt: 2 }],
    ['a run whose id has more digits', { run: 1000 }],
  ])('is left as it is when %s wrote it', async (_, newer) => {
    const store = storeComments()
    store.add(bodyWith(newer))
    const { outcome } = await write(store)
    expect(outcome).toMatchObject({ status: 'left', reason: 'newer-run' })
    expect(store.comments[0]!.body).toContain('earlier text')
  })

  it('is left as it is when it tells of the head of now and this run of an older one', async () => {
    const store = storeComments()
    store.add(bodyWith({ head: OTHER_HEAD, run: 50 }))
    const { outcome } = await write(store, { currentHead: OTHER_HEAD })
    expect(outcome).toMatchObject({ status: 'left', reason: 'newer-run' })
  })

  it('is not made by a run that a newer push has overtaken', async () => {
    const store = storeComments()
    const { outcome } = await write(store, { currentHead: OTHER_HEAD })
    expect(outcome).toEqual({ status: 'left', reason: 'nothing-to-say' })
    expect(store.comments).toEqual([])
  })

  it('is updated and not made where there is nothing new to say', async () => {
    const store = storeComments()
    expect((await write(store, { create: false })).outcome).toEqual({
      status: 'left',
      reason: 'nothing-to-say',
    })
    store.add(bodyWith({ run: 99 }))
    expect((await write(store, { create: false })).outcome.status).toBe('written')
  })

  it('is one again after two runs made it at the same time, and the newer run’s stays', async () => {
    const store = storeComments()
    let raced = false
    await write(store, {}, ({ method }) => {
      if (method === 'POST' && !raced) {
        raced = true
        store.add(bodyWith({ run: 101 }))
      }
      return undefined
    })
    expect(store.comments).toHaveLength(1)
    expect(parseMarker(store.comments[0]!.body)?.run).toBe(101)
  })

  it('is one again when the older run wrote second', async () => {
    const store = storeComments()
    await write(store, { marker: marker({ run: 101 }) }, ({ path, method }) => {
      if (path.endsWith('/comments') && method === 'POST') store.add(bodyWith({ run: 90 }))
      return undefined
    })
    expect(store.comments.map(({ body }) => parseMarker(body)?.run)).toEqual([101])
  })

  it('is not made twice when GitHub makes it and answers 502', async () => {
    const store = storeComments()
    let failed = false
    await write(store, {}, (request) => {
      if (request.method !== 'POST' || request.path === '/graphql' || failed) return undefined
      failed = true
      store.answer(request)
      return { status: 502, body: '<html>bad gateway</html>' }
    })
    expect(store.comments).toHaveLength(1)
  })

  it('is made after a 502 that made nothing', async () => {
    const store = storeComments()
    let failed = false
    await write(store, {}, ({ method, path }) => {
      if (method !== 'POST' || path === '/graphql' || failed) return undefined
      failed = true
      return { status: 502, body: '' }
    })
    expect(store.comments).toHaveLength(1)
  })

  it('is not made when the list of comments cannot be read to its end', async () => {
    const store = storeComments()
    for (let index = 0; index < 100; index += 1) store.add('hello')
    const attempt = write(store, {}, ({ query }) => (query.get('page') === '2' ? { body: '' } : undefined))
    await expect(attempt).rejects.toThrow()
    expect(store.comments).toHaveLength(100)
  })
})
