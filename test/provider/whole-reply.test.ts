import { describe, expect, it } from 'vitest'
import { WholeReply } from '../../src/provider/whole-reply.ts'

const HEADERS = { 'content-type': 'application/json', 'x-limit': '12', absent: undefined }

const replies = (status: number, text: string) => {
  const bytes = new TextEncoder().encode(text)
  const { absent: _, ...headers } = HEADERS
  return [
    new WholeReply(status, HEADERS, bytes),
    new Response(text === '' ? null : bytes, { status, headers }),
  ] as const
}

/** All that the body gives, as one text. */
async function readThrough(reply: WholeReply | Response): Promise<string> {
  const reader = reply.body!.getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text
    text += new TextDecoder().decode(value)
  }
}

describe('a reply that has come whole', () => {
  it.each([200, 201, 400, 429, 500])('reads like a Response of status %i', async (status) => {
    for (const reply of replies(status, '{"é":[1]}')) {
      expect([reply.status, reply.ok, reply.statusText]).toEqual([status, status < 300, ''])
      expect(Object.fromEntries([...reply.headers])).toEqual({
        'content-type': 'application/json',
        'x-limit': '12',
      })
      expect([reply.headers.get('X-Limit'), reply.headers.get('absent') ?? null]).toEqual(['12', null])
      expect(await readThrough(reply)).toBe('{"é":[1]}')
    }
    for (const reply of replies(status, '{"é":[1]}')) expect(await reply.text()).toBe('{"é":[1]}')
    for (const reply of replies(status, '{"é":[1]}')) expect(await reply.json()).toEqual({ é: [1] })
  })

  it('has no body where there are no bytes', async () => {
    for (const reply of replies(204, '')) expect([reply.body, await reply.text()]).toEqual([null, ''])
  })

  it('gives nothing more once its reader is cancelled', async () => {
    for (const reply of replies(200, 'text')) {
      const reader = reply.body!.getReader()
      await reader.cancel()
      expect(await reader.read()).toEqual({ done: true, value: undefined })
    }
  })
})
