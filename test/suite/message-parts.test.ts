import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/boundary/finding.ts'
import type { FilePart } from '../../src/provider/model.ts'
import { loadSuite } from '../../src/suite/load-suite.ts'
import { mediaTypeOf } from '../../src/suite/media-type.ts'
import { renderRequest } from '../../src/suite/render-request.ts'
import type { PromptTarget, Suite } from '../../src/suite/suite.ts'
import { findingsOf, memoryTree } from './memory-tree.ts'

const FILE = 'evals/receipts.eval.yaml'
const PNG = Buffer.from('\x89PNG\r\n\x1a\n and its pixels', 'latin1')
const PDF = Buffer.from('%PDF-1.7 and its pages')

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'evals/pictures/receipt.jpg': PNG,
  'evals/pictures/terms.bin': PDF,
  'evals/pictures/note.txt': 'Please read this.',
  'evals/pictures/zeros': new Uint8Array(20),
}

function load(target: string, cases: string, files = {}): Promise<Suite> {
  const suite = `suite: receipts
target: ${target}
cases:
${cases}
assert: [{ metric: cost, ratio-at-most: 1.5 }]
`
  return loadSuite(memoryTree({ ...FILES, ...files, [FILE]: suite }), FILE)
}

const plain = '{ model: openai/gpt-5-mini, user: "Read {{ what }}" }'

function requestOf(suite: Suite, index = 0) {
  return renderRequest(suite.target as PromptTarget, suite.cases[index]!)
}

const picture: FilePart = {
  type: 'image',
  mediaType: 'image/png',
  name: 'receipt.jpg',
  data: PNG.toString('base64'),
}

describe('a message with parts', () => {
  it('is refused where the files of its suite are too large in all, however often one of them is named', async () => {
    const large = Buffer.concat([PDF, Buffer.alloc(9 * 1024 * 1024)])
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`evals/${index}.pdf`, large]))
    const cases = (name: (index: number) => number) =>
      Array.from({ length: 30 }, (_, index) => {
        const content = `[{ type: file, file: ${name(index)}.pdf }]`
        return `  - { id: c${index}, vars: { what: it }, messages: [{ role: user, content: ${content} }] }`
      }).join('\n')
    expect(await findingsOf(load(plain, cases(Number), files))).toMatch(/larger than 256 MiB in all/)
    expect(
      (
        await load(
          plain,
          cases(() => 7),
          files,
        )
      ).cases,
    ).toHaveLength(30)
  })

  it('of a case holds text as it stands, pictures and files with what their content says they are', async () => {
    const suite = await load(
      plain,
      `  - id: a
    vars: { what: it }
    messages:
      - role: user
        content:
          - { type: text, text: "{{ what }}" }
          - { type: image, file: pictures/receipt.jpg }
          - { type: file, file: pictures/terms.bin }
          - { type: file, file: pictures/note.txt }`,
    )
    expect(requestOf(suite).request.messages).toEqual([
      { role: 'user', content: 'Read it' },
      {
        role: 'user',
        content: [
          { type: 'text', text: '{{ what }}' },
          picture,
          { type: 'file', mediaType: 'application/pdf', name: 'terms.bin', data: PDF.toString('base64') },
          {
            type: 'file',
            mediaType: 'text/plain',
            name: 'note.txt',
            data: Buffer.from('Please read this.').toString('base64'),
          },
        ],
      },
    ])
    expect(suite.cases[0]!.files).toEqual([
      'evals/pictures/note.txt',
      'evals/pictures/receipt.jpg',
      'evals/pictures/terms.bin',
    ])
    expect(suite.files).toContain('evals/pictures/receipt.jpg')
  })

  it('of a prompt is filled in, in the suite and in a file of its own', async () => {
    const content =
      '[{ role: user, content: [{ type: text, text: "Read {{ what }}" }, { type: image, file: pictures/receipt.jpg }] }]'
    const expected = [{ role: 'user', content: [{ type: 'text', text: 'Read it' }, picture] }]
    const inSuite = await load(
      `{ model: openai/gpt-5-mini, prompt: ${content} }`,
      '  - { id: a, vars: { what: it } }',
    )
    expect(requestOf(inSuite).request.messages).toEqual(expected)
    const inFile = await load(
      '{ model: openai/gpt-5-mini, prompt: prompt.yml }',
      '  - { id: a, vars: { what: it } }',
      { 'evals/prompt.yml': content },
    )
    expect(requestOf(inFile).request.messages).toEqual(expected)
    expect((inFile.target as PromptTarget).files.prompt).toContain('evals/pictures/receipt.jpg')
  })

  it('of a dataset names files relative to the dataset, one of the defaults relative to the suite', async () => {
    const message = '{"role":"user","content":[{"type":"image","file":"receipt.jpg"}]}'
    const suite = await load(
      plain,
      `  - from: pictures/rows.jsonl
    defaults:
      messages: [{ role: user, content: [{ type: image, file: pictures/receipt.jpg }] }]`,
      {
        'evals/pictures/rows.jsonl': `{"id":"own","vars":{"what":"it"},"messages":[${message}]}\n{"id":"shared","vars":{"what":"it"}}\n`,
      },
    )
    for (const index of [0, 1])
      expect(requestOf(suite, index).request.messages[1]?.content).toEqual([picture])
  })

  it('is another request when the picture is another one, and the same picture is held once', async () => {
    const cases = ['a', 'b']
      .map(
        (id) =>
          `  - { id: ${id}, vars: { what: it }, messages: [{ role: user, content: [{ type: image, file: pictures/receipt.jpg }] }] }`,
      )
      .join('\n')
    const before = await load(plain, cases)
    const after = await load(plain, cases, { 'evals/pictures/receipt.jpg': Buffer.concat([PNG, PNG]) })
    expect(requestOf(before).hash).toBe(requestOf(before, 1).hash)
    expect(requestOf(after).hash).not.toBe(requestOf(before).hash)
  })

  it.each([
    ['a file that is not there', '[{ type: image, file: pictures/reciept.jpg }]'],
    ['a file outside of the repository', '[{ type: image, file: ../../etc/passwd }]'],
    ['an address in place of a file', '[{ type: image, file: "https://evil.example.com/a.png" }]'],
    ['a picture that is none', '[{ type: image, file: pictures/terms.bin }]'],
    ['a file that is nothing known', '[{ type: file, file: pictures/zeros }]'],
    ['text that is a file', '[{ type: text, file: pictures/note.txt }]'],
    ['a file that is text', '[{ type: image, text: hello }]'],
    ['an unknown type', '[{ type: video, file: pictures/note.txt }]'],
    ['an unknown key', '[{ type: image, path: pictures/note.txt }]'],
    ['no parts', '[]'],
    ['a number', '5'],
  ])('is refused with its place when it holds %s', async (_, content) => {
    const cases = `  - { id: a, vars: { what: it }, messages: [{ role: user, content: ${content} }] }`
    expect(await findingsOf(load(plain, cases))).toMatchSnapshot()
  })

  it('is the user’s', async () => {
    const cases =
      '  - { id: a, vars: { what: it }, messages: [{ role: assistant, content: [{ type: text, text: a }] }] }'
    expect(await findingsOf(load(plain, cases))).toMatchInlineSnapshot(
      `"evals/receipts.eval.yaml:4:73: "content": only a message of the user holds parts; give the assistant message text"`,
    )
    const prompt = '[{ role: system, content: [{ type: text, text: a }] }]'
    const target = `{ model: openai/gpt-5-mini, prompt: ${prompt} }`
    expect(await findingsOf(load(target, '  - { id: a }'))).toMatchInlineSnapshot(
      `"evals/receipts.eval.yaml:2:71: "content": only a message of the user holds parts; give the system message text"`,
    )
  })

  it('asks for files of a size that providers take', async () => {
    const asked: (number | undefined)[] = []
    const suite = `suite: receipts
target: ${plain}
cases:
  - id: a
    vars: { what: it }
    messages:
      - { role: user, content: [{ type: image, file: big.png }, { type: file, file: big.png }] }
assert: [{ metric: cost, ratio-at-most: 1.5 }]
`
    const tree = memoryTree({ [FILE]: suite })
    const run = loadSuite(
      {
        ...tree,
        read: async (path, options) => {
          if (path !== 'evals/big.png') return tree.read(path, options)
          asked.push(options?.maxBytes)
          throw new UserError({ file: path, message: 'the file is larger' })
        },
      },
      FILE,
    )
    expect(await findingsOf(run)).toContain('the file is larger')
    expect(asked).toEqual([5 * 1024 * 1024, 10 * 1024 * 1024])
  })

  it('asks for a variable that a case lacks before anything is called', async () => {
    const prompt = '[{ role: user, content: [{ type: text, text: "{{ waht }}" }] }]'
    const target = `{ model: openai/gpt-5-mini, prompt: ${prompt} }`
    expect(await findingsOf(load(target, '  - { id: a, vars: { what: it } }'))).toContain(
      'the prompt needs the variable "waht"',
    )
  })
})

describe('the media type of a file', () => {
  it.each([
    ['\x89PNG\r\n\x1a\n…', 'image/png'],
    ['\xff\xd8\xff\xe0…', 'image/jpeg'],
    ['GIF89a…', 'image/gif'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
    ['RIFF\0\0\0\0WAVEfmt ', 'audio/wav'],
    ['ID3\x04', 'audio/mpeg'],
    ['%PDF-1.7', 'application/pdf'],
    ['plain text', 'text/plain'],
    ['<svg onload="…">', 'text/plain'],
    ['', undefined],
    ['\xfe\xff', undefined],
    ['a\0b', undefined],
  ])('that begins with %j is %s', (start, type) => {
    expect(mediaTypeOf(Buffer.from(start.replaceAll('…', ''), 'latin1'))).toBe(type)
  })
})
