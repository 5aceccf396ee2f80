import type { RenderedRequest } from '../suite/render-request.ts'
import { sameContent } from './same-content.ts'
import { type CasePair, REQUEST_CHANGES, type RequestChange } from './suite-comparison.ts'

/** What differs between the arms' requests, over all pairs, in the order of `REQUEST_CHANGES`. */
export function requestChanges(pairs: readonly CasePair[]): readonly RequestChange[] {
  const found = new Set(pairs.flatMap(changesOf))
  return REQUEST_CHANGES.filter((change) => found.has(change))
}

function changesOf({ case: aCase, base, head }: CasePair): readonly RequestChange[] {
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

function promptOf({ request }: RenderedRequest, own: number): unknown {
  return request.messages.slice(0, request.messages.length - own)
}

function conversationOf({ request }: RenderedRequest, own: number): unknown {
  return request.messages.slice(request.messages.length - own)
}
