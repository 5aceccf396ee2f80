import { events, json, type WireAnswer, type WireRequest } from './wire-server.ts'

interface Told {
  readonly text?: string
  readonly finish?: string
  readonly toolCalls?: readonly { readonly name: string; readonly args: object }[]
  readonly more?: Partial<WireAnswer>
}

/** generateContent and streamGenerateContent: https://ai.google.dev/api/generate-content. The path says which. */
export function googleAnswer(request: WireRequest, told: Told = {}): WireAnswer {
  const { text = 'hello', finish = 'STOP', toolCalls = [], more } = told
  const parts = [...(text === '' ? [] : [{ text }]), ...toolCalls.map((functionCall) => ({ functionCall }))]
  const usageMetadata = { promptTokenCount: 30, candidatesTokenCount: 5, totalTokenCount: 35 }
  const shared = { modelVersion: 'gemini-2.5-flash-001', responseId: 'r1' }
  const candidate = (some: readonly object[], finishReason?: string) => ({
    candidates: [{ index: 0, content: { role: 'model', parts: some }, finishReason }],
    ...shared,
  })
  if (!request.path.includes(':streamGenerateContent')) {
    return { ...json({ ...candidate(parts, finish), usageMetadata }), ...more }
  }
  const first = text === '' ? [] : [{ text: text.slice(0, 2) }]
  const second = text === '' ? parts : [{ text: text.slice(2) }, ...parts.slice(1)]
  return { ...events([candidate(first), { ...candidate(second, finish), usageMetadata }]), ...more }
}

/** A prompt that the filter stops has no candidates. */
export function blockedPrompt(): WireAnswer {
  return json({
    promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
    usageMetadata: { promptTokenCount: 30, totalTokenCount: 30 },
    modelVersion: 'gemini-2.5-flash-001',
  })
}

export function googleError(code: number, status: string, details: readonly object[] = []): WireAnswer {
  return json({ error: { code, message: 'told to fail', status, details } }, { status: code })
}
