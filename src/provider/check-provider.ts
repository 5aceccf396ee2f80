import type { Finding } from '../boundary/finding.ts'
import { baseUrlProblem } from './base-url.ts'
import { credentialVariables, type ProviderConfig, USUAL_VARIABLES } from './provider-config.ts'
import { endpointOf } from './provider-endpoint.ts'

/** What keeps an HTTP provider from being used in this environment. Nothing is contacted. */
export function checkHttpProvider(
  provider: ProviderConfig,
  credential: (variable: string) => string | undefined,
): readonly Finding[] {
  return [...checkBaseUrl(provider), ...checkCredentials(provider, credential)]
}

function checkBaseUrl(provider: ProviderConfig): readonly Finding[] {
  const { name, kind } = provider
  const endpoint = endpointOf(provider)
  if (endpoint === undefined) {
    const missing = MISSING_ADDRESS[kind] ?? 'base-url: https://…'
    const key = missing.split(':')[0]
    return [{ message: `provider ${name} has no ${key}`, hint: `add ${missing} to it in the policy` }]
  }
  const problem = baseUrlProblem(endpoint)
  return problem === undefined
    ? []
    : [{ message: `the base-url of provider ${name} cannot be used: it ${problem}` }]
}

const MISSING_ADDRESS: Partial<Record<ProviderConfig['kind'], string>> = {
  azure: 'resource: my-resource',
  'amazon-bedrock': 'region: us-east-1',
}

function checkCredentials(
  provider: ProviderConfig,
  credential: (variable: string) => string | undefined,
): readonly Finding[] {
  const variables = credentialVariables(provider)
  const usual = USUAL_VARIABLES[provider.kind]
  if (variables.length === 0 && usual !== undefined) {
    return [
      {
        message: `provider ${provider.name} names no credential`,
        hint: `add credential: ${usual} to it in the policy`,
      },
    ]
  }
  return variables.flatMap((variable) => checkVariable(provider.name, variable, credential(variable)))
}

function checkVariable(name: string, variable: string, value: string | undefined): readonly Finding[] {
  if (value === undefined || value === '') {
    return [
      {
        message: `the environment variable ${variable}, which holds the key of provider ${name}, is not set`,
        hint: `run export ${variable}=…, or in a workflow step env: { ${variable}: \${{ secrets.${variable} }} }`,
      },
    ]
  }
  if (!/^[\x21-\x7e]+$/.test(value)) {
    return [
      {
        message: `the value of ${variable} holds white space or characters that no key has`,
        hint: `set ${variable} again, without quotes, spaces or a line break`,
      },
    ]
  }
  return []
}
