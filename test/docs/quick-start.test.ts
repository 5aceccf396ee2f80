import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { demoComment } from '../../scripts/demo-comment.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { makeRepository } from '../change/make-repository.ts'
import { runCli } from '../commands/run-cli.ts'
import { examples } from '../report/examples.ts'
import { ROOT, readPage } from './read-page.ts'
import { shellWords } from './shown-commands.ts'

/** Parts that need no key, each in a repository of its own, with what they come to. */
const PARTS = [
  {
    sections: ['2. Let init write the files'],
    done: { written: 2, run: 6, compared: 3 },
    // `doctor` finds the placeholder in the workflow.
    codes: [0, 2, 1],
    left: { 'prompts/reply.md': 'Never promise a refund' },
  },
  {
    sections: ['3. Or write them by hand', '4. See it find a bad change'],
    done: { written: 5, run: 7, compared: 2 },
    codes: [0, 0, 0, 1],
    left: { 'prompts/triage.md': 'parcels go to shipping' },
  },
]

describe('the quick start', () => {
  it.each(PARTS)(
    'works as it says, line by line: $sections',
    async ({ sections, done: expected, codes: expectedCodes, left }) => {
      using repository = makeRepository()
      let printed = ''
      const done = { written: 0, run: 0, compared: 0 }
      const codes: number[] = []
      for (const { language, text, before, headings } of readPage('docs/quick-start.md').blocks) {
        if (!sections.includes(headings[1] ?? '')) continue
        const file = /`([\w./-]+\.(?:md|ya?ml))`/.exec(before)?.[1]
        if ((language === 'yaml' || language === 'md') && file !== undefined) {
          repository.write({ [file]: `${text}\n` })
          done.written += 1
        } else if (language === 'sh') {
          printed = ''
          for (const command of text.split(/\n|&&/).map((line) => shellWords(line.trim()))) {
            const [program, ...args] = command
            if (program === 'git') repository.git(...args)
            else {
              const { code, stdout, stderr } = await runCli(repository.root, args)
              expect(stderr).not.toMatch(/^error/m)
              printed += stdout
              codes.push(code)
            }
            done.run += 1
          }
        } else if (language === 'text') {
          expect(printed).toContain(text)
          done.compared += 1
        }
      }
      expect(done).toEqual(expected)
      expect(codes).toEqual(expectedCodes)
      for (const [file, text] of Object.entries(left))
        expect(readFileSync(join(repository.root, file), 'utf8')).toContain(text)
    },
    60_000,
  )
})

describe('what the pages show of the program', () => {
  it('is what the demo prints, in the README', () => {
    const block = readPage('README.md').blocks.find(({ language }) => language === 'text')!
    const printed = execFileSync(process.execPath, [join(ROOT, 'src/cli.ts'), 'demo'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    expect(printed).toContain(block.text)
  }, 60_000)

  it('is the comment on the demo’s bad change, in the picture', async () => {
    const text = readFileSync(join(ROOT, 'docs/pictures/comment.md'), 'utf8')
    expect(await demoComment()).toBe(text)
    // Eight bytes of every PNG file, then its size: wide enough to read, small enough to load.
    const picture = readFileSync(join(ROOT, 'docs/pictures/comment.png'))
    expect(picture.subarray(1, 4).toString()).toBe('PNG')
    expect(picture.readUInt32BE(16)).toBeGreaterThan(1000)
    expect(picture.length).toBeLessThan(300_000)
  }, 60_000)

  it('is what the comment says of each verdict, in how to read them', () => {
    const comments = Object.values(examples).map((report) => renderMarkdown(report))
    const excerpts = readPage('docs/reading-verdicts.md').blocks.filter(
      ({ language }) => language === 'markdown',
    )
    expect(excerpts.length).toBeGreaterThan(6)
    for (const { place, text } of excerpts)
      expect(
        comments.some((comment) => comment.includes(text)),
        place,
      ).toBe(true)
  })

  it('is what the comment can begin with, in how to read them', () => {
    const page = readPage('docs/reading-verdicts.md').text
    const leads = Object.values(examples).map(
      (report) => /^\*\*noisefloor: (.*?)\*\*/.exec(renderMarkdown(report))![1]!,
    )
    const shapes = [...page.matchAll(/^\| ([^|`]*?) \| (?:\[`?|`)/gm)].map(([, words]) => words!)
    const matches = (lead: string) =>
      shapes.some((shape) =>
        new RegExp(shape.replace(/[.*+?^$()[\]\\]/g, '\\$&').replaceAll('…', '.*')).test(lead),
      )
    expect(shapes.length).toBeGreaterThanOrEqual(8)
    expect(leads.filter((lead) => !lead.includes('@octocat') && !matches(lead))).toEqual([])
  })
})
