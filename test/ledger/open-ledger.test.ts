import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aTrial } from './a-trial.ts'
import { openForTest, reopen } from './open-for-test.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('a ledger', () => {
  it('is made where there is none, and is empty', async () => {
    const folder = join(await temporaryFolder(), 'run', 'triage')
    const { ledger, warnings } = await openForTest(folder)
    expect(ledger.plan).toBeUndefined()
    expect(ledger.size).toBe(0)
    expect(await Array.fromAsync(ledger.trials())).toEqual([])
    await ledger.close()
    expect(warnings).toEqual([])
    expect(await readdir(folder)).toEqual(['trials.jsonl'])
  })

  it('gives back what was appended, in order, now and when opened again', async () => {
    const folder = await temporaryFolder()
    const records = [
      aTrial({ trial: 0 }),
      aTrial({ trial: 0, arm: 'base', form: 'edited', output: 'ends\nin \u2028 lines, \ud800 and 日本' }),
      {
        ...aTrial({ trial: 1, outcome: 'infra-error', scores: {}, output: '', trace: [], error: 'HTTP 503' }),
      },
      aTrial({ form: 'confirmation' }),
      aTrial({ form: 'attribution', variant: 'prompt' }),
    ]
    const { ledger } = await openForTest(folder)
    for (const record of records) await ledger.append(record)
    expect(ledger.size).toBe(5)
    expect(await Array.fromAsync(ledger.trials())).toEqual(records)
    await ledger.close()
    expect(await reopen(folder)).toEqual({ trials: records, warnings: [] })
  })

  it('writes one line a trial, as the contract has it', async () => {
    const folder = await temporaryFolder()
    const { ledger } = await openForTest(folder)
    const more = { ...aTrial({ trace: [] }), apiKey: 'sk-1' }
    await ledger.append(more)
    await ledger.close()
    expect(await readFile(join(folder, 'trials.jsonl'), 'utf8')).toBe(
      '{"v":1,"suite":"triage","case":"refund-angry","arm":"head","trial":0,"outcome":"ok","scores":{"queue":1,"format":0.5},' +
        '"quantities":{"cost_usd":0.00021,"latency_ms":812,"input_tokens":310,"output_tokens":42},"request":"sha256:abc",' +
        '"model":"gpt-5-mini-2026-05-01","at":"2026-05-01T10:00:00.000Z","output":"{\\"queue\\":\\"billing\\"}","trace":[]}\n',
    )
  })

  it('keeps the order of appends that are in flight together', async () => {
    const folder = await temporaryFolder()
    const { ledger } = await openForTest(folder)
    await Promise.all(
      Array.from({ length: 500 }, (_, trial) => ledger.append(aTrial({ trial, output: 'x'.repeat(trial) }))),
    )
    await ledger.close()
    const { trials } = await reopen(folder)
    expect(trials.map(({ trial }) => trial)).toEqual(Array.from({ length: 500 }, (_, trial) => trial))
  })

  it('reads only what was on disk when reading began', async () => {
    const { ledger } = await openForTest(await temporaryFolder())
    await ledger.append(aTrial({ trial: 0 }))
    const seen: number[] = []
    for await (const { trial } of ledger.trials()) {
      seen.push(trial)
      await ledger.append(aTrial({ trial: trial + 1 }))
    }
    expect(seen).toEqual([0])
    await ledger.close()
  })

  it('refuses to write what it could not read again', async () => {
    const folder = await temporaryFolder()
    const { ledger } = await openForTest(folder)
    await expect(ledger.append(aTrial({ scores: { queue: Number.NaN } }))).rejects.toThrow('queue')
    await expect(ledger.append(aTrial({ scores: { queue: 1.5 } }))).rejects.toThrow('queue')
    await expect(
      ledger.append(aTrial({ quantities: { latency_ms: Number.POSITIVE_INFINITY } })),
    ).rejects.toThrow('latency_ms')
    await expect(ledger.append(aTrial({ outcome: 'infra-error' }))).rejects.toThrow('has no scores')
    await ledger.append(aTrial())
    await ledger.close()
    expect((await reopen(folder)).trials).toEqual([aTrial()])
  })

  it('writes what waits when it is closed, and nothing after that', async () => {
    const folder = await temporaryFolder()
    const { ledger } = await openForTest(folder)
    const written = ledger.append(aTrial())
    await Promise.all([ledger.close(), ledger.close()])
    await written
    await expect(ledger.append(aTrial({ trial: 1 }))).rejects.toThrow('the ledger is closed')
    expect((await reopen(folder)).trials).toEqual([aTrial()])
  })

  it('closes itself at the end of a block', async () => {
    const folder = await temporaryFolder()
    {
      await using ledger = (await openForTest(folder)).ledger
      await ledger.append(aTrial())
    }
    expect(await readdir(folder)).toEqual(['trials.jsonl'])
  })

  it('names a folder that cannot be used', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), '')
    await expect(openForTest(join(folder, 'file'))).rejects.toMatchObject({
      name: 'LedgerError',
      findings: [{ file: join(folder, 'file'), message: 'cannot be written (EEXIST)' }],
    })
  })
})

describe("a ledger's plan", () => {
  const plan = { v: 1, seed: 'abc', pairs: 240 }

  it('is there when the ledger is opened again', async () => {
    const folder = await temporaryFolder()
    const first = await openForTest(folder)
    await first.ledger.writePlan(plan)
    expect(first.ledger.plan).toEqual(plan)
    await first.ledger.close()
    const second = await openForTest(folder)
    expect(second.ledger.plan).toEqual(plan)
    await second.ledger.close()
    expect((await readdir(folder)).sort()).toEqual(['plan.json', 'trials.jsonl'])
  })

  it('is never replaced', async () => {
    const { ledger } = await openForTest(await temporaryFolder())
    await ledger.writePlan(plan)
    await expect(ledger.writePlan({ ...plan, pairs: 480 })).rejects.toThrow('never replaced')
    expect(ledger.plan).toEqual(plan)
    await ledger.close()
  })

  it('takes a further key, now and again, and keeps all others, also when that is killed half-way', async () => {
    const folder = await temporaryFolder()
    const { ledger } = await openForTest(folder)
    await expect(ledger.addToPlan('extension', 1)).rejects.toThrow('no plan')
    await ledger.writePlan(plan)
    await ledger.addToPlan('extension', { pairs: [300] })
    await ledger.addToPlan('extension', { pairs: [300, 360] })
    expect(ledger.plan).toEqual({ ...plan, extension: { pairs: [300, 360] } })
    await ledger.close()
    await writeFile(join(folder, 'plan.json.partial'), '{"v":1,"se')
    const again = await openForTest(folder)
    expect(again.ledger.plan).toEqual({ ...plan, extension: { pairs: [300, 360] } })
    await again.ledger.close()
  })

  it('that cannot grow stays what it was', async () => {
    const folder = await temporaryFolder()
    const { ledger } = await openForTest(folder)
    await ledger.writePlan(plan)
    await mkdir(join(folder, 'plan.json.partial'))
    await expect(ledger.addToPlan('extension', 1)).rejects.toMatchObject({ name: 'LedgerError' })
    expect(ledger.plan).toEqual(plan)
    await ledger.close()
  })

  it('is absent when a kill came before it was whole', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'plan.json.partial'), '{"v":1,"se')
    const { ledger } = await openForTest(folder)
    expect(ledger.plan).toBeUndefined()
    await ledger.writePlan(plan)
    await ledger.close()
    expect(JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8'))).toEqual(plan)
  })

  it('is refused when it is damaged, and the ledger is given back', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'plan.json'), '{"v":1')
    for (const _ of [1, 2]) {
      await expect(openForTest(folder)).rejects.toMatchObject({
        name: 'UserError',
        findings: [{ file: join(folder, 'plan.json'), message: 'the plan is not valid JSON' }],
      })
    }
  })

  it('that cannot be written is reported and not kept', async () => {
    const folder = await temporaryFolder()
    const { ledger } = await openForTest(folder)
    await mkdir(join(folder, 'plan.json.partial'))
    await expect(ledger.writePlan(plan)).rejects.toMatchObject({ name: 'LedgerError', code: 'EISDIR' })
    expect(ledger.plan).toBeUndefined()
    await ledger.close()
  })
})
