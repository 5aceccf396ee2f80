/**
 * The models that share one limit at their provider: a dated snapshot and its alias do, as do upper and lower case.
 * `gpt-5-mini-2026-05-01`, `gpt-5-mini-latest` and `gpt-5-mini` are one family, `claude-x-20260501` and `claude-x` are another.
 */
export function modelFamily(model: string): string {
  return model.toLowerCase().replace(/[-@:](\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|latest|\d{3})$/, '')
}
