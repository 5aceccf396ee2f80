/** `design.md` §2, in the order in which a push takes the first of its suites' verdicts. */
export const VERDICTS = [
  'regression',
  'not-evaluable',
  'inconclusive',
  'improved',
  'pass',
  'unaffected',
] as const
export type Verdict = (typeof VERDICTS)[number]

/** What GitHub is told. */
export const CONCLUSIONS = ['success', 'failure', 'neutral'] as const
export type Conclusion = (typeof CONCLUSIONS)[number]
