import type { RenderedCommand } from '../suite/render-command.ts'
import type { RenderedHttp } from '../suite/render-http.ts'
import type { RenderedPrompt, RenderedRequest } from '../suite/render-request.ts'
import { sameContent } from './same-content.ts'
import { type CasePair, REQUEST_CHANGES, type RequestChange } from './suite-comparison.ts'

/** What differs between the arms' requests, over all pairs, in the order of `REQUEST_CHANGES`. */
export function requestChanges(pairs: readonly CasePair[]): readonly RequestChange[] {
  const found = new Set(pairs.flatMap(changesOf))
  return REQUEST_CHANGES.filter((change) => found.has(change))
}

function changesOf({ case: aCase, base, head }: CasePair): readonly RequestChange[] {
  if (base.kind !== 'prompt' || head.kind !== 'prompt') return otherChanges(base, head)
  const changes: RequestChange[] = []
  if (base.model !== head.model) changes.push('model')
  if (!sameContent(base.request.tools, head.request.tools)) changes.push('tools')
  if (!sameContent(base.request.parameters, head.request.parameters)) changes.push('parameters')
  // The messages of the case stand last.
  const own = aCase.messages.length
  if (!sameContent(promptOf(base, own), promptOf(head, own))) changes.push('prompt')
  if (!sameContent(conversationOf(base, own), conversationOf(head, own))) changes.push('messages')
  return changes
}

function otherChanges(base: RenderedRequest, head: RenderedRequest): readonly RequestChange[] {
  if (base.kind === 'prompt' || head.kind === 'prompt') return ['target']
  const changes: RequestChange[] = []
  if (!sameContent(withoutCode(base), withoutCode(head))) changes.push('target')
  if (base.code?.identity !== head.code?.identity) changes.push('code')
  return changes
}

function withoutCode(request: RenderedHttp | RenderedCommand): unknown {
  return { ...request, code: undefined, hash: undefined, timeoutSeconds: undefined }
}

function promptOf({ request }: RenderedPrompt, own: number): unknown {
  return request.messages.slice(0, request.messages.length - own)
}

function conversationOf({ request }: RenderedPrompt, own: number): unknown {
  return request.messages.slice(request.messages.length - own)
}
