import { posix } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import type { FilePart } from '../provider/model.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { mediaTypeOf } from './media-type.ts'
import type { ReferencedFiles } from './referenced-files.ts'
import type { Place } from './suite.ts'

/** The providers take pictures up to 5 MB, and whole requests up to about 20 MB. */
const MAX_BYTES: Readonly<Record<FilePart['type'], number>> = {
  image: 5 * 1024 * 1024,
  file: 10 * 1024 * 1024,
}

/** A picture that a thousand cases show is held once. */
const encoded = new WeakMap<Uint8Array, string>()

export interface ReadFilePart {
  readonly part: FilePart
  /** Repository-relative. */
  readonly path: string
}

/** The file that a part of a message names. `undefined` after adding a finding. */
export async function readFilePart(
  type: FilePart['type'],
  reference: string,
  place: Place,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<ReadFilePart | undefined> {
  const read = await files.bytes(reference, place, MAX_BYTES[type])
  if (read === undefined) return undefined
  return mistakes.at(place).attempt(() => {
    const mediaType = mediaTypeOf(read.bytes)
    if (mediaType === undefined || (type === 'image' && !mediaType.startsWith('image/'))) {
      throw new UserError({
        file: read.file,
        message: `the file is no ${type === 'image' ? 'PNG, JPEG, GIF or WebP picture' : 'picture, PDF, WAV, MP3 or UTF-8 text'}`,
        hint: 'models are sent what a file holds, whatever its name',
      })
    }
    const data = encoded.get(read.bytes) ?? Buffer.from(read.bytes).toString('base64')
    encoded.set(read.bytes, data)
    return { path: read.file, part: { type, mediaType, name: posix.basename(read.file), data } }
  })
}
