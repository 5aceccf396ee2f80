import * as z from 'zod'
import { CLAIM_KINDS } from '../suite/assertion-schema.ts'
import { VERDICTS } from '../verdict/verdict.ts'

const share = z.number().min(0).max(1)

const estimate = (value: z.ZodNumber) =>
  z.object({ estimate: value, low: value, high: value }).describe('With the 95 % interval of the simulation')

const change = z.object({
  change: z
    .enum(['nothing', 'diffuse', 'broken'])
    .describe('Nothing; all cases drop alike; a random few lose 90 % of their score'),
  runs: z.int().min(1),
  red: estimate(share).describe('Share of runs that end as a regression'),
  passed: estimate(share),
  decided: estimate(share).describe('Red or passed'),
  calls: estimate(z.number().min(0)).describe('Mean'),
  cost_usd: estimate(z.number().min(0)).nullable().describe('Mean; null where a price is not known'),
})

const claim = z.object({
  metric: z.string(),
  assertion: z.enum(CLAIM_KINDS),
  role: z.enum(['primary', 'guardrail', 'advisory']),
  slice: z.string().optional().describe('Tag of the slice that is judged, when it is not the whole suite'),
  power: z
    .object({
      from: share.describe('Expected mean of base'),
      to: share.describe('Of head: lower by the margin, or beyond the rate by its slack'),
      runs: z.int().min(1),
      red: estimate(share).describe('Share of runs in which the claim is violated'),
      passed: estimate(share).describe('Share of runs in which it passes all the same'),
    })
    .nullable()
    .describe('When nothing but this metric gets worse; null where that is not simulated'),
  reason: z.string().nullable().describe('Why it is not simulated'),
})

const live = z.object({
  pairs: z.int().min(0),
  missing: z.int().min(0),
  verdict: z
    .enum(VERDICTS)
    .describe('Of base against base: anything but pass or improved is chance or an outage'),
  reason: z.string(),
  calls: z.int().min(0),
  cached: z.int().min(0).describe('Trials taken from the ledger of an earlier calibration'),
  cost_usd: z.number().min(0).nullable(),
})

const suite = z.object({
  suite: z.string(),
  status: z.enum(['calibrated', 'deterministic', 'no-trials', 'not-evaluable']),
  reason: z.string().nullable().describe('Why it is not calibrated'),
  cases: z.object({
    total: z.int().min(0),
    recorded: z.int().min(0).describe('Cases with recorded trials of base'),
    trials: z.int().min(0),
    always_fail: z.array(z.string()).describe('Cases that never scored above 0 in three trials or more'),
  }),
  budget_calls: z.int().min(0).describe('The most calls that a check of this suite alone may make'),
  false_alarm: share.describe('Promised: the policy’s false-alarm rate when this suite alone is affected'),
  margin: z.object({ metric: z.string(), margin: z.number() }).nullable(),
  changes: z.array(change),
  claims: z.array(claim).describe('All gating claims, each by itself'),
  wanted_calls: z.int().nullable().describe('Calls at which the error rates are spent, whatever the budget'),
  affordable_margin: z.number().nullable().describe('Smallest margin whose plan fits into the budget'),
  half_margin: z
    .object({
      margin: z.number(),
      calls: estimate(z.number().min(0)).describe('Mean when nothing changed and nothing is capped'),
      cost_usd: estimate(z.number().min(0)).nullable(),
      wanted_calls: z.int(),
    })
    .nullable(),
  tokens: z
    .object({ basis: z.enum(['recorded', 'estimated', 'unknown']), input: z.number(), output: z.number() })
    .nullable(),
  live: live.nullable(),
  recommendations: z.array(z.string()),
  notes: z.array(z.string()),
})

/** What `noisefloor calibrate --json` prints. Keys may be added, never renamed or removed. */
export const calibrationSchema = z.object({ v: z.literal(1), suites: z.array(suite) }).meta({
  title: 'noisefloor calibration',
  description:
    'How often the gate would alarm, find a drop and decide on a user’s own suites, and what that takes',
})

export type Calibration = z.infer<typeof calibrationSchema>
export type CalibratedSuite = Calibration['suites'][number]
export type CalibratedChange = CalibratedSuite['changes'][number]
export type CalibratedClaim = CalibratedSuite['claims'][number]
