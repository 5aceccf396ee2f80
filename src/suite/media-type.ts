import { isUtf8 } from 'node:buffer'

/** How files of a type begin: bytes at an offset (https://mimesniff.spec.whatwg.org). */
const SIGNATURES: readonly (readonly [type: string, offset: number, bytes: string])[] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF87a'],
  ['image/gif', 0, 'GIF89a'],
  ['image/webp', 8, 'WEBPVP'],
  ['application/pdf', 0, '%PDF-'],
  ['audio/wav', 8, 'WAVE'],
  ['audio/mpeg', 0, 'ID3'],
  ['audio/mpeg', 0, '\xff\xfb'],
]

/**
 * The media type that the content of a file shows, whatever its name: a picture, a PDF or audio that models take, or `text/plain` for
 * UTF-8 without NUL. `undefined` for anything else.
 */
export function mediaTypeOf(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 32)).toString('latin1')
  const found = SIGNATURES.find(([, offset, signature]) => start.startsWith(signature, offset))
  if (found !== undefined) return found[0]
  return bytes.length > 0 && isUtf8(bytes) && !bytes.includes(0) ? 'text/plain' : undefined
}
