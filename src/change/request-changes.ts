import type { RenderedCommand } from '../suite/render-command.ts'
import type { RenderedHttp } from '../suite/render-http.ts'
import type { RenderedPrompt, RenderedRequest } from '../suite/render-request.ts'
import { sameContent } from './same-content.ts'
import { type CasePair, REQUEST_CHANGES, type RequestChange } from './suite-comparison.ts'

/** What differs between the arms' requests, over all pairs, in the order of `REQUEST_CHANGES`. */
export function requestChanges(pairs: readonly CasePair[]): readonly RequestChange[] {
  const found = new Set<RequestChange>()
  for (const pair of pairs) addChanges(found, pair)
  return REQUEST_CHANGES.filter((change) => found.has(change))
}

/** What another pair has shown already is not compared again. */
function addChanges(found: Set<RequestChange>, { case: aCase, base, head }: CasePair): void {
  if (base.kind !== 'prompt' || head.kind !== 'prompt') {
    for (const change of otherChanges(base, head)) found.add(change)
    return
  }
  const compare = (change: RequestChange, part: (rendered: RenderedPrompt) => unknown): void => {
    if (!found.has(change) && !sameContent(part(base), part(head))) found.add(change)
  }
  compare('model', ({ model }) => model)
  compare('tools', ({ request }) => request.tools)
  compare('parameters', ({ request }) => request.parameters)
  // The messages of the case stand last.
  const own = aCase.messages.length
  compare('prompt', (rendered) => promptOf(rendered, own))
  compare('messages', (rendered) => conversationOf(rendered, own))
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
