import { UserError } from '../boundary/finding.ts'
import { compileTemplate, type Template, type TemplateSyntax } from '../boundary/template.ts'
import type { DataSource } from '../boundary/yaml-source.ts'
import type { FilePart } from '../provider/model.ts'
import type { Mistakes } from './collect-mistakes.ts'
import type { WrittenContentPart } from './content-schema.ts'
import type { WrittenFallback } from './fallback-schema.ts'
import type { WrittenParameters } from './parameters-schema.ts'
import { type Path, placeOf } from './parse-section.ts'
import { readFilePart } from './read-file-part.ts'
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
  readonly fallback?: WrittenFallback
  readonly parameters?: WrittenParameters
}

interface UncompiledMessage {
  readonly role: PromptMessage['role']
  readonly content: PlacedText | readonly UncompiledPart[]
  /** Where its text, or the name of its file, was written. */
  readonly reference: Place
  /** Where its text begins. */
  readonly place: Place
}

type UncompiledPart = PlacedText | FilePart

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
    return { messages: await listed(target.prompt, source, path, files, mistakes) }
  }
  const roles = ['system', 'user'] as const
  const messages = await Promise.all(
    roles.map(async (role) => {
      const written = target[role]
      const text =
        written === undefined
          ? undefined
          : await textOrFile(written, placeOf(source, ['target', role]), files)
      return text && messageOf(role, text)
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
    return { messages: text === undefined ? [] : [messageOf('user', text)] }
  }
  const source = await files.data(reference, place)
  const file = source && readPromptFile(source, mistakes.at(place))
  if (source === undefined || file === undefined) return { messages: [] }
  const { messages, path, ...rest } = file
  return { ...rest, messages: await listed(messages, source, path, files, mistakes) }
}

async function listed(
  written: readonly WrittenPromptMessage[],
  source: DataSource,
  path: Path,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<readonly UncompiledMessage[]> {
  const messages = await Promise.all(
    written.map(async ({ role, content, file }, index): Promise<UncompiledMessage | undefined> => {
      const own = [...path, index]
      const place = placeOf(source, [...own, 'content'])
      if (typeof content === 'string') return messageOf(role, { text: content, reference: place, place })
      if (content !== undefined) {
        const parts = await readParts(content, source, [...own, 'content'], files, mistakes)
        return { role, content: parts, reference: place, place }
      }
      const text =
        file === undefined ? undefined : await textOfFile(file, placeOf(source, [...own, 'file']), files)
      return text && messageOf(role, text)
    }),
  )
  return messages.filter((message) => message !== undefined)
}

function messageOf(role: PromptMessage['role'], text: PlacedText): UncompiledMessage {
  return { role, content: text, reference: text.reference, place: text.place }
}

async function readParts(
  written: readonly WrittenContentPart[],
  source: DataSource,
  path: Path,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<readonly UncompiledPart[]> {
  const parts = await Promise.all(
    written.map(async ({ type, text, file }, index): Promise<UncompiledPart | undefined> => {
      const place = placeOf(source, [...path, index, type === 'text' ? 'text' : 'file'])
      if (type === 'text') return { text: text ?? '', reference: place, place }
      return (await readFilePart(type, file ?? '', place, files, mistakes))?.part
    }),
  )
  return parts.filter((part) => part !== undefined)
}

async function compile(
  message: UncompiledMessage,
  syntax: TemplateSyntax,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<PlacedMessage | undefined> {
  const { role, content, reference, place } = message
  const compiled = await mistakes.at(reference).attempt(async (): Promise<PromptMessage['content']> => {
    if ('text' in content) return compileText(content, syntax, files)
    return Promise.all(
      content.map(async (part) =>
        'text' in part ? { type: 'text', template: await compileText(part, syntax, files) } : part,
      ),
    )
  })
  return compiled && { message: { role, content: compiled }, place }
}

function compileText(
  { text, place }: PlacedText,
  syntax: TemplateSyntax,
  files: ReferencedFiles,
): Promise<Template> {
  const { file, line } = place
  if (text.length > MAX_PROMPT_LENGTH) {
    throw new UserError({ file, message: `the prompt has more than ${MAX_PROMPT_LENGTH} characters` })
  }
  return compileTemplate(text, { syntax, file, line, readPartial: files.partial })
}
