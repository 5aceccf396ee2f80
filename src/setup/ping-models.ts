import type { World } from '../boundary/world.ts'
import { checkHttpProvider } from '../provider/check-provider.ts'
import type { LimitReport, LimitWindow } from '../provider/limit-headers.ts'
import { modelPrice } from '../provider/model-price.ts'
import { PING, type PingResult, pingModel } from '../provider/ping-model.ts'
import { estimateCost, mostTokens } from '../provider/prices.ts'
import { credentialVariables } from '../provider/provider-config.ts'
import { proxiesOf } from '../provider/proxies.ts'
import { createTransport } from '../provider/transport.ts'
import { count, duration, money } from '../report/format-number.ts'
import type { Policy } from '../suite/policy.ts'
import type { DoctorFinding } from './doctor-finding.ts'
import type { UsedModel } from './used-models.ts'

/** One request is given up after this. */
const LONGEST_MS = 30_000

/** The models that can be asked, and what that costs at most; `undefined` where a price is not known. */
export async function pingCost(
  policy: Policy,
  models: readonly UsedModel[],
): Promise<{ readonly models: readonly UsedModel[]; readonly usd: number | undefined }> {
  const asked = models.filter(({ provider }) => provider.kind !== 'simulated')
  const costs = await Promise.all(
    asked.map(async ({ id }) => estimateCost(await modelPrice(id, policy), mostTokens(PING))),
  )
  return {
    models: asked,
    usd: costs.some((cost) => cost === undefined)
      ? undefined
      : costs.reduce<number>((sum, cost) => sum + cost!, 0),
  }
}

/**
 * Asks each model once: whether its key is accepted, it is known, and which limits are announced.
 * @param perMinute calls that a push would make in each minute of its budget, if that is known
 */
export async function pingModels(
  models: readonly UsedModel[],
  { environment, interrupted }: Pick<World, 'environment' | 'interrupted'>,
  perMinute: number | undefined,
): Promise<readonly DoctorFinding[]> {
  const transport = createTransport({ connections: 1, proxies: proxiesOf(environment) })
  const read = (variable: string) => environment[variable]
  const findings: DoctorFinding[] = []
  try {
    for (const used of models) {
      // What stands in the way without a request is told under `keys`.
      if (checkHttpProvider(used.provider, read).length > 0) continue
      const timeout = AbortSignal.timeout(LONGEST_MS)
      const signal = AbortSignal.any([timeout, interrupted])
      const result = await pingModel(used.provider, used.model, { transport, read }, signal).catch(
        (error: unknown) => {
          if (timeout.aborted && !interrupted.aborted) return undefined
          throw error
        },
      )
      findings.push(...told(used, result, perMinute))
    }
    return findings
  } finally {
    await transport.close()
  }
}

function told(
  { id, provider, place }: UsedModel,
  result: PingResult | undefined,
  perMinute: number | undefined,
): readonly DoctorFinding[] {
  if (result === undefined) {
    const message = `${id} has not answered within ${duration(LONGEST_MS)}`
    return [
      {
        subject: 'ping',
        status: 'problem',
        message,
        remedy: 'look at the provider’s status, or choose another model',
      },
    ]
  }
  if (!result.answered) {
    const { kind, message } = result.error
    const variables = credentialVariables(provider).join(', ')
    const { file, line } = kind === 'not-found' ? place : {}
    return [
      {
        subject: 'ping',
        status: kind === 'rate-limited' || kind === 'overloaded' ? 'warning' : 'problem',
        message: `${id}: ${message}`,
        ...remedyOf(kind, variables),
        ...(file === undefined ? {} : { file }),
        ...(line === undefined ? {} : { line }),
      },
    ]
  }
  const { latencyMs, servedModel, limits } = result
  const served = servedModel === undefined ? '' : ` as ${servedModel}`
  const answered: DoctorFinding = {
    subject: 'ping',
    status: 'ok',
    message: `${id} answers${served}, in ${duration(latencyMs)}; ${limitText(limits)}`,
  }
  const most = limits?.requests?.limit
  if (perMinute === undefined || most === undefined || perMinute <= most) return [answered]
  return [
    answered,
    {
      subject: 'ping',
      status: 'warning',
      message: `${id} announces ${count(most)} requests in a window, usually a minute; a push that affects all suites needs about ${count(Math.ceil(perMinute))} a minute to end within budget.minutes`,
      remedy: 'raise budget.minutes, or ask the provider for a higher limit',
    },
  ]
}

function remedyOf(kind: string, variables: string): Pick<DoctorFinding, 'remedy'> {
  switch (kind) {
    case 'unauthorized':
      return variables === '' ? {} : { remedy: `check ${variables}` }
    case 'not-found':
      return { remedy: 'check the name of the model, and that the key may use it' }
    case 'quota-exhausted':
      return { remedy: 'add credit at the provider, or wait for the next period' }
    case 'rate-limited':
    case 'overloaded':
      return { remedy: 'try again in a minute' }
    case 'connection':
    case 'timeout':
      return { remedy: 'check the network, HTTPS_PROXY and NO_PROXY' }
    default:
      return { remedy: 'check the provider’s settings in the policy' }
  }
}

function limitText(limits: LimitReport | undefined): string {
  const parts = (
    [
      ['requests', limits?.requests],
      ['tokens', limits?.tokens],
      ['input tokens', limits?.inputTokens],
      ['output tokens', limits?.outputTokens],
    ] as const
  ).flatMap(([name, window]) => windowText(name, window))
  return parts.length === 0 ? 'it announces no limits' : `its limits: ${parts.join(', ')}`
}

function windowText(name: string, window: LimitWindow | undefined): readonly string[] {
  return window?.limit === undefined ? [] : [`${count(window.limit)} ${name}`]
}

/** For whoever is asked to pay it. */
export function pingCostText(models: readonly UsedModel[], usd: number | undefined): string {
  const cost = usd === undefined ? 'a price that nobody knows' : `at most ${money(usd)}`
  return `Asking ${models.map(({ id }) => id).join(', ')} once each, for ${cost}.`
}
