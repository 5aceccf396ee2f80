/**
 * The floor: the same requests with nothing around them. `node bench/run/floor.ts URL KIND COUNT IN_FLIGHT [PER_SECOND]`, where KIND is `fetch` (Node's own),
 * `pool` (undici's Pool), `paced` (a Pool that is told the rate) or `retrying` (a Pool that retries as we do).
 */
import { Pool } from 'undici'

const [base = '', kind = 'fetch', countText = '1', inFlightText = '1', rateText = '0'] = process.argv.slice(2)
const [count, inFlight, perSecond] = [Number(countText), Number(inFlightText), Number(rateText)]
const url = new URL(`${base}/chat/completions`)
const headers = { 'content-type': 'application/json', authorization: 'Bearer none' }
const pool = new Pool(url.origin, { connections: inFlight, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 })

const body = (number: number): string =>
  JSON.stringify({
    model: 'fake',
    max_tokens: 100,
    messages: [
      {
        role: 'user',
        content: `You are a support-ticket classifier. Answer with one JSON object and nothing else. This is case ${number} of the regression suite.`,
      },
    ],
  })

interface Reply {
  readonly status: number
  readonly retryAfter: number
  readonly text: string
}

async function withFetch(number: number): Promise<Reply> {
  const reply = await fetch(url, { method: 'POST', headers, body: body(number) })
  return { status: reply.status, retryAfter: 0, text: await reply.text() }
}

async function withPool(number: number): Promise<Reply> {
  const reply = await pool.request({ method: 'POST', path: url.pathname, headers, body: body(number) })
  return {
    status: reply.statusCode,
    retryAfter: Number(reply.headers['retry-after'] ?? 0),
    text: await reply.body.text(),
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const started = performance.now()
let next = 0
let right = 0
let lost = 0

async function once(number: number): Promise<Reply> {
  if (kind === 'paced') {
    // The Nth request leaves at N / rate, whoever sends it.
    await sleep(Math.max(0, started + (number * 1000) / perSecond - performance.now()))
  }
  return kind === 'fetch' ? withFetch(number) : withPool(number)
}

async function call(number: number): Promise<Reply> {
  for (let attempt = 1; ; attempt += 1) {
    const reply = await once(number)
    if (reply.status === 200 || attempt === 5 || kind === 'fetch' || kind === 'pool') return reply
    await sleep(Math.max(reply.retryAfter * 1000, Math.random() * 500 * 2 ** (attempt - 1)))
  }
}

await Promise.all(
  Array.from({ length: inFlight }, async () => {
    for (let number = next++; number < count; number = next++) {
      const { status, text } = await call(number)
      if (status === 200 && JSON.parse(text).choices[0].message.content.includes(`token-${number}`))
        right += 1
      else lost += 1
    }
  }),
)
console.log(JSON.stringify({ right, lost }))
await pool.close()
