import { fillValue, TemplateError } from '../boundary/template.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { renderMessage } from './render-message.ts'
import type { ScorerDefinition } from './scorer-definition.ts'
import { type FilledValue, filledValues, holdsTemplate } from './scorer-templates.ts'
import { scorerVariables } from './scorer-variables.ts'
import type { Case, Place, PromptMessage } from './suite.ts'
import { collectTemplateMistakes } from './template-mistakes.ts'

/** Renders every message for every case, so that a missing variable is found before any call is made. */
export function checkPrompt(
  messages: readonly PromptMessage[],
  places: readonly Place[],
  cases: readonly Case[],
  mistakes: Mistakes,
): void {
  const found = collectTemplateMistakes()
  for (const [index, message] of messages.entries()) {
    for (const aCase of cases) {
      try {
        renderMessage(message, aCase.vars)
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error
        found.add(error, 'the prompt', places[index] as Place, aCase)
      }
    }
  }
  mistakes.add(...found.findings())
}

/**
 * Fills every template of every scorer from every case, and compiles each distinct pattern and path that comes of it. The engines
 * are loaded by the first scorer that needs them.
 */
export async function checkScorers(
  scorers: ReadonlyMap<string, ScorerDefinition>,
  places: ReadonlyMap<string, Place>,
  cases: readonly Case[],
  mistakes: Mistakes,
): Promise<void> {
  const found = collectTemplateMistakes()
  for (const [name, scorer] of scorers) {
    const place = places.get(`scorers.${name}`) as Place
    const user = `the scorer "${name}"`
    for (const filled of filledValues(scorer)) {
      for (const text of distinctTexts(filled, cases, (error, aCase) =>
        found.add(error, user, place, aCase),
      )) {
        const problem = await whyInvalid(filled.use, text)
        if (problem !== undefined) mistakes.add({ ...place, message: `${user}: ${problem}` })
      }
    }
  }
  mistakes.add(...found.findings())
}

/** The patterns or paths that a value becomes over the cases; none for other values, which are only filled. */
function distinctTexts(
  { value, use }: FilledValue,
  cases: readonly Case[],
  onError: (error: TemplateError, aCase: Case) => void,
): ReadonlySet<string> {
  if (!holdsTemplate(value)) return new Set(use === 'value' ? [] : [String(value)])
  const texts = new Set<string>()
  for (const aCase of cases) {
    try {
      const filled = fillValue(value, scorerVariables(aCase))
      if (use !== 'value') texts.add(String(filled))
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      onError(error, aCase)
    }
  }
  return texts
}

async function whyInvalid(use: FilledValue['use'], text: string): Promise<string | undefined> {
  if (use === 'pattern') {
    const { compilePattern, PatternError } = await import('../boundary/pattern.ts')
    return messageOf(() => compilePattern(text), PatternError)
  }
  const { compileJsonPath, JsonPathError } = await import('../boundary/json-path.ts')
  return messageOf(() => compileJsonPath(text), JsonPathError)
}

function messageOf(run: () => unknown, expected: new (...args: never[]) => Error): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof expected) return error.message
    throw error
  }
}
