import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { splitCommandLine } from '../../src/commands/split-command-line.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository } from './triage-repository.ts'

let repository: ReturnType<typeof makeTriageRepository>
beforeAll(() => {
  repository = makeTriageRepository({ cases: 2 })
  repository.write({
    'evals/tools.eval.yaml':
      'suite: tools of the shop\ncases:\n  - { id: "order:1" }\n  - from: rows.jsonl\n  - from: rows.csv\n',
    'evals/rows.jsonl': '{"id":"from-lines","mail":"x"}\n{"mail":"no id"}\n',
    'evals/rows.csv': 'id,mail\nfrom-table,"a, b"\n',
  })
})
afterAll(() => repository[Symbol.dispose]())

async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runCli(repository.root, ['__complete', 'words', ...words])
  expect([code, stderr]).toEqual([0, ''])
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t')[0]!)
}

describe('the completion', () => {
  it('offers commands, and not itself', async () => {
    const commands = await offered('')
    expect(commands).toEqual(expect.arrayContaining(['check', 'plan', 'compare', 'completion', '--help']))
    expect(commands).not.toContain('__complete')
    expect(await offered('ch')).toEqual(['check'])
  })

  it('offers the options of a command, but none twice unless it may be repeated', async () => {
    const options = await offered('check', '--json', '--suite', 'triage', '-')
    expect(options).toEqual(expect.arrayContaining(['--suite', '--case', '--junit', '--no-progress']))
    expect(options).not.toContain('--json')
    expect(await offered('compare', '--ma')).toEqual(['--margin', '--markdown'])
  })

  it('offers suites, and the cases of the suite that is named', async () => {
    expect(await offered('check', '--suite', '')).toEqual(['tools of the shop', 'triage'])
    expect(await offered('check', '--suite=tr')).toEqual(['--suite=triage'])
    expect(await offered('check', '--suite', 'triage', '--case', '')).toEqual(['mail-0', 'mail-1'])
    expect(await offered('try', '')).toEqual(['order:1', 'from-lines', 'from-table', 'mail-0', 'mail-1'])
  })

  it('offers values that an option has, branches for commits, and leaves files and folders to the shell', async () => {
    expect(await offered('compare', '--on-inconclusive', '')).toEqual(['neutral', 'fail', 'pass'])
    expect(await offered('completion', '')).toEqual(['bash', 'zsh', 'fish'])
    expect(await offered('plan', '--base', 'H')).toEqual(['HEAD'])
    expect(await offered('check', '--junit', '')).toEqual([':files'])
    expect(await offered('check', '--out', '')).toEqual([':folders'])
    expect(await offered('compare', 'a.jsonl', '')).toEqual([':files'])
  })

  it('is silent where there is nothing, and makes do with files that are half written', async () => {
    const nowhere = mkdtempSync(join(tmpdir(), 'noisefloor-nowhere-'))
    try {
      const { code, stdout, stderr } = await runCli(nowhere, ['__complete', 'words', 'check', '--suite', ''])
      expect([code, stdout, stderr]).toEqual([0, '', ''])
    } finally {
      rmSync(nowhere, { recursive: true })
    }
    expect(await offered('nonsense', '')).toEqual([])
    using broken = makeTriageRepository()
    broken.write({
      'evals/broken.eval.yaml': 'suite: [',
      'noisefloor.yaml': 'suites: "evals/*.eval.yaml"\nproviders: [',
    })
    const { stdout } = await runCli(broken.root, ['__complete', 'words', 'check', '--suite', ''])
    expect(stdout).toBe('triage\tevals/triage.eval.yaml\n')
  })

  it('offers no name that would not stay on its line', async () => {
    using hostile = makeTriageRepository()
    hostile.write({ 'evals/hostile.eval.yaml': 'suite: "a\\nb\\e[31m"\ncases: [{ id: "c\\td" }]\n' })
    const { stdout } = await runCli(hostile.root, ['__complete', 'words', 'check', '--suite', ''])
    expect(stdout).toBe('triage\tevals/triage.eval.yaml\n')
  })
})

describe('splitCommandLine', () => {
  it.each([
    ['noisefloor check ', ['noisefloor', 'check', '']],
    ['noisefloor  check --su', ['noisefloor', 'check', '--su']],
    ['noisefloor check --suite tools\\ of', ['noisefloor', 'check', '--suite', 'tools of']],
    ['noisefloor check --suite "tools of" \'a b', ['noisefloor', 'check', '--suite', 'tools of', 'a b']],
    ["noisefloor try ''", ['noisefloor', 'try', '']],
  ])('reads %j as a shell does', (line, words) => {
    expect(splitCommandLine(line)).toEqual(words)
  })
})

const BASH = '/bin/bash'
const SCRIPT = '/usr/bin/script'

/** Types keys into an interactive bash; resolves to what the completed command was called with, one argument in brackets each. */
async function typeIntoBash(keys: string): Promise<string> {
  const bin = mkdtempSync(join(tmpdir(), 'noisefloor-bin-'))
  try {
    const cli = resolve(import.meta.dirname, '../../src/cli.ts')
    writeFileSync(
      join(bin, 'noisefloor'),
      `#!/bin/sh\ncase "$1" in __complete | completion) exec '${process.execPath}' '${cli}' "$@" ;; esac\nprintf 'CALLED'; printf '[%s]' "$@"; echo .\n`,
    )
    chmodSync(join(bin, 'noisefloor'), 0o755)
    writeFileSync(
      join(bin, 'rc'),
      `PS1='READY '\nbind 'set bell-style none'\nsource <(noisefloor completion bash)\n`,
    )
    return await new Promise((done, fail) => {
      const child = spawn(SCRIPT, ['-qec', `${BASH} --rcfile '${join(bin, 'rc')}' -i`, '/dev/null'], {
        cwd: repository.root,
        env: { PATH: `${bin}:${process.env['PATH']}`, TERM: 'xterm', HOME: bin },
      })
      let text = ''
      let typed = false
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        if (!typed && text.includes('READY ')) {
          typed = true
          child.stdin.write(keys)
        }
        if (/CALLED.*\.\r?\n/.test(text)) child.stdin.end('exit\n')
      })
      child.on('error', fail)
      child.on('close', () => done(/CALLED(.*)\./.exec(stripVTControlCharacters(text))?.[1] ?? text))
    })
  } finally {
    rmSync(bin, { recursive: true })
  }
}

describe.skipIf(!existsSync(BASH) || !existsSync(SCRIPT))('the script for bash', () => {
  it.each([
    ['a command and an option', 'noisefloor che\t--no-pro\t\n', '[check][--no-progress]'],
    [
      'a suite, quoted as the shell needs it',
      'noisefloor check --suite too\t\n',
      '[check][--suite][tools of the shop]',
    ],
    ['a value after an equals sign', 'noisefloor check --suite=tri\t\n', '[check][--suite=triage]'],
    ['a case with a colon in its name', 'noisefloor try order:\t\n', '[try][order:1]'],
    ['a file', 'noisefloor compare noisef\t\n', '[compare][noisefloor.yaml]'],
  ])('completes %s', async (_, keys, called) => {
    expect(await typeIntoBash(keys)).toBe(called)
  })
})

describe.each(['zsh', 'fish'])('the script for %s', (shell) => {
  const isHere = spawnSync(shell, ['--version']).error === undefined
  it.skipIf(!isHere)(`is ${shell} (skipped where there is none)`, async () => {
    const { stdout } = await runCli(repository.root, ['completion', shell])
    const checked = spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' })
    expect([checked.status, checked.stderr]).toEqual([0, ''])
  })

  it('asks the program for what may follow', async () => {
    const { stdout } = await runCli(repository.root, ['completion', shell])
    expect(stdout).toContain('__complete words')
  })
})
