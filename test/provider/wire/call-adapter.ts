import type { AdapterReply } from '../../../src/provider/adapter.ts'
import { systemClock } from '../../../src/provider/clock.ts'
import type { FilePart, ModelRequest } from '../../../src/provider/model.ts'
import { openAdapter } from '../../../src/provider/open-adapter.ts'
import type { ProviderConfig } from '../../../src/provider/provider-config.ts'
import { ProviderError } from '../../../src/provider/provider-error.ts'
import { createTransport } from '../../../src/provider/transport.ts'
import { context, request } from '../call.ts'

export const KEY = 'sk-Canary-0123456789'

/** A short text, a picture and a document, after a system message. */
export function messagesWithFiles(...more: readonly FilePart[]): ModelRequest['messages'] {
  return [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image', mediaType: 'image/png', name: 'a.png', data: 'iVBORw0KGgo=' },
        { type: 'file', mediaType: 'application/pdf', name: 'b.pdf', data: 'JVBERi0=' },
        ...more,
      ],
    },
  ]
}

interface CallOptions {
  readonly stream?: boolean
  readonly request?: Partial<ModelRequest>
  readonly onFirstByte?: () => void
  /** Aborts with a timeout, as the time limit does. */
  readonly abortAfterMs?: number
  readonly environment?: Readonly<Record<string, string>>
}

/** One request to one model, without retries, limits or money around it. */
export async function callAdapter(
  config: ProviderConfig,
  model: string,
  options: CallOptions = {},
): Promise<AdapterReply> {
  const transport = createTransport({ connections: 4 })
  try {
    const adapter = await openAdapter(config, model, {
      transport,
      read: (variable) => ({ KEY, ...options.environment })[variable],
      clock: systemClock,
    })
    const { onFirstByte, abortAfterMs } = options
    const controller = new AbortController()
    if (abortAfterMs !== undefined) {
      setTimeout(() => controller.abort(new ProviderError('too late', { kind: 'timeout' })), abortAfterMs)
    }
    return await adapter.send(request('Where is my parcel?', options.request), {
      ...context('draw', { signal: controller.signal, stream: options.stream ?? false }),
      attempt: 1,
      ...(onFirstByte === undefined ? {} : { onFirstByte }),
    })
  } finally {
    await transport.close()
  }
}

/** The ProviderError that the request ends with. */
export async function errorOf(call: Promise<AdapterReply>): Promise<ProviderError> {
  const error = await call.then(
    (reply) => reply,
    (reason: unknown) => reason,
  )
  if (error instanceof ProviderError) return error
  throw new Error(`expected a ProviderError, got ${JSON.stringify(error)}`, { cause: error })
}
