import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Proxies, proxiesOf } from '../../src/provider/proxies.ts'
import { createTransport } from '../../src/provider/transport.ts'
import { selfSigned } from './wire/self-signed.ts'

const KEY = 'sk-Canary-0123456789'
const NAME = 'api.example.test'
const run = promisify(execFile)

interface Asked {
  readonly target: string
  readonly authorization: string | undefined
}

const { key, cert } = selfSigned([NAME], ['127.0.0.1'])
const folder = mkdtempSync(join(tmpdir(), 'noisefloor-proxy-'))
const authority = join(folder, 'authority.pem')
const asked: Asked[] = []
const plain: string[] = []
const keys: (string | undefined)[] = []
let provider: Server
let proxy: Server

const portOf = (server: Server): number => (server.address() as AddressInfo).port
const listening = (server: Server) =>
  new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done)
  })

beforeAll(async () => {
  writeFileSync(authority, cert)
  provider = createHttpsServer({ key, cert }, (request, response) => {
    keys.push(request.headers.authorization)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end('{"said":"hello"}')
  })
  proxy = createHttpServer((request, response) => {
    plain.push(request.url ?? '')
    response.end()
  })
  // Every name leads to the one provider that there is.
  proxy.on('connect', (request, client) => {
    asked.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] })
    const upstream = connect(portOf(provider), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
  })
  await Promise.all([listening(provider), listening(proxy)])
})

afterAll(() => {
  provider.closeAllConnections()
  provider.close()
  proxy.closeAllConnections()
  proxy.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What one request through the transport gives in a process of its own, whose authorities Node reads as it starts. */
async function request(baseUrl: string, proxies: Proxies, trusted = true): Promise<string> {
  const source = `
    import { createTransport } from ${JSON.stringify(resolve('src/provider/transport.ts'))}
    const transport = createTransport({ connections: 2, proxies: ${JSON.stringify(proxies)} })
    const fetch = transport.bind({ baseUrl: ${JSON.stringify(baseUrl)}, credential: { scheme: 'bearer', key: '${KEY}' } })
    try {
      console.log(await (await fetch(${JSON.stringify(`${baseUrl}/chat`)}, { method: 'POST', body: '{}' })).text())
    } catch (error) {
      console.log(error.message)
    }
    await transport.close()
  `
  const environment = { ...process.env, ...(trusted ? { NODE_EXTRA_CA_CERTS: authority } : {}) }
  const { stdout } = await run(process.execPath, ['--input-type=module', '--no-warnings', '-e', source], {
    env: environment,
  })
  return stdout.trim()
}

describe('a proxy', () => {
  it('carries requests as a tunnel, and sees no key', async () => {
    const said = await request(`https://${NAME}/v1`, {
      https: `http://127.0.0.1:${portOf(proxy)}`,
      except: '',
    })
    expect(said).toBe('{"said":"hello"}')
    expect(asked.at(-1)).toEqual({ target: `${NAME}:443`, authorization: undefined })
    expect(keys.at(-1)).toBe(`Bearer ${KEY}`)
    expect(plain).toEqual([])
  })

  it('is told its own user and password', async () => {
    const https = `http://me:p%40ss@127.0.0.1:${portOf(proxy)}`
    expect(await request(`https://${NAME}/v1`, { https, except: '' })).toBe('{"said":"hello"}')
    expect(asked.at(-1)?.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`)
    expect(keys.at(-1)).toBe(`Bearer ${KEY}`)
  })

  it('is not asked for hosts that are reached without it, whose addresses are then checked', async () => {
    const before = asked.length
    const https = `http://127.0.0.1:${portOf(proxy)}`
    const said = await request('https://localhost/v1', { https, except: 'localhost' })
    expect(said).toMatch(/^localhost resolves to .*, which is not a public address$/)
    expect(asked).toHaveLength(before)
  })

  it('is never asked for loopback', async () => {
    const before = asked.length
    const baseUrl = `https://127.0.0.1:${portOf(provider)}/v1`
    expect(await request(baseUrl, { https: 'http://127.0.0.1:9', except: '' })).toBe('{"said":"hello"}')
    expect(asked).toHaveLength(before)
  })

  it('that is not there is an error without its address', async () => {
    const transport = createTransport({
      connections: 1,
      proxies: { https: 'http://me:secret@127.0.0.1:9', except: '' },
    })
    const fetch = transport.bind({ baseUrl: `https://${NAME}/v1` })
    await expect(fetch(`https://${NAME}/v1/chat`, { method: 'POST', body: '{}' })).rejects.toMatchObject({
      kind: 'connection',
      message: 'the connection failed (ECONNREFUSED)',
    })
    await transport.close()
  })

  it.each([
    [{}, { except: '' }],
    [
      { HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' },
      { https: 'http://a:1', except: '' },
    ],
    [
      { HTTP_PROXY: 'http://b:2', NO_PROXY: 'x.test' },
      { https: 'http://b:2', except: 'x.test' },
    ],
    [
      { https_proxy: 'proxy:3128', HTTPS_PROXY: 'http://a:1' },
      { https: 'http://proxy:3128', except: '' },
    ],
    [{ HTTPS_PROXY: ' ', no_proxy: '*' }, { except: '*' }],
  ])('is named by the environment %j', (environment, expected) => {
    expect(proxiesOf(environment)).toEqual(expected)
  })
})

describe('a variable that names no proxy', () => {
  it.each(['http://me:secret@', 'ftp://me:secret@proxy', 'a b'])(
    'such as %j is reported without its value',
    (value) => {
      expect(() => proxiesOf({ HTTPS_PROXY: value })).toThrow(
        'the environment variable HTTPS_PROXY does not hold the address of a proxy; write http://HOST:PORT, or unset it',
      )
    },
  )
})

describe('an authority of one’s own', () => {
  it('is trusted when NODE_EXTRA_CA_CERTS names it, and not otherwise', async () => {
    const baseUrl = `https://127.0.0.1:${portOf(provider)}/v1`
    expect(await request(baseUrl, { except: '' })).toBe('{"said":"hello"}')
    expect(await request(baseUrl, { except: '' }, false)).toBe(
      'the connection failed (DEPTH_ZERO_SELF_SIGNED_CERT)',
    )
  })
})
