import type { ContentPart, FilePart, ModelMessage } from './model.ts'

/** The text of a message; a file in it is told in brackets: `[image/png, 12 kB, receipt.png]`. */
export function textOf(content: ModelMessage['content']): string {
  return typeof content === 'string' ? content : content.map(partText).join('\n')
}

function partText(part: ContentPart): string {
  if (part.type === 'text') return part.text
  return `[${part.mediaType}, ${Math.ceil(fileBytes(part) / 1000)} kB, ${part.name}]`
}

/** The size of a file, up to the padding of base64. */
export function fileBytes({ data }: FilePart): number {
  return Math.floor((data.length * 3) / 4)
}
