import type { TrialRecord } from '../../src/ledger/trial-record.ts'

/** A trial record with what a test does not care about filled in. */
export function aTrial(own: Partial<TrialRecord> = {}): TrialRecord {
  return {
    v: 1,
    suite: 'triage',
    case: 'refund-angry',
    arm: 'head',
    trial: 0,
    outcome: 'ok',
    scores: { queue: 1, format: 0.5 },
    quantities: { cost_usd: 0.00021, latency_ms: 812, input_tokens: 310, output_tokens: 42 },
    request: 'sha256:abc',
    model: 'gpt-5-mini-2026-05-01',
    at: '2026-05-01T10:00:00.000Z',
    output: '{"queue":"billing"}',
    trace: [
      { type: 'message', role: 'assistant', content: '{"queue":"billing"}' },
      { type: 'tool-call', name: 'lookup_order', arguments: { order_id: 7 } },
    ],
    ...own,
  }
}
