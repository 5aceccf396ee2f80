import { execFileSync, spawn } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Identity } from './identity.ts'
import { satisfies } from './serve-api.ts'
import type { FakeState } from './state.ts'

/** What GitHub allows beyond git's defaults: any commit by its id, and partial clones. */
const SETTINGS = {
  'uploadpack.allowAnySHA1InWant': 'true',
  'uploadpack.allowFilter': 'true',
  'safe.directory': '*',
}

/** Serves the repository over smart HTTP by git's own server program, for reading only. */
export async function answerGit(
  incoming: IncomingMessage,
  response: ServerResponse,
  url: URL,
  tokens: ReadonlyMap<string, Identity>,
  state: FakeState,
): Promise<void> {
  const found = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|HEAD|objects\/.*)$/.exec(
    url.pathname,
  )
  if (found === null || url.searchParams.get('service') === 'git-receive-pack') return refuse(response, 403)
  if (found[1] !== state.owner || found[2] !== state.name) return refuse(response, 404)
  const identity = authenticate(incoming, tokens)
  if (state.isPrivate && identity === undefined) return refuse(response, 401)
  if (state.isPrivate && !satisfies(identity!, { contents: 'read' })) return refuse(response, 403)
  await runBackend(incoming, response, `/${basename(state.objects.directory)}/${found[3]}`, url, state)
}

function authenticate(
  incoming: IncomingMessage,
  tokens: ReadonlyMap<string, Identity>,
): Identity | undefined {
  const encoded = /^basic (\S+)$/i.exec(incoming.headers.authorization ?? '')?.[1] ?? ''
  const [, token = ''] = /^[^:]*:(.*)$/.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? []
  return tokens.get(token)
}

function refuse(response: ServerResponse, status: number): void {
  const headers = status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {}
  response.writeHead(status, { 'content-type': 'text/plain', ...headers })
  response.end(status === 404 ? 'Repository not found.\n' : 'Write access to repository not granted.\n')
}

/** The common gateway interface, RFC 3875: the request as variables, the answer as headers and a body on stdout. */
async function runBackend(
  incoming: IncomingMessage,
  response: ServerResponse,
  path: string,
  url: URL,
  state: FakeState,
): Promise<void> {
  const settings = Object.entries(SETTINGS)
  const child = spawn(backendProgram(), [], {
    env: {
      PATH: process.env['PATH'] ?? '',
      GIT_PROJECT_ROOT: dirname(state.objects.directory),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: incoming.method ?? 'GET',
      CONTENT_TYPE: incoming.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: String(incoming.headers['content-encoding'] ?? ''),
      ...(incoming.headers['git-protocol'] === undefined
        ? {}
        : { GIT_PROTOCOL: String(incoming.headers['git-protocol']) }),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_COUNT: String(settings.length),
      ...Object.fromEntries(
        settings.flatMap(([key, value], index) => [
          [`GIT_CONFIG_KEY_${index}`, key],
          [`GIT_CONFIG_VALUE_${index}`, value],
        ]),
      ),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const sent = pipeline(incoming, child.stdin).catch(() => undefined)
  const chunks: Buffer[] = []
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer)
  await sent
  const output = Buffer.concat(chunks)
  const end = output.indexOf('\r\n\r\n')
  const headers = output
    .subarray(0, Math.max(0, end))
    .toString('latin1')
    .split('\r\n')
    .map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).trim()]
    })
  const status = Number(headers.find(([name]) => name.toLowerCase() === 'status')?.[1]?.slice(0, 3) ?? 200)
  response.writeHead(
    end < 0 ? 500 : status,
    Object.fromEntries(headers.filter(([name]) => name !== 'Status' && name !== '')),
  )
  response.end(output.subarray(end + 4))
}

let backend: string | undefined

function backendProgram(): string {
  backend ??= join(execFileSync('git', ['--exec-path']).toString('utf8').trim(), 'git-http-backend')
  return backend
}
