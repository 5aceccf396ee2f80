import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { selfSigned } from '../../provider/wire/self-signed.ts'

/** The names at which the providers with fixed addresses are asked. */
const NAMES = [
  'api.openai.com',
  'api.anthropic.com',
  'generativelanguage.googleapis.com',
  'bedrock-runtime.us-east-1.amazonaws.com',
  'matrix.openai.azure.com',
]

const { key, cert } = selfSigned(NAMES, ['127.0.0.1'])
setDefaultCACertificates([...getCACertificates('default'), cert])

export interface ProxyToOne extends AsyncDisposable {
  /** For `HTTPS_PROXY`. */
  readonly url: string
}

/**
 * A proxy on loopback that leads every tunnel to one server, whichever name was asked for, and answers in that name with a certificate that
 * this process trusts: so each provider is asked as it is in earnest, at its own address.
 *
 * @param port of the server, which speaks plain HTTP
 */
export async function startProxyTo(port: number): Promise<ProxyToOne> {
  const secure = createTlsServer({ key, cert }, (client) => {
    const upstream = connect(port, '127.0.0.1')
    upstream.pipe(client).pipe(upstream)
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
  })
  const proxy = createServer()
  proxy.on('connect', (_, client) => {
    const upstream = connect((secure.address() as AddressInfo).port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
  })
  await Promise.all([listening(secure as unknown as Server), listening(proxy)])
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections()
      proxy.close()
      secure.close()
    },
  }
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
}
