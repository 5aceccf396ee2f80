/** `provider/model`; the model's own name may hold further slashes. `undefined` when a part is missing. */
export function splitModelId(id: string): { readonly provider: string; readonly model: string } | undefined {
  const slash = id.indexOf('/')
  if (slash <= 0 || slash === id.length - 1) return undefined
  return { provider: id.slice(0, slash), model: id.slice(slash + 1) }
}
