import { UserError } from '../boundary/finding.ts'
import { TemplateError } from '../boundary/template.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { renderHttp } from './render-http.ts'
import type { Case, HttpTarget, Place } from './suite.ts'
import { collectTemplateMistakes } from './template-mistakes.ts'

/** Renders the request for every case and compiles every JSONPath, so that what is wrong is found before any call is made. */
export async function checkHttpTarget(
  target: HttpTarget,
  place: Place,
  cases: readonly Case[],
  mistakes: Mistakes,
): Promise<void> {
  const found = collectTemplateMistakes()
  for (const aCase of cases) {
    try {
      renderHttp(target, aCase)
    } catch (error) {
      if (!(error instanceof UserError && error.cause instanceof TemplateError)) throw error
      found.add(error.cause, 'the request', place, aCase)
    }
  }
  mistakes.add(...found.findings())
  const { statuses: _, ...paths } = target.reading
  for (const [name, path] of Object.entries(paths)) {
    const { compileJsonPath, JsonPathError } = await import('../boundary/json-path.ts')
    try {
      compileJsonPath(path)
    } catch (error) {
      if (!(error instanceof JsonPathError)) throw error
      mistakes.add({ ...place, message: `the JSONPath of ${WORDS[name] ?? name}: ${error.message}` })
    }
  }
}

const WORDS: Readonly<Record<string, string>> = {
  inputTokens: 'input-tokens',
  outputTokens: 'output-tokens',
  costUsd: 'cost-usd',
}
