import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/boundary/finding.ts'
import { readTrials, type TrialSource } from '../../src/ledger/read-trials.ts'
import type { ForeignTrial } from '../../src/ledger/trial-record.ts'
import { aTrial } from './a-trial.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function fileOf(content: string | Uint8Array, name = 'trials.jsonl'): Promise<string> {
  const file = join(await temporaryFolder(), name)
  await writeFile(file, content)
  return file
}

const read = (...sources: readonly TrialSource[]): Promise<readonly ForeignTrial[]> =>
  Array.fromAsync(readTrials(sources))

const line = (own: object = {}): string =>
  JSON.stringify({ suite: 's', case: 'c', arm: 'base', trial: 0, scores: { q: 1 }, ...own })

async function problemOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(UserError)
  return (error as UserError).message
}

describe('recorded trials', () => {
  it('need no more than suite, case, arm, trial and scores', async () => {
    expect(await read({ file: await fileOf(`${line()}\n`) })).toEqual([
      { suite: 's', case: 'c', arm: 'base', trial: 0, outcome: 'ok', scores: { q: 1 }, quantities: {} },
    ])
  })

  it('may hold what only their runner knows', async () => {
    const file = await fileOf(
      line({
        runner: { name: 'other' },
        tags: ['x'],
        trace: 'whatever',
        quantities: { cost_usd: 1, cups: 3 },
      }),
    )
    expect(await read({ file })).toMatchObject([{ quantities: { cost_usd: 1 } }])
  })

  it('are read from our own ledgers with everything that judging uses', async () => {
    const record = aTrial({ form: 'edited' })
    const { at, trace, ...rest } = record
    expect(await read({ file: await fileOf(`${JSON.stringify(record)}\n`) })).toEqual([rest])
  })

  it('are read with a byte order mark, Windows line ends, blank lines and no last newline', async () => {
    const file = await fileOf(`\ufeff${line()}\r\n\r\n  \n${line({ trial: 1 })}`)
    expect((await read({ file })).map(({ trial }) => trial)).toEqual([0, 1])
  })

  it('take the arm that the source is for', async () => {
    const base = await fileOf(line({ arm: undefined }))
    const head = await fileOf(line({ arm: 'base' }))
    expect(
      (await read({ file: base, arm: 'base' }, { file: head, arm: 'head' })).map(({ arm }) => arm),
    ).toEqual(['base', 'head'])
  })
})

describe('files that hold one arm each', () => {
  it('are refused where their lines say that they are swapped', async () => {
    const one = await fileOf(line({ arm: 'head' }))
    const two = await fileOf(line({ arm: 'base' }))
    expect(await problemOf(read({ file: one, arm: 'base' }, { file: two, arm: 'head' }))).toMatch(
      /:1: the trials given as head say .*; give the file of base first$/,
    )
  })

  it('may both be of what their runner ran last', async () => {
    const one = await fileOf(line({ arm: 'head' }))
    const two = await fileOf(line({ arm: 'head' }))
    const trials = await read({ file: one, arm: 'base' }, { file: two, arm: 'head' })
    expect(trials.map(({ arm }) => arm)).toEqual(['base', 'head'])
  })

  it('are refused where one holds both arms', async () => {
    const file = await fileOf(`${line()}\n${line({ arm: 'head' })}\n`)
    expect(await problemOf(read({ file, arm: 'base' }))).toBe(
      `${file}:2: the trial is of arm "head", that of line 1 of "base"; give one file that holds both arms, or two that hold one each`,
    )
  })
})

describe('mistakes that are told', () => {
  it('do not hide the next ones, nor the trials between them', async () => {
    const file = await fileOf(`${line()}\n{\n${line({ trial: 1 })}\n${line({ scores: { q: 7 } })}\n`)
    const told: string[] = []
    const trials = await Array.fromAsync(
      readTrials([{ file }], (findings) => {
        for (const { line: number, message } of findings) told.push(`${number}: ${message}`)
      }),
    )
    expect(trials.map(({ trial }) => trial)).toEqual([0, 1])
    expect(told).toEqual([
      '2: the line is not valid JSON',
      '4: "q": expected a score from 0 (worst) to 1 (best), got the number 7',
    ])
  })
})

describe('a trial that is recorded twice', () => {
  it('counts once when the lines are identical, in one file or two', async () => {
    const one = await fileOf([line(), line({ trial: 1 }), line()].join('\n'))
    const two = await fileOf(line({ trial: 1 }))
    expect((await read({ file: one }, { file: two })).map(({ trial }) => trial)).toEqual([0, 1])
  })

  it('is another one when its form or variant differs: hybrids of a case do not contradict each other', async () => {
    const attribution = { form: 'attribution', arm: 'head' }
    const file = await fileOf(
      [
        line({ arm: 'head' }),
        line({ ...attribution, variant: 'prompt', scores: { q: 0 } }),
        line({ ...attribution, variant: 'model', scores: { q: 1 } }),
      ].join('\n'),
    )
    expect((await read({ file })).map(({ variant }) => variant)).toEqual([undefined, 'prompt', 'model'])
  })

  it('is an error naming both lines when they differ', async () => {
    const one = await fileOf(`${line()}\n${line({ trial: 1 })}\n`)
    const two = await fileOf(`${line({ arm: 'head' })}\n${line({ trial: 1, scores: { q: 0 } })}\n`)
    expect(await problemOf(read({ file: one }, { file: two }))).toBe(
      `${two}:2: trial 1 of case c in base is recorded otherwise in ${one}:2; ` +
        'number the trials of each case and arm 0, 1, 2, …, or remove one of the two lines',
    )
  })

  it('is two trials when suite, case, arm, form or index differ', async () => {
    const lines = [
      {},
      { suite: 't' },
      { case: 'd' },
      { arm: 'head' },
      { arm: 'head', form: 'new' },
      { trial: 7 },
    ]
    expect(await read({ file: await fileOf(lines.map(line).join('\n')) })).toHaveLength(lines.length)
  })

  it('may have ended as infra-error before it was tried again', async () => {
    const failed = { outcome: 'infra-error', scores: {} }
    const lines = [{ ...failed, error: 'HTTP 503' }, { ...failed, error: 'HTTP 500' }, {}]
    const trials = await read({ file: await fileOf(lines.map(line).join('\n')) })
    expect(trials.map(({ outcome }) => outcome)).toEqual(['infra-error', 'infra-error', 'ok'])
  })
})

describe('a file that is no record of trials', () => {
  it.each([
    ['is empty', '', /: there is no trial in this file; /],
    ['has blank lines only', '\n \n', /: there is no trial in this file; /],
    ['holds NUL bytes', `${line()}\n{"suite":"\0"}\n`, /:2: the line holds a NUL byte$/],
    [
      'is not UTF-8',
      Buffer.from([...Buffer.from(`${line()}\n"`), 0xe9, 0x22]),
      /:2: the line is not valid UTF-8$/,
    ],
    ['is not JSON', `${line()}\n{"suite":`, /:2: the line is not valid JSON$/],
    ['holds NaN', `${line()}\n${line().replace('"q":1', '"q":NaN')}`, /:2: the line is not valid JSON$/],
    ['has a line that is no object', `${line()}\n[]\n`, /:2:1: /],
    ['lacks a key', `${line()}\n${line({ arm: undefined })}\n`, /:2:1: .*arm/],
    ['has a null score', `${line()}\n${line({ scores: { queue: null } })}\n`, /:2:1: .*queue/],
    ['has a score above 1', `${line()}\n${line({ scores: { queue: 1.01 } })}\n`, /:2:1: .*queue/],
    ['has an infinite score', `${line()}\n${line().replace('"q":1', '"queue":1e999')}\n`, /:2:1: .*queue/],
    [
      'has a quantity beyond all sense',
      `${line()}\n${line({ quantities: { cost_usd: 1e308 } })}\n`,
      /:2:1: .*cost_usd/,
    ],
    ['has a negative quantity', `${line()}\n${line({ quantities: { cost_usd: -1 } })}\n`, /:2:1: .*cost_usd/],
    ['has an index that is no whole number', `${line()}\n${line({ trial: 0.5 })}\n`, /:2:1: .*trial/],
    [
      'scores an infra-error',
      `${line()}\n${line({ outcome: 'infra-error' })}\n`,
      /:2:1: .*infra-error has no scores/,
    ],
    ['is of a later version', `${line()}\n${line({ v: 2 })}\n`, /:2:1: .*v/],
  ])('is refused where it %s', async (_, content, message) => {
    const file = await fileOf(content)
    const problem = await problemOf(read({ file }))
    expect(problem).toMatch(message)
    expect(problem.startsWith(file)).toBe(true)
  })

  it('is refused where it does not exist or is a folder', async () => {
    const folder = await temporaryFolder()
    expect(await problemOf(read({ file: join(folder, 'none.jsonl') }))).toBe(
      `${join(folder, 'none.jsonl')}: there is no such file`,
    )
    expect(await problemOf(read({ file: folder }))).toBe(`${folder}: cannot be read (EISDIR)`)
  })

  it('is refused where a line would not end', async () => {
    const file = await fileOf(Buffer.alloc(70 * 1024 * 1024, 'x'))
    expect(await problemOf(read({ file }))).toBe(`${file}:1: the line is longer than 64 MiB`)
  })
})
