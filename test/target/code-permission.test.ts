import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/suite/policy.ts'
import { type CodeOrigin, codeRefusal, isOutsideCode } from '../../src/target/code-permission.ts'

const policy = (commands: Policy['allow']['commands']) =>
  ({
    file: 'noisefloor.yaml',
    allow: { commands },
    providers: new Map([['openai', { name: 'openai', kind: 'openai', credential: 'OPENAI_API_KEY' }]]),
  }) as unknown as Policy

describe('code of the repository', () => {
  it.each<[CodeOrigin, Policy['allow']['commands'], boolean]>([
    ['local', 'never', true],
    ['local', 'all', true],
    ['own', 'never', false],
    ['own', 'own', true],
    ['own', 'all', true],
    ['outside', 'never', false],
    ['outside', 'own', false],
    ['outside', 'all', true],
  ])('of the origin %s, where the policy allows %s: may run is %s', (origin, commands, may) => {
    expect(codeRefusal(policy(commands), origin, {}) === undefined).toBe(may)
  })

  it.each<CodeOrigin>(['own', 'outside'])('of the origin %s never runs where a key is', (origin) => {
    const refusal = codeRefusal(policy('all'), origin, { OPENAI_API_KEY: 'sk-1234567890' })
    expect(refusal?.message).toBe('code of a pull request is not run where keys are: OPENAI_API_KEY is set')
    expect(refusal?.message).not.toContain('sk-')
  })

  it('never runs beside keys that sign requests', () => {
    const signing = {
      file: 'noisefloor.yaml',
      allow: { commands: 'own' },
      providers: new Map([
        [
          'bedrock',
          {
            name: 'bedrock',
            kind: 'amazon-bedrock',
            awsCredentials: { accessKeyId: 'AWS_ACCESS_KEY_ID', secretAccessKey: 'AWS_SECRET_ACCESS_KEY' },
          },
        ],
      ]),
    } as unknown as Policy
    expect(codeRefusal(signing, 'own', { AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI' })?.message).toBe(
      'code of a pull request is not run where keys are: AWS_SECRET_ACCESS_KEY is set',
    )
  })

  it('runs beside the keys of whoever runs it at their own machine', () => {
    expect(codeRefusal(policy('never'), 'local', { OPENAI_API_KEY: 'sk-1234567890' })).toBeUndefined()
  })

  it('is told apart when a stranger may have written it', () => {
    const message = (origin: CodeOrigin) => codeRefusal(policy('never'), origin, {})!.message
    expect(isOutsideCode(message('outside'))).toBe(true)
    expect(isOutsideCode(message('own'))).toBe(false)
  })
})
