import type { Dispatcher } from 'undici'

const utf8 = new TextDecoder()

/**
 * A reply that has come whole, with what the AI SDK and we read of a `Response`. A real one with its headers and the stream in it would cost a
 * twentieth of the processor time of a run, for bytes that are there.
 */
export class WholeReply {
  readonly statusText = ''
  readonly status: number
  readonly headers: ReplyHeaders
  /** `null` where there are no bytes, as the Fetch standard has it for replies without a body. */
  readonly body: WholeBody | null

  constructor(status: number, headers: Dispatcher.ResponseData['headers'], bytes: Uint8Array) {
    this.status = status
    this.headers = new ReplyHeaders(headers)
    this.body = bytes.length === 0 ? null : new WholeBody(bytes)
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  async text(): Promise<string> {
    return this.body === null ? '' : utf8.decode(this.body.bytes)
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }
}

/** Names are in lower case already, as undici gives them. */
class ReplyHeaders extends Map<string, string> {
  constructor(headers: Dispatcher.ResponseData['headers']) {
    super()
    for (const name in headers) {
      const value = headers[name]
      if (value !== undefined) this.set(name, String(value))
    }
  }

  override get(name: string): string | undefined {
    return super.get(name.toLowerCase())
  }
}

class WholeBody {
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** Gives all bytes at once, and then the end. */
  getReader() {
    let rest: Uint8Array | undefined = this.bytes
    return {
      async read() {
        const value = rest
        rest = undefined
        return { done: value === undefined, value }
      },
      async cancel() {
        rest = undefined
      },
      releaseLock() {},
    }
  }

  async cancel(): Promise<void> {}
}
