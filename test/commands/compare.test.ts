import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Report, reportSchema } from '../../src/report/report.ts'
import { renderTerminal } from '../../src/report/terminal.ts'
import { createRandom } from '../../src/stats/random.ts'
import { temporaryFolder } from '../ledger/temporary-folder.ts'
import { type CliRun, runCli } from './run-cli.ts'

interface Line {
  readonly suite?: string
  readonly case: string
  readonly arm?: string
  readonly trial: number
  readonly scores?: Readonly<Record<string, number | null>>
  readonly [other: string]: unknown
}

const jsonLines = (lines: readonly Line[]): string =>
  lines.map((line) => `${JSON.stringify({ suite: 'triage', ...line })}\n`).join('')

/** Trials of an arm: `rate` says how often a case passes. */
function trials(
  arm: string,
  options: {
    readonly cases?: number
    readonly trials?: number
    readonly rate?: (index: number) => number
    readonly more?: Record<string, unknown>
    readonly seed?: string
  } = {},
): readonly Line[] {
  const random = createRandom(options.seed ?? arm)
  return Array.from({ length: options.cases ?? 20 }, (_, index) =>
    Array.from({ length: options.trials ?? 5 }, (_, trial) => ({
      case: `case-${index}`,
      arm,
      trial,
      scores: { queue: Number(random.uniform() < (options.rate?.(index) ?? 1)) },
      ...options.more,
    })),
  ).flat()
}

type Content = string | Uint8Array | readonly Line[]

async function compare(
  files: readonly [base: Content, head?: Content],
  ...options: readonly string[]
): Promise<CliRun & { readonly folder: string }> {
  const folder = await temporaryFolder()
  const names = ['base.jsonl', 'head.jsonl'].slice(0, files.length)
  for (const [index, name] of names.entries()) {
    const content = files[index]!
    await writeFile(
      join(folder, name),
      typeof content === 'string' || content instanceof Uint8Array
        ? content
        : jsonLines(content as readonly Line[]),
    )
  }
  return { ...(await runCli(folder, ['compare', ...names, ...options])), folder }
}

/** The report, checked against its contract. */
async function reportOf(
  files: readonly [base: Content, head?: Content],
  ...options: readonly string[]
): Promise<Report & { readonly code: number; readonly stderr: string }> {
  const { stdout, stderr, code } = await compare(files, '--json', ...options)
  const report = reportSchema.parse(JSON.parse(stdout))
  expect(code).toBe(report.exit_code)
  return { ...report, code, stderr }
}

const suiteOf = (report: Report) => report.suites[0]!

describe('noisefloor compare', () => {
  it('passes what is as good as before, with an interval that has a width though everything passes', async () => {
    const report = await reportOf([trials('base'), trials('head')])
    expect([report.verdict, report.conclusion, report.code]).toEqual(['pass', 'success', 0])
    const [metric] = suiteOf(report).metrics
    expect(metric).toMatchObject({
      metric: 'queue',
      role: 'primary',
      assertion: 'no-regression',
      margin: 0.1,
      verdict: 'pass',
      base: { mean: 1, trials: 100 },
      head: { mean: 1, trials: 100 },
      p: 1,
    })
    expect(metric!.delta!.low).toBeLessThan(-0.01)
    expect(metric!.delta!.high).toBeGreaterThan(0.01)
    expect(metric!.delta!.population!.low).toBeLessThan(metric!.delta!.low)
    expect(metric!.detectable).toBeGreaterThan(0)
    expect(suiteOf(report)).toMatchObject({ recorded: { base: 100, head: 100 }, cost_usd: 0 })
    expect(report.notes.join('\n')).toContain('drift')
  })

  it('turns red when head got worse, with unequal numbers of trials', async () => {
    const report = await reportOf([
      trials('base', { trials: 10, rate: () => 0.95 }),
      trials('head', { trials: 3, rate: () => 0.65 }),
    ])
    expect([report.verdict, report.code]).toEqual(['regression', 1])
    const [metric] = suiteOf(report).metrics
    expect(metric!.p).toBeLessThan(0.05)
    expect(metric!.delta!.high).toBeLessThan(0)
    expect(metric!.cause).toBe('mean')
  })

  it('names the one case that broke while the mean hardly moved', async () => {
    const report = await reportOf([
      trials('base', { cases: 40, trials: 8 }),
      trials('head', { cases: 40, trials: 8, rate: (index) => (index === 7 ? 0 : 1) }),
    ])
    expect(report.verdict).toBe('regression')
    expect(suiteOf(report).metrics[0]).toMatchObject({ cause: 'case' })
    expect(suiteOf(report).reason).toContain('case case-7 dropped by 100.0 points')
    expect(suiteOf(report).cases[0]).toMatchObject({ case: 'case-7', verdict: 'regression' })
  })

  it('says improved only when better is proven', async () => {
    const report = await reportOf([trials('base', { rate: () => 0.5 }), trials('head', { rate: () => 0.95 })])
    expect([report.verdict, report.code]).toEqual(['improved', 0])
  })

  it('is inconclusive on few trials, says what would decide, and does as it is told about it', async () => {
    const files = [
      trials('base', { cases: 6, trials: 3, rate: () => 0.8, more: { quantities: { cost_usd: 0.01 } } }),
      trials('head', { cases: 6, trials: 3, rate: () => 0.8, more: { quantities: { cost_usd: 0.01 } } }),
    ] as const
    const report = await reportOf(files)
    expect([report.verdict, report.conclusion, report.code]).toEqual(['inconclusive', 'neutral', 0])
    const { needs } = suiteOf(report).metrics[0]!
    expect(needs!.calls).toBe(2 * needs!.pairs)
    expect(needs!.cost_usd).toBeCloseTo(0.01 * needs!.calls, 9)
    expect((await reportOf(files, '--on-inconclusive', 'fail')).code).toBe(1)
    expect((await reportOf(files, '--on-inconclusive', 'pass')).conclusion).toBe('success')
  })

  it('holds to the margin that it is given', async () => {
    const files = [trials('base', { trials: 3 }), trials('head', { trials: 3 })] as const
    expect((await reportOf(files, '--margin', '0.1')).verdict).toBe('pass')
    expect((await reportOf(files, '--margin', '.02')).verdict).toBe('inconclusive')
  })

  it('never decides on one trial an arm', async () => {
    const one = (arm: string, score: number) => [{ case: 'only', arm, trial: 0, scores: { queue: score } }]
    const alike = await reportOf([one('base', 1), one('head', 1)])
    expect(alike.verdict).toBe('inconclusive')
    expect(suiteOf(alike).metrics[0]!.delta).toMatchObject({ low: -1, high: 1 })
    expect((await reportOf([one('base', 1), one('head', 0)])).verdict).toBe('inconclusive')
  })

  it('judges a single case', async () => {
    const single = (arm: string, rate: number) => trials(arm, { cases: 1, trials: 60, rate: () => rate })
    expect((await reportOf([single('base', 1), single('head', 1)])).verdict).toBe('pass')
    expect((await reportOf([single('base', 0.95), single('head', 0.5)])).verdict).toBe('regression')
  })

  it('judges graded scores', async () => {
    const graded = (arm: string, scores: readonly number[]) =>
      trials(arm, { trials: 6 }).map((line, index) => ({
        ...line,
        scores: { tone: scores[index % scores.length]! },
      }))
    const same = await reportOf([graded('base', [0.75, 1, 0.75, 0.5]), graded('head', [0.75, 0.75, 0.5, 1])])
    expect(same.verdict).toBe('pass')
    const worse = await reportOf([graded('base', [0.75, 1]), graded('head', [0.5, 0.75, 0.5])])
    expect(worse.verdict).toBe('regression')
  })

  it('shares the level between the suites of the files, and can be asked for one', async () => {
    const two = (arm: string, rate: number) => [
      ...trials(arm),
      ...trials(arm, { rate: () => rate, more: { suite: 'reply' } }),
    ]
    const files = [two('base', 0.95), two('head', 0.5)] as const
    const report = await reportOf(files)
    expect(report.verdict).toBe('regression')
    expect(report.suites.map(({ suite, verdict }) => [suite, verdict])).toEqual([
      ['reply', 'regression'],
      ['triage', 'pass'],
    ])
    expect(suiteOf(report).metrics[0]!.delta!.level).toBeCloseTo(0.95, 12)
    const one = await reportOf(files, '--suite', 'triage')
    expect([one.verdict, one.suites.length]).toEqual(['pass', 1])
    expect(suiteOf(one).metrics[0]!.delta!.level).toBeCloseTo(0.9, 12)
    const typo = await compare(files, '--suite', 'triag')
    expect(typo.code).toBe(2)
    expect(typo.stderr).toContain('no trial is of suite "triag"; did you mean "triage"?')
  })

  it('decides alike whether the arms stand in one file or two, and in whatever order', async () => {
    const base = trials('base', { rate: () => 0.9 })
    const head = trials('head', { rate: () => 0.75 })
    const { suites } = await reportOf([base, head])
    const shuffled = createRandom('order').shuffle([...base, ...head])
    const together = await reportOf([shuffled])
    expect(together.suites[0]!.metrics).toEqual(suites[0]!.metrics)
    expect([together.base, together.head]).toEqual(['base.jsonl (base)', 'base.jsonl (head)'])
  })

  it('takes trials without an arm from two files, with a byte order mark, Windows line ends and blank lines', async () => {
    const lines = (arm: string) =>
      `\ufeff${jsonLines(trials(arm).map(({ arm: _, ...line }) => line)).replaceAll('\n', '\r\n\r\n')}`
    expect((await reportOf([lines('base'), lines('head')])).verdict).toBe('pass')
  })

  it('reads a line of ten megabytes', async () => {
    const [first, ...rest] = trials('base')
    const report = await reportOf([[{ ...first!, output: 'x'.repeat(10_000_000) }, ...rest], trials('head')])
    expect(report.verdict).toBe('pass')
  })

  it('writes report.json and Markdown as `check` does', async () => {
    const { folder, stdout } = await compare(
      [trials('base', { rate: () => 0.9 }), trials('head', { rate: () => 0.5 })],
      '--json',
      '--junit',
      'junit.xml',
      '--markdown',
      'report.md',
      '--out',
      'reports',
    )
    expect(await readFile(join(folder, 'reports/report.json'), 'utf8')).toBe(stdout)
    expect(await readFile(join(folder, 'junit.xml'), 'utf8')).toMatch(
      /<testsuite name="triage" tests="\d" failures="1"/,
    )
    const markdown = await readFile(join(folder, 'report.md'), 'utf8')
    expect(markdown).toContain('**noisefloor: this pull request makes `triage` worse.**')
    expect(markdown).toContain('20 of 20 in both arms, 100 trials of base and 100 of head')
  })

  it('tells a terminal as reviewed', async () => {
    const { stdout } = await compare([
      trials('base', { rate: () => 0.95, more: { model: 'small-1' } }),
      trials('head', { rate: (index) => (index < 4 ? 0.1 : 0.95), trials: 8, more: { model: 'small-2' } }),
    ])
    await expect(stdout.replace(/\d+ ms/, '0 ms')).toMatchFileSnapshot('__snapshots__/compare.txt.snap')
  })

  it('keeps what looks like a secret of the environment out of the report', async () => {
    const folder = await temporaryFolder()
    const secret = 'sk-live-0123456789abcdef'
    const named = (arm: string) => trials(arm, { more: { case: secret } })
    await writeFile(
      join(folder, 'both.jsonl'),
      jsonLines(
        [...named('base'), ...named('head')].map((line, trial) => ({
          ...line,
          trial,
          scores: { q: trial % 2 },
        })),
      ),
    )
    const { stdout } = await runCli(folder, ['compare', 'both.jsonl', '--json'], {
      environment: { OPENAI_API_KEY: secret },
    })
    expect(stdout).not.toContain(secret)
  })
})

describe('bad data is never an exception and never a pass', () => {
  const good = trials('head')
  const one = { case: 'case-0', trial: 0, scores: { queue: 1 } }

  it.each<[string, readonly [Content, Content?], RegExp]>([
    [
      'a score above 1',
      [[{ ...one, scores: { queue: 4 } }], good],
      /base\.jsonl:1:1: .*from 0 \(worst\) to 1 \(best\), got the number 4.*rescale/,
    ],
    [
      'a score below 0',
      [[{ ...one, scores: { queue: -0.5 } }], good],
      /base\.jsonl:1:1: .*from 0 \(worst\) to 1 \(best\)/,
    ],
    ['a score that is null', [[{ ...one, scores: { queue: null } }], good], /base\.jsonl:1:1: .*null/],
    ['no scores', [[{ case: 'case-0', trial: 0 }], good], /base\.jsonl:1:1: .*scores/],
    [
      'contradicting duplicates',
      [[one, { ...one, scores: { queue: 0 } }], good],
      /base\.jsonl:2: trial 0 of case case-0 in base is recorded otherwise in base\.jsonl:1/,
    ],
    [
      'a line that is not JSON',
      [`${jsonLines(trials('base'))}{"suite":\n`, good],
      /base\.jsonl:101: the line is not valid JSON/,
    ],
    [
      'a number that JSON does not have',
      [jsonLines([one]).replace('"queue":1', '"queue":NaN'), good],
      /base\.jsonl:1: the line is not valid JSON/,
    ],
    [
      'bytes that are not UTF-8',
      [Uint8Array.of(0xff, 0xfe, 0x41, 0x0a), good],
      /base\.jsonl:1: the line is not valid UTF-8/,
    ],
    [
      'a wrong arm in a single file',
      [[{ ...one, arm: 'control' }]],
      /base\.jsonl:1:1: .*"base", "head", got text "control"/,
    ],
    ['no arm in a single file', [[one]], /base\.jsonl:1:1: .*arm/],
    [
      'files that are swapped',
      [trials('head'), trials('base')],
      /head\.jsonl:1: .*give the file of base first/,
    ],
    [
      'both arms in one of two files',
      [[...trials('base'), ...trials('head')], good],
      /base\.jsonl:101: the trial is of arm "head", that of line 1 of "base"/,
    ],
    ['an empty file', ['', good], /base\.jsonl: there is no trial in this file/],
    ['blank lines only', ['\n\r\n \n', good], /base\.jsonl: there is no trial in this file/],
  ])('%s: not-evaluable with the place, on stdout and stderr', async (_, files, message) => {
    const report = await reportOf(files)
    expect([report.verdict, report.conclusion, report.code]).toEqual(['not-evaluable', 'failure', 2])
    expect(report.findings.join('\n')).toMatch(message)
    expect(report.stderr).toMatch(message)
    expect((await compare(files)).stdout.replaceAll(/\s+/g, ' ')).toMatch(message)
  })

  it('finds all mistakes at once, as far as they can be read, and tells each kind once', async () => {
    const bad = trials('base').map((line, at) => (at === 3 ? { ...line, trial: -1 } : line))
    const scaled = bad.map((line, at) => ({ ...line, scores: { queue: 2 + (at % 3) } }))
    const report = await reportOf([scaled, good])
    expect(report.findings).toEqual([
      'base.jsonl:1:1: "queue": expected a score from 0 (worst) to 1 (best), got the number 2 (and 99 more lines); rescale scores before: (score − lowest) / (highest − lowest) makes 0 to 1 of any scale',
      expect.stringMatching(/^base\.jsonl:4:1: "trial": /),
    ])
  })

  it('counts no recorded trial as a call, and names the cases that fell though none is beyond chance', async () => {
    const fell = (arm: string) =>
      trials(arm).map((line) => ({
        ...line,
        scores: { queue: arm === 'head' && /-[012]$/.test(line.case) ? 0 : 1 },
      }))
    const short = (lines: ReturnType<typeof trials>) => lines.filter(({ trial }) => trial < 3)
    const report = await reportOf([short(fell('base')), short(fell('head'))])
    expect(report.suites[0]!.calls).toEqual({ base: 0, head: 0, judge: 0, cached: 0 })
    expect(report.suites[0]!.cases.map((one) => [one.case, one.verdict])).toEqual([
      ['case-0', 'inconclusive'],
      ['case-1', 'inconclusive'],
      ['case-2', 'inconclusive'],
    ])
    const text = renderTerminal(report, { columns: 100, colour: false })
    expect(text).toContain('Cases that fell most (description: none is beyond chance by itself)')
    expect(text).toContain('    case-2: queue 100 % → 0 % (3 trials each)')
    expect(text).not.toContain('Calls:')
  })

  const lost = (arm: string, cases: readonly number[]) =>
    cases.map((index) => ({
      case: `case-${index}`,
      arm,
      trial: 100,
      outcome: 'infra-error',
      scores: {},
    }))
  const withMetric = (arm: string, metric: string) =>
    trials(arm).map((line) => ({ ...line, scores: { ...line.scores, [metric]: 1 } }))

  it.each<[string, readonly [Content, Content?], RegExp]>([
    ['an arm that is empty', [trials('base')], /There is no trial of head/],
    [
      'an arm whose trials were all lost',
      [trials('base'), lost('head', [0, 1])],
      /No trial of head ended: all 2 were lost/,
    ],
    [
      'arms without a common case',
      [trials('base'), trials('head').map((line) => ({ ...line, case: `x-${line.case}` }))],
      /Base and head have no case in common: 20 only in base \(case-0, case-1, case-10, case-11, case-12 and 15 more\)/,
    ],
    [
      'half of the cases missing in head',
      [trials('base'), trials('head', { cases: 10 })],
      /10 of 20 cases are recorded in one arm only, more than 10 %/,
    ],
    [
      'too many lost trials',
      [trials('base'), [...trials('head'), ...lost('head', [...Array(20).keys()])]],
      /20 of 120 trials of head were lost to infrastructure errors, more than 10 %/,
    ],
    [
      'losses that hit one arm alone',
      [trials('base'), [...trials('head'), ...lost('head', [...Array(9).keys()])]],
      /0 trials of base and 9 of head were lost to infrastructure errors, which is no accident/,
    ],
    [
      'trials without a single score',
      [trials('base', { more: { scores: {} } }), trials('head', { more: { scores: {} } })],
      /No trial has a score/,
    ],
    [
      'a score that only base has',
      [withMetric('base', 'tone'), trials('head')],
      /tone: only base has this score/,
    ],
    [
      'a score that only head has',
      [trials('base'), withMetric('head', 'tone')],
      /tone: only head has this score/,
    ],
    [
      'a score that many trials of an arm lack',
      [
        withMetric('base', 'tone'),
        [...trials('head', { cases: 10 }), ...withMetric('head', 'tone').slice(50)],
      ],
      /tone: 50 of 100 trials of head were recorded without this score/,
    ],
    [
      'a score with the name of a quantity',
      [withMetric('base', 'latency'), withMetric('head', 'latency')],
      /`latency` is the name of a measured quantity/,
    ],
    [
      'new cases only',
      [trials('base'), trials('head', { more: { form: 'new' } })],
      /There is no trial of head/,
    ],
  ])('%s: not-evaluable with the reason', async (_, files, reason) => {
    const report = await reportOf(files)
    expect([report.verdict, report.code]).toEqual(['not-evaluable', 2])
    expect(suiteOf(report).reason).toMatch(reason)
  })

  it('judges the common cases where few are missing, names the others, and lets none of them help to pass', async () => {
    const base = trials('base')
    const head = trials('head', { cases: 19 })
    const report = await reportOf([base, head])
    expect(report.verdict).toBe('pass')
    expect(suiteOf(report)).toMatchObject({ affected_cases: 19, total_cases: 20 })
    expect(suiteOf(report).notes[0]).toContain('1 only in base (case-19)')
    const narrow = await reportOf([base, head], '--margin', '0.06')
    expect(narrow.verdict).toBe('inconclusive')
    expect(suiteOf(narrow).reason).toContain('if what is missing were as bad as it could be')
  })

  it('counts lost trials as the worst for a pass and not at all for a regression', async () => {
    const base = [...trials('base'), ...lost('base', [0, 1, 2])]
    const head = [...trials('head'), ...lost('head', [3, 4, 5])]
    const report = await reportOf([base, head])
    expect(report.verdict).toBe('pass')
    const [metric] = suiteOf(report).metrics
    expect(metric).toMatchObject({ base: { mean: 1, trials: 100 }, head: { mean: 1, trials: 100 }, p: 1 })
    expect(suiteOf(report).infra_errors).toEqual({ base: 3, head: 3 })
    expect((await reportOf([base, head], '--margin', '0.04')).verdict).toBe('inconclusive')
    expect((await reportOf([trials('base'), trials('head')], '--margin', '0.04')).verdict).toBe('pass')
  })

  it('forgets an infra-error that was made good', async () => {
    const again = { case: 'case-0', arm: 'head', trial: 0, outcome: 'infra-error', scores: {} }
    const report = await reportOf([trials('base'), [again, ...trials('head')]])
    expect(suiteOf(report).infra_errors).toEqual({ base: 0, head: 0 })
  })

  it('counts identical duplicates once', async () => {
    const base = trials('base', { cases: 2, trials: 4 })
    const head = trials('head', { cases: 2, trials: 4 })
    const copies = Array.from({ length: 50 }, () => head).flat()
    const report = await reportOf([base, copies])
    expect(suiteOf(report)).toMatchObject({ verdict: 'inconclusive', recorded: { base: 8, head: 8 } })
  })

  it('is quick with thousands of ties', async () => {
    const many = (arm: string) => trials(arm, { cases: 500, trials: 10 })
    const report = await reportOf([many('base'), many('head')])
    expect(report.verdict).toBe('pass')
    expect(report.duration_ms).toBeLessThan(5000)
  })

  it('takes names of object properties for what they are', async () => {
    const odd = (arm: string) =>
      `${jsonLines(trials(arm)).replaceAll('"queue"', '"constructor"').replaceAll('case-1"', '__proto__"')}`
    const report = await reportOf([odd('base'), odd('head')])
    expect(report.verdict).toBe('pass')
    expect(suiteOf(report).metrics[0]!.metric).toBe('constructor')
  })
})

describe('a command line that makes no sense', () => {
  it.each([
    ['a file that does not exist', ['base.jsonl', 'none.jsonl'], /none\.jsonl: there is no such file/],
    ['a folder', ['base.jsonl', 'folder'], /folder: cannot be read \(EISDIR\)/],
    ['the same file twice', ['base.jsonl', './base.jsonl'], /the same file is given as base and as head/],
    ['no file', [], /missing required argument 'base'/],
    ['three files', ['base.jsonl', 'base.jsonl', 'base.jsonl'], /too many arguments/],
    [
      'a margin in points',
      ['base.jsonl', '--margin', '10'],
      /--margin 10 is not a number above 0 and at most 1; such as --margin 0\.1/,
    ],
    ['a margin of 0', ['base.jsonl', '--margin', '0'], /--margin 0 is not a number/],
    ['a margin that is no number', ['base.jsonl', '--margin', 'ten'], /--margin ten is not a number/],
    [
      'a false-alarm rate of a half',
      ['base.jsonl', '--false-alarm', '.5'],
      /--false-alarm \.5 is not a number above 0 and below 0\.5/,
    ],
    [
      'an unknown conclusion',
      ['base.jsonl', '--on-inconclusive', 'maybe'],
      /Allowed choices are neutral, fail, pass/,
    ],
  ])('%s: exit 2 with what is wrong, on stderr alone', async (_, args, message) => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'folder'))
    await writeFile(join(folder, 'base.jsonl'), jsonLines(trials('base')))
    const { code, stdout, stderr } = await runCli(folder, ['compare', ...args])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })
})
