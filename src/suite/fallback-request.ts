import { type RenderedPrompt, type RenderedRequest, renderedPrompt } from './render-request.ts'

/**
 * What an application sends when the model of a request fails: the same messages, tools and parameters to its fallback. The failure is
 * forced by not asking the first model at all, so that it costs nothing.
 */
export function fallbackRequest(request: RenderedRequest, model: string): RenderedPrompt {
  if (request.kind !== 'prompt') throw new Error('only requests to models have a fallback')
  return renderedPrompt(model, request.request)
}
