import type { AdapterReply } from '../../../src/provider/adapter.ts'
import { systemClock } from '../../../src/provider/clock.ts'
import type { CallContext, ModelReply, ModelRequest } from '../../../src/provider/model.ts'
import { openSimulated } from '../../../src/provider/simulated/open-simulated.ts'
import { context, request } from '../call.ts'

export function provider(text: string) {
  return openSimulated({ name: 'sim', kind: 'simulated', description: { file: 'sim.yaml', text } })
}

/** One draw after the other, each with a key of its own; `send` is given what a call would give. */
export async function draws(
  text: string,
  count: number,
  options: {
    readonly request?: ModelRequest
    readonly model?: string
    readonly context?: Partial<CallContext>
    readonly attempt?: number
  } = {},
): Promise<readonly AdapterReply[]> {
  const adapter = provider(text).adapter(options.model ?? 'any', systemClock)
  const sent = options.request ?? request('hello')
  const replies: AdapterReply[] = []
  for (let index = 0; index < count; index += 1) {
    const drawn = { ...context(`draw ${index}`, options.context), attempt: options.attempt ?? 1 }
    replies.push(await adapter.send(sent, drawn))
  }
  return replies
}

export function share(replies: readonly Pick<ModelReply, 'text'>[], text: string): number {
  return replies.filter((reply) => reply.text === text).length / replies.length
}

/** Five standard errors of a share over `count` draws: far beyond chance, and fixed seeds keep it from flickering. */
export function tolerance(probability: number, count: number): number {
  return 5 * Math.sqrt((probability * (1 - probability)) / count)
}
