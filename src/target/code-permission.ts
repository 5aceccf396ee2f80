import type { Finding } from '../boundary/finding.ts'
import { credentialVariables } from '../provider/provider-config.ts'
import type { Policy } from '../suite/policy.ts'

/**
 * Whose code it would be that is run: of somebody at their own machine, of a pull request of this repository, or of one that others may
 * have written (a fork, or a CI that does not say).
 */
export type CodeOrigin = 'local' | 'own' | 'outside'

/**
 * Why code of the repository may not be run, or `undefined`. In CI base's policy has to allow it, and keys and code of a pull request
 * never meet: taking them out of a program's environment is not enough, because it can read the memory of this process.
 */
export function codeRefusal(
  policy: Policy,
  origin: CodeOrigin,
  environment: Readonly<Record<string, string | undefined>>,
): Finding | undefined {
  if (process.platform === 'win32') {
    return {
      message: 'programs of the repository are run on Linux and macOS only',
      hint: 'process groups, by which they are ended, do not exist here',
    }
  }
  if (origin === 'local') return undefined
  const { commands } = policy.allow
  if (commands === 'never' || (origin === 'outside' && commands !== 'all')) {
    return {
      message: `${CODE[origin]} is not run: the policy allows \`commands: ${commands}\``,
      hint: `set \`allow: { commands: ${origin === 'own' ? 'own' : 'all'} }\` in base's ${policy.file}, and give the job no keys`,
    }
  }
  const keys = [...policy.providers.values()]
    .flatMap(credentialVariables)
    .filter((name) => (environment[name] ?? '').trim() !== '')
  if (keys.length === 0) return undefined
  return {
    message: `code of a pull request is not run where keys are: ${keys.join(', ')} is set`,
    hint: 'gate the suites that run code in a job of their own, without keys',
  }
}

/** Whether a finding says that a stranger's code is not run. */
export function isOutsideCode(finding: string): boolean {
  return finding.startsWith(`${CODE.outside} is not run`)
}

const CODE = {
  own: 'code of a pull request',
  outside: 'code that others may have written (a fork, Dependabot, a CI that does not say)',
} as const
