import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aTrial } from './a-trial.ts'
import { openForTest, reopen } from './open-for-test.ts'
import { temporaryFolder } from './temporary-folder.ts'

const records = [0, 1, 2].map((trial) =>
  aTrial({ trial, output: `reply ${trial} — ünïcödé`, trace: [], quantities: {} }),
)

async function folderWithTrials(): Promise<{
  folder: string
  file: string
  bytes: Buffer
  ends: readonly number[]
}> {
  const folder = await temporaryFolder()
  const { ledger } = await openForTest(folder)
  for (const record of records) await ledger.append(record)
  await ledger.close()
  const file = join(folder, 'trials.jsonl')
  const bytes = await readFile(file)
  const ends = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index + 1)
  return { folder, file, bytes, ends }
}

describe('the end of a damaged ledger', () => {
  it('is cut to whole lines wherever the file was torn in its last two lines, and goes on from there', async () => {
    const { folder, file, bytes, ends } = await folderWithTrials()
    for (let length = ends[0]!; length < bytes.length; length += 1) {
      await writeFile(file, bytes.subarray(0, length))
      const { ledger, warnings } = await openForTest(folder)
      // A line that only lacks its newline is whole.
      const whole = ends.filter((end) => end - 1 <= length).length
      const torn = !ends.includes(length) && !ends.includes(length + 1)
      expect(await Array.fromAsync(ledger.trials()), `torn at ${length}`).toEqual(records.slice(0, whole))
      expect(warnings.length, `torn at ${length}`).toBe(torn ? 1 : 0)
      await ledger.append(records[2]!)
      await ledger.close()
      const lines = [...records.slice(0, whole), records[2]].map((record) => JSON.stringify(record))
      expect(await readFile(file, 'utf8'), `torn at ${length}`).toBe(`${lines.join('\n')}\n`)
    }
  })

  it('says which line was cut', async () => {
    const { folder, file, bytes } = await folderWithTrials()
    await truncate(file, bytes.length - 5)
    const { warnings } = await reopen(folder)
    expect(warnings).toEqual([
      expect.stringMatching(
        /trials\.jsonl:3: the last line is damaged and was cut \(\d+ bytes\); its trial is drawn again$/,
      ),
    ])
  })

  it.each([
    ['NULs of a power loss', '\0'.repeat(9000)],
    ['NULs within a line', `{"v":1,"su${'\0'.repeat(50)}`],
    ['NULs that end in a newline', `${'\0'.repeat(50)}\n`],
    ['half a line that ends in a newline', '{"v":1,"suite":"tri\n'],
    ['an empty line', '\n'],
    ['half a character', Buffer.from('{"v":1,"suite":"é').subarray(0, -1)],
  ])('is cut where it is %s', async (_, tail) => {
    const { folder, file } = await folderWithTrials()
    await appendFile(file, tail)
    const { trials, warnings } = await reopen(folder)
    expect(trials).toEqual(records)
    expect(warnings).toHaveLength(1)
    expect(await reopen(folder)).toEqual({ trials: records, warnings: [] })
  })

  it('may be all there is', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'trials.jsonl'), '\0'.repeat(4096))
    expect(await reopen(folder)).toMatchObject({
      trials: [],
      warnings: [expect.stringContaining('trials.jsonl:1')],
    })
  })
})

describe('a line that is JSON but no trial', () => {
  it('is refused wherever it stands, because no kill leaves it behind', async () => {
    const { folder, file } = await folderWithTrials()
    await appendFile(file, JSON.stringify({ ...aTrial(), v: 2 }))
    const before = await readFile(file)
    await expect(openForTest(folder)).rejects.toMatchObject({
      name: 'UserError',
      findings: [{ file, line: 4, message: expect.stringContaining('"v"') }],
    })
    expect(await readFile(file)).toEqual(before)
  })
})

describe('the middle of a damaged ledger', () => {
  it('is refused, naming the line, whatever byte of its structure was flipped', async () => {
    const { folder, file, bytes, ends } = await folderWithTrials()
    const second = { start: ends[0]!, end: ends[1]! - 1 }
    const structure = ['{', '"v"', ':1,', '"suite"', '"arm"', '"trial":', '"scores":{', '"trace":[']
    for (const text of structure) {
      const damaged = Buffer.from(bytes)
      const position = damaged.indexOf(text, second.start)
      expect(position).toBeLessThan(second.end)
      damaged[position] = damaged[position]! ^ 0x80
      await writeFile(file, damaged)
      await expect(openForTest(folder), `flipped in ${text}`).rejects.toMatchObject({
        name: 'UserError',
        findings: [{ file, line: 2 }],
      })
      expect(await readFile(file), 'nothing was cut').toEqual(damaged)
    }
  })

  it.each([
    ['a NUL byte', '\0\0\0\n', 'the line holds a NUL byte'],
    ['an empty line', '\n', 'the line is not valid JSON'],
    ['invalid UTF-8', Buffer.from([0x22, 0xff, 0x22, 0x0a]), 'the line is not valid UTF-8'],
  ])('is refused for %s, saying how to go on', async (_, damage, message) => {
    const { folder, file, bytes, ends } = await folderWithTrials()
    await writeFile(
      file,
      Buffer.concat([bytes.subarray(0, ends[0]), Buffer.from(damage), bytes.subarray(ends[0])]),
    )
    await expect(openForTest(folder)).rejects.toMatchObject({
      findings: [{ file, line: 2, message, hint: expect.stringContaining('restore the file') }],
    })
  })
})
