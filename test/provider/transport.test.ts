import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { guardedLookup, type ResolveHost } from '../../src/provider/guarded-lookup.ts'
import { ProviderError } from '../../src/provider/provider-error.ts'
import { createTransport, type Transport } from '../../src/provider/transport.ts'
import { chat, type FakeProvider, type FakeScript, redirect, startFakeProvider } from './fake-provider.ts'

const KEY = 'sk-Canary-0123456789'
const opened: { close(): Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
})

async function fakeProvider(script?: FakeScript): Promise<FakeProvider> {
  const fake = await startFakeProvider(script)
  opened.push(fake)
  return fake
}

function transport(resolveHost?: ResolveHost): Transport {
  const made = createTransport({ connections: 4, ...(resolveHost === undefined ? {} : { resolveHost }) })
  opened.push(made)
  return made
}

/** A resolver that gives one answer after the other, the last one for ever. */
function resolver(...answers: readonly (readonly string[])[]): ResolveHost {
  let next = 0
  return (_host, _options, callback) => {
    const addresses = answers[Math.min(next++, answers.length - 1)] ?? []
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
}

async function failureOf(promise: Promise<unknown>): Promise<ProviderError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ProviderError)
  expect(JSON.stringify({ ...(error as object), text: String(error) })).not.toContain(KEY)
  return error as ProviderError
}

const post = {
  method: 'POST',
  body: '{}',
  headers: { authorization: 'Bearer placeholder', 'x-api-key': 'other' },
}

describe('a key', () => {
  it('is attached by the transport in the place of whatever the adapter sends', async () => {
    const fake = await fakeProvider()
    const fetch = transport().bind({ baseUrl: fake.baseUrl, credential: { scheme: 'bearer', key: KEY } })
    expect((await fetch(`${fake.baseUrl}/chat/completions`, post)).status).toBe(200)
    expect(fake.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
    expect(fake.requests[0]?.headers['x-api-key']).toBeUndefined()
  })

  it('is not sent by a keyless provider, and neither is a placeholder', async () => {
    const fake = await fakeProvider()
    await transport().bind({ baseUrl: fake.baseUrl })(`${fake.baseUrl}/chat/completions`, post)
    expect(fake.requests[0]?.headers.authorization).toBeUndefined()
  })

  it('never reaches another origin, whatever URL the adapter asks for', async () => {
    const provider = await fakeProvider()
    const thief = await fakeProvider()
    const fetch = transport().bind({ baseUrl: provider.baseUrl, credential: { scheme: 'bearer', key: KEY } })
    const host = new URL(provider.baseUrl).host
    const urls = [
      `${thief.baseUrl}/chat/completions`,
      `http://${host}@${new URL(thief.baseUrl).host}/v1`,
      provider.baseUrl.replace('127.0.0.1', '127.0.0.2'),
      provider.baseUrl.replace('http:', 'https:'),
      provider.baseUrl.replace('127.0.0.1', 'user:pass@127.0.0.1'),
      provider.baseUrl.replace('127.0.0.1', 'localhost'),
    ]
    for (const url of urls) expect((await failureOf(fetch(url, post))).kind).toBe('refused-address')
    expect([...provider.requests, ...thief.requests]).toEqual([])
  })

  it('never reaches another path of a shared origin than that of the base URL', async () => {
    const gateway = await fakeProvider()
    const credential = { scheme: 'bearer', key: KEY } as const
    const mine = `${new URL(gateway.baseUrl).origin}/mine/v1`
    const fetch = transport().bind({ baseUrl: mine, credential })
    const urls = [
      `${mine}/../../theirs/v1/x`,
      `${mine}/%2e%2e/theirs`,
      `${mine}0/x`,
      mine.replace('/mine/v1', '//mine/v1/x'),
    ]
    for (const url of urls) expect((await failureOf(fetch(url, post))).kind).toBe('refused-address')
    expect(gateway.requests).toEqual([])
    expect((await fetch(`${mine}/x`, post)).status).toBe(200)
  })

  it.each([301, 302, 303, 307, 308])('does not follow a redirect with status %i', async (status) => {
    const thief = await fakeProvider()
    const provider = await fakeProvider(() => redirect(`${thief.baseUrl}/chat/completions?k=${KEY}`, status))
    const fetch = transport().bind({ baseUrl: provider.baseUrl, credential: { scheme: 'bearer', key: KEY } })
    const error = await failureOf(fetch(`${provider.baseUrl}/chat/completions`, post))
    expect(error).toMatchObject({ kind: 'redirect', status, final: true, retryable: false })
    expect(thief.requests).toEqual([])
  })

  it.each([
    'http://evil.example/v1',
    'https://user:pass@127.0.0.1/v1',
    'https://api.openai.com./v1',
    'https://169.254.169.254/v1',
    'http://localhost:1/v1',
  ])('is not bound to %s', async (baseUrl) => {
    expect(() => transport().bind({ baseUrl, credential: { scheme: 'bearer', key: KEY } })).toThrow(
      ProviderError,
    )
  })

  it('is not sent to a name that resolves to this machine or its network', async () => {
    for (const addresses of [
      ['127.0.0.1'],
      ['169.254.169.254'],
      ['8.8.8.8', '10.0.0.1'],
      ['::ffff:127.0.0.1'],
      [],
    ]) {
      const fetch = transport(resolver(addresses)).bind({
        baseUrl: 'https://api.example.test/v1',
        credential: { scheme: 'bearer', key: KEY },
      })
      const error = await failureOf(fetch('https://api.example.test/v1/chat/completions', post))
      expect(error).toMatchObject({ kind: 'refused-address', final: true })
    }
  })

  it('is not sent to localhost by name even over https', async () => {
    const fetch = transport().bind({
      baseUrl: 'https://localhost:9/v1',
      credential: { scheme: 'bearer', key: KEY },
    })
    expect((await failureOf(fetch('https://localhost:9/v1', post))).kind).toBe('refused-address')
  })
})

describe('a guarded lookup', () => {
  const look = (lookup: ReturnType<typeof guardedLookup>, all: boolean) =>
    new Promise<unknown>((resolve) => {
      lookup('api.example.test', { all }, (error, address) => resolve(error ?? address))
    })

  it('checks at every connection, so that a resolver that changes its mind is caught', async () => {
    const lookup = guardedLookup(resolver(['8.8.8.8'], ['169.254.169.254']))
    expect(await look(lookup, false)).toBe('8.8.8.8')
    expect(await look(lookup, false)).toBeInstanceOf(ProviderError)
  })

  it('hands the socket the addresses that it checked', async () => {
    const lookup = guardedLookup(resolver(['8.8.8.8', '2606:4700::1111']))
    expect(await look(lookup, true)).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ])
  })
})

describe('a reply', () => {
  it('over 8 MiB is an error of the wire format', async () => {
    const fake = await fakeProvider(() => ({ body: 'x'.repeat(8 * 1024 * 1024 + 1) }))
    const error = await failureOf(transport().bind({ baseUrl: fake.baseUrl })(fake.baseUrl, post))
    expect(error).toMatchObject({ kind: 'wire-format', retryable: true })
  })

  it('of exactly 8 MiB is read', async () => {
    const fake = await fakeProvider(() => ({ body: 'x'.repeat(8 * 1024 * 1024) }))
    const reply = await transport().bind({ baseUrl: fake.baseUrl })(fake.baseUrl, post)
    expect((await reply.text()).length).toBe(8 * 1024 * 1024)
  })

  it('that is compressed against the request is refused, so that no bomb unfolds', async () => {
    const body = gzipSync('{}').toString('latin1')
    const fake = await fakeProvider(() => ({ headers: { 'content-encoding': 'gzip' }, body }))
    const error = await failureOf(transport().bind({ baseUrl: fake.baseUrl })(fake.baseUrl, post))
    expect(error.kind).toBe('wire-format')
    expect(fake.requests[0]?.headers['accept-encoding']).toBe('identity')
  })

  it('that breaks off is a failed connection, worth another try', async () => {
    const fake = await fakeProvider(() => ({ headers: { 'content-length': '999' }, body: '{' }))
    const pending = transport().bind({ baseUrl: fake.baseUrl })(fake.baseUrl, post)
    setTimeout(() => fake.close(), 50)
    expect(await failureOf(pending)).toMatchObject({ kind: 'connection', retryable: true })
  })
})

describe('a connection', () => {
  it('is kept for later requests', async () => {
    const fake = await fakeProvider(() => chat('ok'))
    const fetch = transport().bind({ baseUrl: fake.baseUrl })
    for (let index = 0; index < 20; index += 1) await fetch(fake.baseUrl, post)
    // The pool may open a second one before the first is seen to be idle.
    expect(fake.connections()).toBeLessThanOrEqual(2)
  })

  it('is one of at most the given number', async () => {
    const fake = await fakeProvider(() => chat('ok', { delayMs: 10 }))
    const fetch = transport().bind({ baseUrl: fake.baseUrl })
    await Promise.all(Array.from({ length: 20 }, () => fetch(fake.baseUrl, post)))
    expect(fake.connections()).toBe(4)
    expect(fake.mostInFlight()).toBe(4)
  })

  it('that is refused names the reason and nothing else', async () => {
    const fake = await startFakeProvider()
    await fake.close()
    const error = await failureOf(
      transport().bind({ baseUrl: fake.baseUrl, credential: { scheme: 'bearer', key: KEY } })(
        fake.baseUrl,
        post,
      ),
    )
    expect(error).toMatchObject({ kind: 'connection', retryable: true })
    expect(error.message).toBe('the connection failed (ECONNREFUSED)')
  })

  it('ends at an abort, with its reason', async () => {
    const fake = await fakeProvider(() => 'hang')
    const controller = new AbortController()
    const pending = transport().bind({ baseUrl: fake.baseUrl })(fake.baseUrl, {
      ...post,
      signal: controller.signal,
    })
    const reason = new Error('stop')
    setTimeout(() => controller.abort(reason), 20)
    await expect(pending).rejects.toBe(reason)
  })
})
