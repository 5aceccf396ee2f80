/**
 * A model server on loopback that speaks OpenAI's Chat Completions and can be slow, limited and faulty in known ways. Its own process:
 * `node bench/run/server.ts lat=200 inflight=20`; prints its port, answers GET /stats, ends with its parent.
 *
 * lat=0 ms, dist=fixed|lognormal (lat is then the median), sigma=1; hang=0 (share of requests answered only after hangms=30000);
 * rps=0 and burst=rps (a token bucket; beyond it 429); inflight=0 (429 beyond it); retryafter=1 (seconds, with a 429); err=0 (share
 * answered with 500), seed=0. What is drawn for a request depends on the seed, its prompt and the number of the attempt alone.
 */
import { createHash } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const settings = {
  lat: 0,
  dist: 'fixed',
  sigma: 1,
  hang: 0,
  hangms: 30_000,
  rps: 0,
  burst: 0,
  inflight: 0,
  retryafter: 1,
  err: 0,
  seed: 0,
}

for (const argument of process.argv.slice(2)) {
  const [name = '', value = ''] = argument.split('=')
  if (!Object.hasOwn(settings, name)) throw new Error(`there is no setting ${name}`)
  Object.assign(settings, { [name]: name === 'dist' ? value : Number(value) })
}

const stats = {
  requests: 0,
  answered: 0,
  refused: 0,
  failed: 0,
  hung: 0,
  cut: 0,
  cutSlow: 0,
  inFlight: 0,
  most: 0,
}
const attempts = new Map<string, number>()
const capacity = settings.burst || settings.rps
let level = capacity
let levelAt = performance.now()

/** Four numbers in [0, 1) that belong to this attempt of this prompt under this seed. */
function drawsOf(prompt: string, attempt: number): readonly [number, number, number, number] {
  const bytes = createHash('md5').update(`${settings.seed} ${attempt} ${prompt}`).digest()
  return [0, 4, 8, 12].map((offset) => bytes.readUInt32LE(offset) / 2 ** 32) as [
    number,
    number,
    number,
    number,
  ]
}

function latency(first: number, second: number): number {
  if (settings.dist !== 'lognormal') return settings.lat
  const normal = Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second)
  return settings.lat * Math.exp(settings.sigma * normal)
}

function limited(): boolean {
  if (settings.inflight > 0 && stats.inFlight > settings.inflight) return true
  if (settings.rps === 0) return false
  const now = performance.now()
  level = Math.min(capacity, level + ((now - levelAt) * settings.rps) / 1000)
  levelAt = now
  if (level < 1) return true
  level -= 1
  return false
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(body)
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      ...headers,
    })
    .end(text)
}

function chat(response: ServerResponse, text: string): void {
  stats.requests += 1
  stats.inFlight += 1
  stats.most = Math.max(stats.most, stats.inFlight)
  let slow = false
  response.once('close', () => {
    stats.inFlight -= 1
    if (response.writableEnded) return
    stats.cut += 1
    if (slow) stats.cutSlow += 1
  })
  if (limited()) {
    stats.refused += 1
    const hint: Record<string, string> =
      settings.retryafter > 0 ? { 'retry-after': `${settings.retryafter}` } : {}
    const error = { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' }
    send(response, 429, { error }, hint)
    return
  }
  const { model, messages } = JSON.parse(text) as { model: string; messages: { content: string }[] }
  const prompt = messages.at(-1)!.content
  const random = settings.err > 0 || settings.hang > 0 || settings.dist !== 'fixed'
  const attempt = random ? (attempts.get(prompt) ?? 0) + 1 : 1
  if (random) attempts.set(prompt, attempt)
  const [fails, hangs, first, second] = random ? drawsOf(prompt, attempt) : [1, 1, 0, 0]
  if (fails < settings.err) {
    stats.failed += 1
    send(response, 500, { error: { message: 'The server had an error', type: 'server_error', code: null } })
    return
  }
  const hung = hangs < settings.hang
  if (hung) stats.hung += 1
  else slow = true
  const answer = () => {
    if (response.destroyed) return
    stats.answered += 1
    const name = /case (\S+)/.exec(prompt)?.[1] ?? 'unknown'
    send(response, 200, {
      id: `chatcmpl-${stats.requests}`,
      object: 'chat.completion',
      created: 1_790_000_000,
      model,
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: JSON.stringify({ case: name, verdict: 'PASS', note: `token-${name}` }),
          },
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 20, completion_tokens: 20, total_tokens: 40 },
    })
  }
  const wait = hung ? settings.hangms : latency(first, second)
  if (wait > 0) setTimeout(answer, wait)
  else answer()
}

const server = createServer(
  { keepAliveTimeout: 120_000, requestTimeout: 0, headersTimeout: 0 },
  (request, response) => {
    if (request.method !== 'POST') return send(response, 200, stats)
    let text = ''
    request.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
    request.once('end', () => chat(response, text))
  },
)
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  console.log((server.address() as AddressInfo).port)
})
process.stdin.resume().once('end', () => process.exit())
