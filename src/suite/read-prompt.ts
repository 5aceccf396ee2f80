import { UserError } from '../boundary/finding.ts'
import { compileTemplate, type TemplateSyntax } from '../boundary/template.ts'
import type { DataSource } from '../boundary/yaml-source.ts'
import type { Mistakes } from './collect-mistakes.ts'
import type { WrittenParameters } from './parameters-schema.ts'
import { type Path, placeOf } from './parse-section.ts'
import { readPromptFile } from './read-prompt-file.ts'
import type { ReferencedFiles } from './referenced-files.ts'
import type { Place, PromptMessage } from './suite.ts'
import { MAX_PROMPT_LENGTH, type WrittenPromptMessage, type WrittenTarget } from './target-schema.ts'
import { type PlacedText, textOfFile, textOrFile } from './text-or-file.ts'

interface PlacedMessage {
  readonly message: PromptMessage
  /** Where its text begins. */
  readonly place: Place
}

export interface Prompt {
  readonly messages: readonly PlacedMessage[]
  readonly model?: string
  readonly parameters?: WrittenParameters
}

interface UncompiledMessage extends PlacedText {
  readonly role: PromptMessage['role']
}

/** The messages of a target's `prompt`, or `system` and `user`, compiled. Findings are added; what is sound is given. */
export async function readPrompt(
  target: WrittenTarget,
  source: DataSource,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<Prompt> {
  const { messages, ...rest } = await uncompiled(target, source, files, mistakes)
  const syntax = target['prompt-syntax'] ?? 'liquid'
  const compiled = await Promise.all(messages.map((message) => compile(message, syntax, files, mistakes)))
  return { ...rest, messages: compiled.filter((message) => message !== undefined) }
}

interface UncompiledPrompt extends Omit<Prompt, 'messages'> {
  readonly messages: readonly UncompiledMessage[]
}

async function uncompiled(
  target: WrittenTarget,
  source: DataSource,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<UncompiledPrompt> {
  const path = ['target', 'prompt']
  if (typeof target.prompt === 'string') {
    return promptOfFile(target.prompt, placeOf(source, path), files, mistakes)
  }
  if (target.prompt !== undefined) {
    return { messages: await listed(target.prompt, source, path, files) }
  }
  const roles = ['system', 'user'] as const
  const messages = await Promise.all(
    roles.map(async (role) => {
      const written = target[role]
      const text =
        written === undefined
          ? undefined
          : await textOrFile(written, placeOf(source, ['target', role]), files)
      return text && { role, ...text }
    }),
  )
  return { messages: messages.filter((message) => message !== undefined) }
}

async function promptOfFile(
  reference: string,
  place: Place,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<UncompiledPrompt> {
  if (!/\.(?:ya?ml|json)$/i.test(reference)) {
    const text = await textOfFile(reference, place, files)
    return { messages: text === undefined ? [] : [{ role: 'user', ...text }] }
  }
  const source = await files.data(reference, place)
  const file = source && readPromptFile(source, mistakes.at(place))
  if (source === undefined || file === undefined) return { messages: [] }
  const { messages, path, ...rest } = file
  return { ...rest, messages: await listed(messages, source, path, files) }
}

async function listed(
  written: readonly WrittenPromptMessage[],
  source: DataSource,
  path: Path,
  files: ReferencedFiles,
): Promise<readonly UncompiledMessage[]> {
  const messages = await Promise.all(
    written.map(async ({ role, content, file }, index) => {
      if (content !== undefined) {
        const place = placeOf(source, [...path, index, 'content'])
        return { role, text: content, reference: place, place }
      }
      const text =
        file === undefined
          ? undefined
          : await textOfFile(file, placeOf(source, [...path, index, 'file']), files)
      return text && { role, ...text }
    }),
  )
  return messages.filter((message) => message !== undefined)
}

async function compile(
  message: UncompiledMessage,
  syntax: TemplateSyntax,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<PlacedMessage | undefined> {
  const { role, text, reference, place } = message
  const { file, line } = place
  const template = await mistakes.at(reference).attempt(() => {
    if (text.length > MAX_PROMPT_LENGTH) {
      throw new UserError({ file, message: `the prompt has more than ${MAX_PROMPT_LENGTH} characters` })
    }
    return compileTemplate(text, { syntax, file, line, readPartial: files.partial })
  })
  return template && { message: { role, template }, place }
}
