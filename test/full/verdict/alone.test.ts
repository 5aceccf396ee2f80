import { describe, expect, it } from 'vitest'
import type { Claim } from '../../../src/suite/assertion.ts'
import { simulateAlone } from '../../verdict/simulate-alone.ts'

const RUNS = 300
const within = (rate: number): number => rate + 2 * Math.sqrt((rate * (1 - rate)) / RUNS)

describe('new cases without any pair', () => {
  it.each([
    [{ kind: 'at-least', rate: 0.9, slack: 0.05 }, 1],
    [{ kind: 'at-least', rate: 0.9, slack: 0.05 }, 5],
    [{ kind: 'at-least', rate: 0.98, slack: 0.03 }, 1],
    [{ kind: 'at-most', rate: 0.1, slack: 0.05 }, 3],
  ] as const satisfies readonly (readonly [Claim, number])[])(
    'are red and pass wrongly no more often than stated: %o, %i cases',
    (claim, cases) => {
      const share = (truth: number, verdict: string): number =>
        Array.from({ length: RUNS }, (_, run) =>
          simulateAlone({
            assertions: [{ metric: 'queue', role: 'primary', slices: [], claim }],
            rates: Array.from({ length: cases }, () => truth),
            seed: `${verdict} ${run}`,
          }),
        ).filter(({ judgement }) => judgement.verdict === verdict).length / RUNS
      const beyond = claim.kind === 'at-least' ? claim.rate - claim.slack : claim.rate + claim.slack
      expect(share(claim.rate, 'regression')).toBeLessThanOrEqual(within(0.05))
      expect(share(beyond, 'pass')).toBeLessThanOrEqual(within(0.1))
      // A test that is never red holds its level too.
      expect(share(beyond, 'regression')).toBeGreaterThan(0.8)
    },
    300_000,
  )
})
