import { describe, expect, it } from 'vitest'
import { inCi } from '../../src/boundary/in-ci.ts'
import { runCli } from '../commands/run-cli.ts'
import { makeSorterRepository, WORSE_RULES } from '../commands/sorter-repository.ts'

describe('a CI', () => {
  it.each([
    { CI: 'true' },
    { CI: 'True' },
    { CI: '1' },
    { CI: 'woodpecker' },
    { TF_BUILD: 'True' },
    { JENKINS_URL: 'https://ci.example' },
    { TEAMCITY_VERSION: '2026.1' },
    { CODEBUILD_BUILD_ARN: 'arn:aws:codebuild:x' },
    { CI: 'false', BUILD_NUMBER: '7' },
  ])('is known by %o', (environment) => {
    expect(inCi(environment)).toBe(true)
  })

  it.each([{}, { CI: '' }, { CI: 'false' }, { CI: '0' }, { TF_BUILD: '' }])(
    'is not taken from %o',
    (environment) => {
      expect(inCi(environment)).toBe(false)
    },
  )

  it('of any kind does not run the code of a change that may be a stranger’s', async () => {
    using made = makeSorterRepository()
    made.write(WORSE_RULES)
    for (const environment of [{ CI: 'woodpecker' }, { TF_BUILD: 'True' }]) {
      const { code, stdout } = await runCli(made.root, ['check', '--base', 'HEAD', '--json'], { environment })
      expect(code).toBe(2)
      expect(JSON.parse(stdout).suites[0].findings[0]).toMatch(
        /^code that others may have written .* is not run/,
      )
    }
  })
})
