import { checkHttpProvider } from '../provider/check-provider.ts'
import { credentialVariables } from '../provider/provider-config.ts'
import type { DoctorFinding } from './doctor-finding.ts'
import type { UsedModel } from './used-models.ts'

/**
 * Whether the keys of the providers that suites use are set here. A laptop may well do without: `check --model` rehearses, and CI has its own.
 * @param inCi then a key that is missing is a problem
 */
export function checkKeys(
  models: readonly UsedModel[],
  environment: Readonly<Record<string, string | undefined>>,
  inCi: boolean,
): readonly DoctorFinding[] {
  const providers = new Map(models.map(({ provider }) => [provider.name, provider]))
  return [...providers.values()].flatMap((provider): readonly DoctorFinding[] => {
    if (provider.kind === 'simulated') return []
    const variables = credentialVariables(provider)
    const findings = checkHttpProvider(provider, (variable) => environment[variable])
    if (findings.length === 0) {
      const message =
        variables.length === 0 ? `provider ${provider.name} takes no key` : `${variables.join(', ')} set`
      return [{ subject: 'keys', status: 'ok', message }]
    }
    const isMissing = variables.some((variable) => (environment[variable] ?? '') === '')
    return findings.map(({ message, hint }) => ({
      subject: 'keys',
      status: isMissing && !inCi ? 'warning' : 'problem',
      message,
      ...(hint === undefined ? {} : { remedy: hint }),
    }))
  })
}
