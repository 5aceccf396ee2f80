import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLogger } from '../../src/boundary/logger.ts'
import { printable } from '../../src/boundary/printable.ts'
import { createRedactor } from '../../src/boundary/redactor.ts'
import { workflowCommandsIn } from './workflow-command.ts'

fc.configureGlobal({ seed: 20_260_601 })

describe('the port of the runner', () => {
  it.each([
    '::error::x',
    '  \t::set-output name=a::b',
    '\u00a0::warning file=a::b',
    'text ##[group]x',
    '###[debug]x',
    'progress\r::stop-commands::token',
    ':\u200b:error::x',
    '#\u00ad#[error]x',
    '\u2003::add-mask::x',
  ])('sees the command in %j', (text) => {
    expect(workflowCommandsIn(text)).toHaveLength(1)
  })

  it.each(['a ::error::x', '::', '::error', '# #[group]', '##[', 'std::vector'])(
    'sees none in %j',
    (text) => {
      expect(workflowCommandsIn(text)).toHaveLength(0)
    },
  )
})

const hostile = fc.array(
  fc.oneof(
    fc.constantFrom(
      ':',
      '::',
      '##[',
      '#',
      '[',
      ']',
      ' ',
      '\t',
      '\n',
      '\r',
      '\r\n',
      '\0',
      '\x1b[31m',
      '\u0085',
      '\u00a0',
      '\u2028',
      '\u2029',
      '\u200b',
      '\u200d',
      '\u00ad',
      '\u202e',
      '\u2066',
      '\ufeff',
      '\ufe0f',
      '\u{e0001}',
      '\ud800',
      '\udc00',
      '❤',
      '👩',
      'error',
      'add-mask',
      '\v',
      '\f',
      '\u3000',
      '\u180e',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  ),
  { maxLength: 20 },
)

describe('printable text', () => {
  it('holds no workflow command', () => {
    fc.assert(
      fc.property(hostile, (pieces) => {
        expect(workflowCommandsIn(printable(pieces.join('')))).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })

  it('holds no control, bidirectional or invisible character', () => {
    fc.assert(
      fc.property(hostile, (pieces) => {
        const text = printable(pieces.join('')).replace(/\p{Extended_Pictographic}[\u200d\ufe0f]+/gu, '')
        expect(text).not.toMatch(
          /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/u,
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('is made once: again it stays the same', () => {
    fc.assert(
      fc.property(hostile, (pieces) => {
        const once = printable(pieces.join(''))
        expect(printable(once)).toBe(once)
      }),
    )
  })

  it.each([
    ['Sort the mail.\n\tNow.\n', 'Sort the mail.\n\tNow.\n'],
    ['std::vector a::b ## [x]', 'std::vector a::b ## [x]'],
    ['Grüße, 你好, שלום, 👩‍💻 ❤️ 👍🏽', 'Grüße, 你好, שלום, 👩‍💻 ❤️ 👍🏽'],
    ['a\r\nb', 'a\nb'],
    ['a\rb', 'a<U+000D>b'],
    ['::error::x', ': :error::x'],
    ['a\n  ::error::x', 'a\n  : :error::x'],
    ['##[error]x', '## [error]x'],
    ['\u202egnp.exe', '<U+202E>gnp.exe'],
    ['a\u200bb\0', 'a<U+200B>b<U+0000>'],
    ['\x1b[2J', '<U+001B>[2J'],
  ])('%j is %j', (text, expected) => {
    expect(printable(text)).toBe(expected)
  })
})

it('text of any length is made printable in no time', () => {
  const started = performance.now()
  for (const piece of ['\n', ' ', ':', '#', '\r', '\u200b', '👩\u200d', 'a\n '])
    printable(piece.repeat(200_000))
  expect(performance.now() - started).toBeLessThan(2000)
})

describe('the logger', () => {
  const lines = (verbose: boolean, say: (logger: ReturnType<typeof createLogger>) => void) => {
    const written: string[] = []
    say(
      createLogger({
        write: (chunk) => written.push(chunk),
        redact: createRedactor(['sk-canary-1']),
        verbose,
      }),
    )
    return written
  }

  it('writes whole lines, each level with its word', () => {
    const written = lines(true, (logger) => {
      logger.info('one')
      logger.notice('two')
      logger.warning('three')
      logger.error('four')
      logger.debug('five')
    })
    expect(written).toEqual(['one\n', 'note: two\n', 'warning: three\n', 'error: four\n', 'debug: five\n'])
  })

  it('keeps details to itself unless it is verbose', () => {
    expect(lines(false, (logger) => logger.debug('five'))).toEqual([])
  })

  it('lets no secret out', () => {
    expect(lines(false, (logger) => logger.error('the key sk-canary-1 is wrong'))).toEqual([
      'error: the key *** is wrong\n',
    ])
  })

  it('lets no command out, whatever is said at whatever level', () => {
    const level = fc.constantFrom('info', 'notice', 'warning', 'error', 'debug' as const)
    fc.assert(
      fc.property(fc.array(fc.tuple(level, hostile)), (said) => {
        const written = lines(true, (logger) => {
          for (const [name, pieces] of said) logger[name](pieces.join(''))
        })
        expect(workflowCommandsIn(written.join(''))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
