import type { DataSource } from '../boundary/yaml-source.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { placeOf } from './parse-section.ts'
import { readCommandTarget } from './read-command-target.ts'
import { readFallback } from './read-fallback.ts'
import { readHttpTarget } from './read-http-target.ts'
import { readParameters } from './read-parameters.ts'
import { type Prompt, readPrompt } from './read-prompt.ts'
import { readTools } from './read-tools.ts'
import type { ReferencedFiles } from './referenced-files.ts'
import type { Place, Target } from './suite.ts'
import type { WrittenTarget } from './target-schema.ts'

export interface ReadTarget {
  /** `undefined` when a mistake was found that leaves nothing to run. */
  readonly target: Target | undefined
  /** Where the text of each message of a prompt begins, in the order of the messages. */
  readonly messagePlaces: readonly Place[]
}

export async function readTarget(
  written: WrittenTarget,
  source: DataSource,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<ReadTarget> {
  const other = readHttpTarget(written, source, mistakes) ?? readCommandTarget(written, source, mistakes)
  if (other !== undefined) return { target: other, messagePlaces: [] }
  const parts = { prompt: files.part(), tools: files.part(), parameters: files.part() }
  const prompt = await readPrompt(written, source, parts.prompt, mistakes)
  const [tools, parameters, simulate] = await Promise.all([
    readTools(written.tools, source, parts.tools, mistakes),
    readParameters(written.params, prompt.parameters, source, parts.parameters, mistakes),
    written.simulate === undefined
      ? undefined
      : files.text(written.simulate, placeOf(source, ['target', 'simulate'])),
  ])
  const messagePlaces = prompt.messages.map(({ place }) => place)
  const model = written.model ?? prompt.model
  if (model === undefined) {
    reportMissingModel(written, prompt, source, mistakes)
    return { target: undefined, messagePlaces }
  }
  const fallback = readFallback(written.fallback ?? prompt.fallback, model, source, mistakes)
  const target: Target = {
    kind: 'prompt',
    messages: prompt.messages.map(({ message }) => message),
    model,
    ...(fallback !== undefined && { fallback }),
    tools,
    parameters,
    files: { prompt: parts.prompt.paths(), tools: parts.tools.paths(), parameters: parts.parameters.paths() },
    ...(simulate !== undefined && { simulate: simulate.file }),
    ...(written['max-steps'] !== undefined && { maxSteps: written['max-steps'] }),
  }
  return { target, messagePlaces }
}

/** A target that was salvaged may have lost its model to a mistake that is already reported. */
function reportMissingModel(
  written: WrittenTarget,
  prompt: Prompt,
  source: DataSource,
  mistakes: Mistakes,
): void {
  const raw = (source.value as { target?: Record<string, unknown> }).target
  if (raw?.['model'] !== undefined || (written.prompt !== undefined && prompt.messages.length === 0)) return
  mistakes.add({
    ...placeOf(source, ['target'], 'key'),
    message: 'the target names no model',
    hint: 'add `model: provider/model`',
  })
}
