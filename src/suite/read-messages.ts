import type { ContentPart, ModelMessage } from '../provider/model.ts'
import type { WrittenCase } from './case-schema.ts'
import type { Mistakes } from './collect-mistakes.ts'
import type { WrittenContentPart } from './content-schema.ts'
import { pairCalls } from './paired-calls.ts'
import { readFilePart } from './read-file-part.ts'
import type { ReferencedFiles } from './referenced-files.ts'
import type { Case, Place } from './suite.ts'

/** The messages of a case with the files that they name, relative to the file that holds them. */
export async function readMessages(
  written: WrittenCase['messages'],
  place: Place,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<Pick<Case, 'messages' | 'files'>> {
  const paths: string[] = []

  const readPart = async ({ type, text, file }: WrittenContentPart): Promise<ContentPart | undefined> => {
    if (type === 'text') return { type, text: text ?? '' }
    const read = await readFilePart(type, file ?? '', place, files, mistakes)
    if (read !== undefined) paths.push(read.path)
    return read?.part
  }

  const messages: ModelMessage[] = []
  const { paired } = pairCalls(written ?? [])
  for (const [index, { role, content = '' }] of (written ?? []).entries()) {
    const tools = paired[index]!
    if (typeof content === 'string') messages.push({ role, content, ...tools })
    else {
      const parts = await Promise.all(content.map(readPart))
      messages.push({ role, content: parts.filter((part) => part !== undefined), ...tools })
    }
  }
  return { messages, ...(paths.length === 0 ? {} : { files: [...new Set(paths)].sort() }) }
}
