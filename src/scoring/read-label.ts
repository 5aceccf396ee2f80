import { canonicalJson } from '../boundary/content-hash.ts'
import type { LabelDefinition } from '../suite/scorer-definition.ts'
import type { TrialResult } from '../target/trial.ts'
import { type Label, NO_LABEL, UNREADABLE } from './label.ts'
import { unlessRefused, unlessTooHard } from './matchers/engine.ts'
import { fillText } from './matchers/fill-leaf.ts'
import { foldCase } from './matchers/fold-case.ts'
import type { MatcherContext } from './matchers/match.ts'
import { parseJsonOutput } from './matchers/parse-json-output.ts'
import type { Output } from './matchers/subject.ts'

/** What the trial is called; `output` is its text, read. */
export type LabelReader = (trial: TrialResult, output: Output) => Label

/**
 * White space around a label is no part of it; case is, unless it is ignored. A value that is not text is called by its canonical JSON, and
 * a text that could be taken for one stands in quotes: 1 and "1" are two labels.
 *
 * @throws UserError or TemplateError when the path cannot be used
 */
export async function compileLabel(
  definition: LabelDefinition,
  context: Pick<MatcherContext, 'fill'>,
): Promise<LabelReader> {
  const named = (text: string): Label => ({
    // Folded to upper case texts are compared; lower case is how they are read.
    text: definition.ignoreCase ? foldCase(text, true).toLowerCase() : text,
    own: false,
  })
  switch (definition.of) {
    case 'output':
      return (_, { text }) => (text.trim() === '' ? NO_LABEL : named(text.trim()))
    case 'tool':
      return ({ trace }) => {
        const call = trace.find((step) => step.type === 'tool-call')
        return call === undefined ? NO_LABEL : named(call.name)
      }
    case 'json-path': {
      const select = await compileSelection(definition.path, context)
      return (_, output) => {
        const selected = select(output)
        return selected.own ? selected : named(selected.text)
      }
    }
  }
}

async function compileSelection(
  path: string,
  context: Pick<MatcherContext, 'fill'>,
): Promise<(output: Output) => Label> {
  const { compileJsonPath, JsonPathError } = await import('../boundary/json-path.ts')
  const compiled = unlessRefused(JsonPathError, () => compileJsonPath(fillText(context, 'json-path', path)))
  return (output) => {
    const reading = output.json()
    if (!reading.readable) return UNREADABLE
    const nodes = unlessTooHard(JsonPathError, () => compiled.query(reading.value))
    if (nodes === 'unreadable') return UNREADABLE
    if (nodes.length === 0) return NO_LABEL
    return labelOf(compiled.singular ? nodes[0] : nodes)
  }
}

function labelOf(value: unknown): Label {
  if (typeof value === 'string') {
    const text = value.trim()
    const isAmbiguous = text === '' || parseJsonOutput(text).readable
    return { text: isAmbiguous ? JSON.stringify(text) : text, own: false }
  }
  try {
    return { text: canonicalJson(value), own: false }
  } catch (error) {
    // A number beyond the range of a double, such as 1e999, which is JSON but no value.
    if (!(error instanceof TypeError)) throw error
    return UNREADABLE
  }
}
