import type { Finding } from '../boundary/finding.ts'
import { baseUrlProblem } from './base-url.ts'
import type { ProviderConfig } from './provider-config.ts'

/** What keeps an HTTP provider from being used in this environment. Nothing is contacted. */
export function checkHttpProvider(
  provider: ProviderConfig,
  credential: (variable: string) => string | undefined,
): readonly Finding[] {
  return [...checkKind(provider), ...checkBaseUrl(provider), ...checkCredential(provider, credential)]
}

function checkKind({ name, kind }: ProviderConfig): readonly Finding[] {
  if (kind === 'openai' || kind === 'openai-compatible' || kind === 'simulated') return []
  return [
    {
      message: `provider ${name} is of kind ${kind}, which this version cannot call`,
      hint: 'use openai, openai-compatible (most gateways speak it) or simulated',
    },
  ]
}

function checkBaseUrl({ name, kind, baseUrl }: ProviderConfig): readonly Finding[] {
  if (baseUrl === undefined) {
    if (kind !== 'openai-compatible') return []
    return [
      {
        message: `provider ${name} has no base-url`,
        hint: 'add base-url: https://… to it in the policy',
      },
    ]
  }
  const problem = baseUrlProblem(baseUrl)
  return problem === undefined
    ? []
    : [{ message: `the base-url of provider ${name} cannot be used: ${problem}` }]
}

function checkCredential(
  { name, kind, credential: variable }: ProviderConfig,
  credential: (variable: string) => string | undefined,
): readonly Finding[] {
  if (variable === undefined) {
    if (kind !== 'openai') return []
    return [
      {
        message: `provider ${name} names no credential`,
        hint: 'add credential: OPENAI_API_KEY to it in the policy',
      },
    ]
  }
  const value = credential(variable)
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
