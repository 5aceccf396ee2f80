import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failureFindings, logOwnFault } from '../../src/commands/failure-findings.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository } from './triage-repository.ts'

const SUITE = 'evals/triage.eval.yaml'

describe('what is printed', () => {
  it('names no default of what is off or empty in the help, and every other', async () => {
    const { stdout } = await runCli('/', ['check', '--help'])
    expect(stdout).not.toMatch(/default: (?:\[\]|false)/)
    expect(stdout).toContain('(default: "noisefloor.yaml")')
    expect((await runCli('/', ['schema', '--help'])).stdout.replace(/\s+/g, ' ')).toContain(
      '(choices: "policy", "suite", "report", "calibration", default: "suite")',
    )
  })

  it('calls parameters in `try` by the keys of the suite', async () => {
    using repository = makeTriageRepository()
    const { stdout } = await runCli(repository.root, ['try', 'mail-1', '--dry-run'])
    expect(stdout).toContain('\nmax-output-tokens: 50\n')
    expect(stdout).not.toContain('maxOutputTokens')
  })

  it('shows edited cases that ran in head alone, and how to approve them on a laptop', async () => {
    using repository = makeTriageRepository()
    const file = join(repository.root, SUITE)
    writeFileSync(file, readFileSync(file, 'utf8').replace('mail: "mail 3"', 'mail: "mail three"'))
    const { code, stdout } = await runCli(repository.root, ['check', '--markdown', 'comment.md'])
    expect(code).toBe(1)
    const text = stdout.replace(/\s+/g, ' ')
    expect(text).toContain('On your machine --approve-gate-changes judges by head’s suites')
    expect(text).toContain('Edited cases were run in head alone and are shown; nothing judges them.')
    expect(text).toMatch(
      /New and edited cases, in head alone mail-3: queue \S+ % \(3 trials of head, edited case\)/,
    )
    expect(text).toMatch(/queue primary – → \S+ % – −10 points unaffected/)
    expect(text).not.toContain('Affected by')
    const comment = readFileSync(join(repository.root, 'comment.md'), 'utf8')
    expect(comment).toMatch(/### New and edited cases, in head alone\n\n.*\n.*\n\| `mail-3` \| `queue`/)
    expect(comment).not.toContain('--approve-gate-changes')
  })

  it('is one text for a fault of its own, with the stack in the log alone', () => {
    const lines: string[] = []
    logOwnFault(new TypeError('x is not a function'), { error: (text) => lines.push(text) })
    expect(lines[0]).toBe('noisefloor failed by a fault of its own. Please report it with this text:')
    expect(lines[1]).toContain('TypeError: x is not a function')
    expect(failureFindings(new TypeError('x is not a function'))).toEqual([
      { message: 'noisefloor failed by a fault of its own; the log of the job has what to report' },
    ])
  })
})
