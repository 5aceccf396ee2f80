import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TextSink } from '../../src/boundary/world.ts'
import { showProgress } from '../../src/commands/show-progress.ts'
import type { RunProgress } from '../../src/report/run-progress.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT } from './triage-repository.ts'

const started: RunProgress = {
  kind: 'started',
  suites: [
    { suite: 'triage', cases: 18, expectedPairs: 84, mostPairs: 300 },
    { suite: 'reply', cases: 1, expectedPairs: 50, mostPairs: 50 },
  ],
  budget: { usd: 5 },
  usage: () => ({ calls: 96, usd: 0.02, unpricedCalls: 0, heldBackMs: 0 }),
}
const pairs = (done: number): RunProgress => ({
  kind: 'pairs',
  suite: 'triage',
  pairs: done,
  missing: 0,
  nextLook: 59,
  mostPairs: 300,
})

function display(sink: Partial<TextSink> = {}, environment: Record<string, string> = {}) {
  const written: string[] = []
  const stderr: TextSink = {
    write: (text) => written.push(text),
    isTerminal: true,
    columns: 80,
  }
  Object.defineProperties(stderr, Object.getOwnPropertyDescriptors(sink))
  const interrupt = new AbortController()
  const world = { environment, stderr, interrupted: interrupt.signal }
  return { written, interrupt, world, shown: () => showProgress(world) }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the terminal's own
const CONTROL = /(\u001b\[\??[0-9;]*[A-Za-z]|\n|\r)/

/** What a terminal shows: enough of one for text, line feeds, going up and clearing to the end. */
function screen(chunks: readonly string[]): string[] {
  const lines = ['']
  let row = 0
  for (const part of chunks.join('').split(CONTROL)) {
    if (part === '\n') {
      row += 1
      lines[row] ??= ''
    } else if (part.startsWith('\u001b') && part.endsWith('A')) row -= Number(part.slice(2, -1))
    else if (part === '\u001b[J') lines.splice(row, lines.length, '')
    else if (!part.startsWith('\u001b') && part !== '\r') lines[row] += part
  }
  return lines.filter((line, at) => line !== '' || at < lines.length - 1)
}

describe('progress on a terminal', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is redrawn in place, at most ten times a second, and leaves nothing behind', () => {
    const { written, shown } = display()
    const progress = shown()
    progress.update(started)
    for (let done = 1; done <= 1000; done += 1) {
      progress.update(pairs(done))
      vi.advanceTimersByTime(5)
    }
    expect(written.length).toBeGreaterThan(20)
    expect(written.length).toBeLessThanOrEqual(50)
    expect(screen(written)).toHaveLength(4)
    expect(screen(written)[1]).toMatch(/^triage +1,000 /)
    progress.end()
    progress.end()
    expect(screen(written)).toEqual([])
    vi.advanceTimersByTime(5000)
    expect(screen(written)).toEqual([])
  })

  it('writes nothing while nothing changes, but the time', () => {
    const { written, shown } = display()
    const progress = shown()
    progress.update(started)
    vi.advanceTimersByTime(3000)
    progress.end()
    expect(written.length).toBeLessThan(8)
  })

  it('lets warnings stand above it', () => {
    const { written, shown } = display()
    const progress = shown()
    progress.update(started)
    vi.advanceTimersByTime(200)
    progress.stderr.write('warning: a ledger has a torn tail\n')
    expect(screen(written)[0]).toBe('warning: a ledger has a torn tail')
    expect(screen(written)).toHaveLength(5)
    progress.end()
    expect(screen(written)).toEqual(['warning: a ledger has a torn tail'])
  })

  it('never hides the cursor, and ends on a line of its own, so that a killed process leaves the terminal usable', () => {
    const { written, shown } = display()
    const progress = shown()
    progress.update(started)
    vi.advanceTimersByTime(1000)
    expect(written.join('')).not.toContain('\u001b[?25l')
    expect(stripVTControlCharacters(written.at(-1)!)).toMatch(/\n$/)
    progress.end()
  })

  it('finds its lines again when the window has become narrower and has wrapped them', () => {
    const size = { columns: 80 }
    const { written, shown } = display({
      get columns() {
        return size.columns
      },
    })
    const progress = shown()
    progress.update(started)
    vi.advanceTimersByTime(100)
    const wide = stripVTControlCharacters(written.at(-1)!).trimEnd().split('\n')
    size.columns = 40
    progress.update(pairs(3))
    vi.advanceTimersByTime(100)
    const wrapped = wide.reduce((rows, line) => rows + Math.ceil(line.length / 40), 0)
    expect(wrapped).toBeGreaterThan(wide.length)
    expect(written.at(-1)).toContain(`\u001b[${wrapped}A`)
    progress.end()
  })

  it('says that an interrupted run is ending', () => {
    const { written, shown, interrupt } = display()
    const progress = shown()
    progress.update(started)
    interrupt.abort()
    vi.advanceTimersByTime(100)
    expect(screen(written).at(-1)).toMatch(/^interrupted: /)
    progress.end()
  })

  it('has colours unless they are not wanted', () => {
    const coloured = (environment: Record<string, string>): boolean => {
      const { written, shown } = display({}, environment)
      const progress = shown()
      progress.update(started)
      vi.advanceTimersByTime(100)
      progress.end()
      return written.join('').includes('\u001b[2m')
    }
    expect(coloured({})).toBe(true)
    expect(coloured({ NO_COLOR: '1' })).toBe(false)
    expect(coloured({ NO_COLOR: '' })).toBe(true)
    expect(coloured({ NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(true)
    expect(coloured({ FORCE_COLOR: '0' })).toBe(false)
  })
})

describe('progress elsewhere', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([
    ['without a terminal', { isTerminal: false }, {}],
    ['in CI', {}, { CI: 'true' }],
    ['on a dumb terminal', {}, { TERM: 'dumb' }],
  ])(
    '%s is a line when a suite begins, one when it has ended, and one in 30 seconds between',
    (_, sink, environment) => {
      const { written, shown } = display(sink, environment)
      const progress = shown()
      progress.update(started)
      for (let second = 0; second < 75; second += 1) {
        progress.update(pairs(second))
        vi.advanceTimersByTime(1000)
      }
      progress.update({ kind: 'ended', suite: 'triage', verdict: 'pass' })
      progress.end()
      expect(written).toEqual([
        'triage: begins, 18 cases, about 84 expected, at most 300 pairs\n',
        'reply: begins, 1 case, at most 50 pairs\n',
        'still running: triage 29 of at most 300 pairs, reply 0 of at most 50 pairs; 96 calls, $0.02 of $5.00, 30 s, about 1 min 50 s left\n',
        expect.stringMatching(/^still running: triage 59 of at most 300 pairs, .* 1 min 0 s/),
        'triage: pass after 74 pairs\n',
      ])
    },
  )

  it('lets no name of a suite act on the log', () => {
    const { written, shown } = display({ isTerminal: false })
    const progress = shown()
    progress.update({
      ...started,
      suites: [{ suite: '::error::\u001b[31mx', cases: 1, expectedPairs: 1, mostPairs: 1 }],
    })
    progress.end()
    expect(written[0]).toBe(': :error::<U+001B>[31mx: begins, 1 case, at most 1 pair\n')
  })
})

describe('noisefloor check', () => {
  it('shows no progress when told so, and with --quiet one sentence', async () => {
    using repository = makeTriageRepository()
    repository.write(REWORDED_PROMPT)
    const silent = await runCli(repository.root, ['check', '--no-progress'])
    expect([silent.code, silent.stderr]).toEqual([0, ''])
    const quiet = await runCli(repository.root, ['check', '--quiet'])
    expect([quiet.code, quiet.stderr]).toEqual([0, ''])
    expect(quiet.stdout).toMatch(/^noisefloor: this change does not make triage worse\. .*\n?.*\n?.*\.\n$/)
  })
})

const SCRIPT = '/usr/bin/script'

/** Runs the command line in a real pseudo-terminal of 80 columns (`script` of util-linux). */
function runInTerminal(directory: string, args: string, interruptAt?: RegExp) {
  return new Promise<{ readonly code: number | null; readonly text: string }>((done, fail) => {
    const cli = resolve(import.meta.dirname, '../../src/cli.ts')
    const command = `stty cols 80 rows 24; exec '${process.execPath}' '${cli}' ${args}`
    const { CI: _, FORCE_COLOR: __, NO_COLOR: ___, ...environment } = process.env
    const child = spawn(SCRIPT, ['-qec', command, '/dev/null'], {
      cwd: directory,
      env: { ...environment, TERM: 'xterm-256color' },
    })
    let text = ''
    let interrupted = false
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      // The terminal's own control character, as from a keyboard.
      if (interruptAt?.test(stripVTControlCharacters(text)) && !interrupted) {
        interrupted = true
        child.stdin.write('\u0003')
      }
    })
    child.on('error', fail)
    child.on('close', (code) => done({ code, text }))
  })
}

describe.skipIf(!existsSync(SCRIPT))('noisefloor check in a pseudo-terminal', () => {
  const slow = (median: number) =>
    makeTriageRepository({
      simulated: [
        'sleep: true',
        `latency-ms: { median: ${median}, sigma: 0.1 }`,
        'rules:',
        '  - replies:',
        '      - { label: right, weight: 19, text: \'{"queue":"billing"}\' }',
        '      - { label: wrong, weight: 1, text: \'{"queue":"other"}\' }',
      ].join('\n'),
      policy: ['limits: { concurrency: 20 }'],
    })

  it('draws frames no wider than the terminal, and leaves the report alone on the screen', async () => {
    using repository = slow(100)
    repository.write(REWORDED_PROMPT)
    const { code, text } = await runInTerminal(repository.root, 'check')
    expect(code).toBe(0)
    const frames = text
      .split('\u001b[?2026h')
      .slice(1)
      .map((frame) => frame.split('\u001b[?2026l')[0]!)
    expect(frames.length).toBeGreaterThan(3)
    const lines = frames.flatMap((frame) => stripVTControlCharacters(frame).split(/\r?\n/))
    expect(lines.filter((line) => line.length > 79)).toEqual([])
    expect(lines.some((line) => /^triage +\d+ .*█.* \d+ %/.test(line))).toBe(true)
    const left = screen([text.replaceAll('\r\n', '\n')])
    expect(left[0]).toMatch(/^noisefloor: this change does not make triage worse\./)
    expect(left.at(-1)).toMatch(/^Verdict: /)
  })

  it('is taken away by Ctrl-C, and what was drawn is told', async () => {
    using repository = slow(1000)
    repository.write(REWORDED_PROMPT)
    const { code, text } = await runInTerminal(repository.root, 'check', /triage +[1-9]/)
    expect(code).toBe(2)
    const left = screen([text.replaceAll('\r\n', '\n')]).filter((line) => line !== '^C')
    expect(left.join('\n')).toMatch(/interrupted/)
    expect(left.join('\n')).not.toMatch(/next look/)
    expect(left.at(-1)).toMatch(/^Verdict: not-evaluable/)
  })
})
