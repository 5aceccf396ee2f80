import { nearest } from '../boundary/nearest.ts'
import { checkPrices } from '../provider/check-prices.ts'
import { modelPrice } from '../provider/model-price.ts'
import { publishedModels } from '../provider/published-models.ts'
import { money } from '../report/format-number.ts'
import type { Policy } from '../suite/policy.ts'
import type { DoctorFinding } from './doctor-finding.ts'
import type { UsedModel } from './used-models.ts'

/** Whether the models of the suites are known, and their prices, as far as validating does not say so already. Contacts nothing. */
export async function checkModels(
  policy: Policy,
  models: readonly UsedModel[],
): Promise<readonly DoctorFinding[]> {
  const unpriced = await checkPrices(
    models.map(({ id }) => id),
    policy,
  )
  return unpriced.length > 0 ? [] : Promise.all(models.map((model) => checkModel(policy, model)))
}

async function checkModel(policy: Policy, { id, model, provider, place }: UsedModel): Promise<DoctorFinding> {
  const price = await modelPrice(id, policy)
  const { file, line } = place
  const where = { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) }
  if (price !== undefined) {
    const isFree = price.inputPerMillion === 0 && price.outputPerMillion === 0
    const rates = `${money(price.inputPerMillion)} in, ${money(price.outputPerMillion)} out, a million tokens`
    return { subject: 'models', status: 'ok', message: `${id}: ${isFree ? 'free' : rates}` }
  }
  const near = nearest(model, await publishedModels(provider))
  const remedy = `${near === undefined ? '' : `if you mean ${near}, write that; else `}write prices: { ${JSON.stringify(id)}: { input: …, output: … } } in the policy, in US dollars per million tokens`
  return {
    subject: 'models',
    status: 'warning',
    message: `nobody knows a price of ${id}, so reports cannot say what it cost`,
    remedy,
    ...where,
  }
}
