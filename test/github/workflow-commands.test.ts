import { describe, expect, it } from 'vitest'
import { createActionLogger, keepSecrets, showFindings } from '../../src/github/workflow-commands.ts'
import { recordCommands } from './record-commands.ts'

describe('secrets of a run', () => {
  it('are masked in the log of the job and redacted, the policy’s from when it is known', () => {
    const commands = recordCommands()
    const environment = {
      'INPUT_GITHUB-TOKEN': 'ghs_token',
      MODEL: 'plain-name-of-a-key',
      OTHER_KEY: 'guessed-key',
    }
    const secrets = keepSecrets(environment, commands)
    expect(secrets.redact('ghs_token guessed-key plain-name-of-a-key')).toBe('*** *** plain-name-of-a-key')
    secrets.bind(['MODEL', 'MODEL', 'NOT_SET'])
    expect(secrets.redact('ghs_token guessed-key plain-name-of-a-key')).toBe('*** *** ***')
    expect(commands.said).toEqual(['mask ghs_token', 'mask plain-name-of-a-key'])
  })
})

describe('messages of a run', () => {
  it('are inert, redacted and no longer than the runner shows', () => {
    const commands = recordCommands()
    const written: string[] = []
    const logger = createActionLogger(
      commands,
      (text) => written.push(text),
      (text) => text.replaceAll('secret', '***'),
    )
    logger.info('a secret\n::add-mask::x ##[group]')
    logger.warning('secret\u202e')
    logger.error('x'.repeat(10_000))
    expect(written).toEqual(['a ***\n: :add-mask::x ## [group]\n'])
    expect(commands.said[0]).toBe('warning ***<U+202E>')
    expect(commands.said[1]!.length).toBeLessThan(4_100)
  })

  it('about mistakes stand on their lines', () => {
    const commands = recordCommands()
    const findings = [
      { file: 'noisefloor.yaml', line: 3, column: 2, message: 'unknown key', hint: 'remove it' },
      { file: 'input `mode`', message: 'no such mode' },
    ]
    showFindings(findings, commands, (text) => text)
    expect(commands.said).toEqual([
      'error noisefloor.yaml:3:2: unknown key; remove it {"file":"noisefloor.yaml","startLine":3}',
      'error input `mode`: no such mode',
    ])
  })
})
