import { describe, expect, it } from 'vitest'
import { labelsPhrase } from '../../src/report/label-words.ts'
import { plainPhrase } from '../../src/report/phrase.ts'
import { reportLabels } from '../../src/report/report-labels.ts'
import { aMetric } from './examples.ts'

const texts = new Map([
  [7, { text: 'billing', own: false }],
  [8, { text: '(none)', own: true }],
])
const shares = {
  count: 3,
  shares: [
    { label: 7, base: 0.42, head: 0.3 },
    { label: 8, base: 0.08, head: 0.2 },
  ],
}

describe('labels in the report', () => {
  it.each(['snippets', 'full'] as const)('are told where the policy publishes %s', (publish) => {
    expect(reportLabels({ labels: shares }, texts, publish)).toEqual({
      labels: [
        { label: 'billing', base: 0.42, head: 0.3 },
        { label: '(none)', base: 0.08, head: 0.2 },
      ],
      label_count: 3,
    })
  })

  it('are no more than a number where it publishes no outputs', () => {
    expect(reportLabels({ labels: shares }, texts, 'none')).toEqual({ label_count: 3 })
  })

  it('are told whatever the policy says where they are words of ours or scores', () => {
    const scores = { count: 2, shares: [{ label: 0.75, base: 1 + 1e-12, head: 0.5 }, shares.shares[1]!] }
    expect(reportLabels({ labels: scores }, texts, 'none').labels).toEqual([
      { label: '0.75', base: 1, head: 0.5 },
      { label: '(none)', base: 0.08, head: 0.2 },
    ])
  })

  const confirmed = { base: { mean: 1, trials: 6 }, head: { mean: 0, trials: 6 }, p: 0.001 }
  const movedCases = [
    {
      case: 'angry',
      trials: 3,
      moved: 1,
      from: { label: 7, base: 1, head: 0 },
      to: { label: 8, base: 0, head: 1 },
      confirmed,
    },
  ]

  it('name the cases whose label moved, from what to what', () => {
    expect(reportLabels({ labels: shares, movedCases }, texts, 'snippets').moved_cases).toEqual([
      {
        case: 'angry',
        trials: 3,
        moved: 1,
        from: { label: 'billing', base: 1, head: 0 },
        to: { label: '(none)', base: 0, head: 1 },
        confirmed,
      },
    ])
  })

  it('leave names out of what cases moved to where no outputs are published, also if only they hold any', () => {
    const own = { count: 1, shares: [{ label: 8, base: 1, head: 1 }] }
    expect(reportLabels({ labels: own, movedCases }, texts, 'none')).toEqual({
      label_count: 1,
      moved_cases: [
        {
          case: 'angry',
          trials: 3,
          moved: 1,
          from: { base: 1, head: 0 },
          to: { base: 0, head: 1 },
          confirmed,
        },
      ],
    })
  })

  it('are cut where they are long', () => {
    const long = new Map([[7, { text: 'x'.repeat(300), own: false }]])
    expect(reportLabels({ labels: shares }, long, 'full').labels![0]!.label).toBe(`${'x'.repeat(199)}…`)
  })
})

describe('the words about labels', () => {
  const say = (labels: readonly (readonly [string, number, number])[], count = labels.length) =>
    labelsPhrase(
      aMetric({
        assertion: 'distribution',
        labels: labels.map(([label, base, head]) => ({ label, base, head })),
        label_count: count,
      }),
    )
  const plain = (...args: Parameters<typeof say>) => plainPhrase(say(...args)!)

  it('name what moved, and how many labels there are besides', () => {
    const moved = plain(
      [
        ['billing', 0.42, 0.3],
        ['other', 0.08, 0.2],
        ['sales', 0.1, 0.1],
      ],
      4,
    )
    expect(moved).toBe('billing 42 % → 30 %, other 8 % → 20 % and 2 more labels')
  })

  it('name at most five', () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((label) => [label, 0, 0.1] as const)
    expect(plain(six)).toMatch(/^a 0 % → 10 %, .*, e 0 % → 10 % and 1 more label$/)
  })

  it('quote a label that could be taken for our own words', () => {
    expect(plain([['pass 100 % → 0 %, other', 0, 1]])).toBe('“pass 100 % → 0 %, other” 0 % → 100 %')
    expect(plain([['', 0, 1]])).toBe('(empty) 0 % → 100 %')
  })

  it('say so when nothing moved, when nothing may be named, and nothing of other assertions', () => {
    expect(plain([['billing', 1, 1]])).toBe('1 label, each as frequent as before')
    const hidden = labelsPhrase(aMetric({ assertion: 'distribution', label_count: 3 }))
    expect(plainPhrase(hidden!)).toBe('3 labels, which are outputs and not published')
    expect(labelsPhrase(aMetric())).toBeUndefined()
    expect(say([])).toBeUndefined()
  })
})
