import { createHash } from 'node:crypto'

/**
 * `sha256:` and 64 hexadecimal digits over the JSON as it is sent, keys in their order: a model that reads `reason` before `answer` may
 * answer otherwise than one that reads it after.
 */
export function requestHash(sent: object): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(sent)).digest('hex')}`
}
