import { describe, expect, it } from 'vitest'
import type { StoppingRule } from '../../src/sampling/decider.ts'
import type { SuiteEvidence } from '../../src/sampling/evidence.ts'
import type { FollowUp } from '../../src/sampling/follow-up.ts'
import { SamplingStopped } from '../../src/sampling/sampling-stopped.ts'
import type { RenderedPrompt } from '../../src/suite/render-request.ts'
import { unanswered } from '../../src/verdict/confirmations.ts'
import { openTarget, refused, reply } from './open-target.ts'

const confirmation = (place: number): FollowUp => ({
  purpose: 'confirmation',
  case: 1,
  place,
  variants: ['head'],
})
const attribution = (place: number): FollowUp => ({
  purpose: 'attribution',
  case: 0,
  place,
  variants: ['prompt', 'model'],
})

/** Looks at four and eight pairs, asks for these sets at the first look, and stops at the second. */
function ruleThatAsks(wanted: readonly FollowUp[]): StoppingRule & { readonly seen: SuiteEvidence[] } {
  const seen: SuiteEvidence[] = []
  return {
    seen,
    nextLook: ({ pairs, missing }) => (pairs.length + missing < 4 ? 4 : 8),
    look(evidence) {
      const { trials, closed } = evidence.followUps!
      seen.push({ ...evidence, pairs: [...evidence.pairs], followUps: { trials: [...trials], closed } })
      return evidence.pairs.length >= 8
    },
    followUps: ({ followUps }) => unanswered(wanted, followUps!.trials),
  }
}

describe('fresh trials that follow up a look', () => {
  const wanted = [confirmation(0), confirmation(1), attribution(0)]

  it('are drawn at once, in sets, and never become pairs of the plan', async () => {
    const target = openTarget(() => reply('right'))
    const rule = ruleThatAsks(wanted)
    const { evidence, tally } = await target.sample(rule)
    expect(evidence.pairs).toHaveLength(8)
    expect(rule.seen.map((one) => [one.pairs.length, one.followUps!.trials.length])).toEqual([
      [4, 0],
      [4, 3],
      [8, 3],
    ])
    const fresh = target.drawn.filter((draw) => draw.form !== 'paired')
    expect(
      fresh.map((draw) => `${draw.form} ${draw.case} ${draw.trial} ${draw.variant ?? draw.arm}`).sort(),
    ).toEqual([
      'attribution a 0 base',
      'attribution a 0 model',
      'attribution a 0 prompt',
      'confirmation b 0 base',
      'confirmation b 0 head',
      'confirmation b 1 base',
      'confirmation b 1 head',
    ])
    expect([tally.calls, tally.followUpCalls]).toEqual([{ base: 11, head: 12 }, 7])
  })

  it('send base with one of head’s ingredients as a hybrid, and list it under head', async () => {
    const target = openTarget(() => reply('right'))
    await target.sample(ruleThatAsks([attribution(0)]))
    const hybrids = target.drawn.filter((draw) => draw.variant !== undefined)
    expect(hybrids.every((draw) => draw.arm === 'head')).toBe(true)
    const sent = hybrids.map(({ variant, request }) => {
      const { model, request: asked } = request as RenderedPrompt
      return [variant, model, asked.messages[0]!.content]
    })
    expect(sent.toSorted()).toEqual([
      ['model', 'm/large', 'old a'],
      ['prompt', 'm/small', 'new a'],
    ])
  })

  it('send the trials of a set in random order', async () => {
    const target = openTarget(() => reply('right'))
    const sets = Array.from({ length: 40 }, (_, place) => confirmation(place))
    await target.sample(ruleThatAsks(sets))
    const first = new Map<number, string>()
    for (const draw of target.drawn.filter((one) => one.form === 'confirmation')) {
      if (!first.has(draw.trial)) first.set(draw.trial, draw.arm)
    }
    const baseFirst = [...first.values()].filter((arm) => arm === 'base').length
    // Three and a half standard deviations of a fair coin.
    expect(Math.abs(baseFirst - 20)).toBeLessThan(11)
  })

  it('are not paid for twice, nor offline, and give the same evidence again', async () => {
    const target = openTarget((draw) => reply(draw.arm === 'base' ? 'right' : 'wrong'))
    const first = await target.sample(ruleThatAsks(wanted))
    const calls = target.drawn.length
    const second = await target.sample(ruleThatAsks(wanted))
    const offline = await target.sample(ruleThatAsks(wanted), true)
    expect(target.drawn).toHaveLength(calls)
    const told = ({ evidence }: typeof first) => [
      evidence.pairs.toSorted((a, b) => a.position - b.position),
      evidence.followUps!.trials.toSorted((a, b) => a.purpose.localeCompare(b.purpose) || a.place - b.place),
      evidence.followUps!.closed,
    ]
    expect(told(second)).toEqual(told(first))
    expect(told(offline)).toEqual(told(first))
    expect([second.tally.cached, second.tally.followUpCalls]).toEqual([calls, 0])
  })

  it('that a hybrid’s model refuses are lost for that hybrid alone, and are not tried on every run', async () => {
    const target = openTarget((draw) => (draw.variant === 'model' ? refused : reply('right')))
    const { evidence, stopped } = await target.sample(ruleThatAsks([attribution(0)]))
    expect(stopped).toBeUndefined()
    const [set] = evidence.followUps!.trials
    expect([set!.base, [...set!.variants.keys()]]).toEqual([Float64Array.of(1), ['prompt']])
    const calls = target.drawn.length
    const again = await target.sample(ruleThatAsks([attribution(0)]))
    expect(target.drawn).toHaveLength(calls)
    expect([...again.evidence.followUps!.trials[0]!.variants.keys()]).toEqual(['prompt'])
  })

  it('are drawn again in whole where a pair has lost an arm', async () => {
    let broken = true
    const target = openTarget((draw) =>
      broken && draw.form === 'confirmation' && draw.arm === 'head' ? refused : reply('right'),
    )
    const lost = await target.sample(ruleThatAsks([confirmation(0)]))
    expect(lost.evidence.followUps!.trials[0]!.variants.size).toBe(0)
    broken = false
    const mended = await target.sample(ruleThatAsks([confirmation(0)]))
    expect(mended.evidence.followUps!.trials[0]!.variants.size).toBe(1)
    expect(target.drawn.at(-1)!.trial).toBe(1)
  })

  it('that the budget does not allow stop nothing else: what is there counts, and the plan goes on', async () => {
    const spent = new SamplingStopped('the budget is spent')
    const target = openTarget((draw) => {
      if (draw.form === 'attribution') throw spent
      return reply('right')
    })
    const rule = ruleThatAsks(wanted)
    const { evidence, stopped, followUpsStopped } = await target.sample(rule)
    expect([stopped, followUpsStopped, evidence.pairs.length]).toEqual([undefined, spent, 8])
    expect(evidence.followUps!.closed).toBe(true)
    expect(evidence.followUps!.trials).toHaveLength(2)
  })

  it('that are not recorded are missing offline, and the rule is told so', async () => {
    const target = openTarget(() => reply('right'))
    await target.sample(ruleThatAsks([confirmation(0)]))
    const rule = ruleThatAsks([confirmation(0), confirmation(1)])
    const { evidence, stopped, followUpsStopped } = await target.sample(rule, true)
    expect(stopped).toBeUndefined()
    expect(String(followUpsStopped)).toContain('1 of the fresh trials')
    expect(evidence.followUps!.trials).toHaveLength(1)
    expect(rule.seen.at(1)!.followUps!.closed).toBe(true)
  })
})
