import { posix } from 'node:path'
import type { FileTree } from '../boundary/file-tree.ts'
import { type Finding, UserError } from '../boundary/finding.ts'
import { nearest } from '../boundary/nearest.ts'
import { readText } from '../boundary/read-text.ts'
import { resolveReference } from '../boundary/resolve-reference.ts'
import { type DataSource, parseJson, parseYaml } from '../boundary/yaml-source.ts'
import type { Mistakes } from './collect-mistakes.ts'
import type { Place } from './suite.ts'

interface ReferencedText {
  /** Repository-relative. */
  readonly file: string
  readonly text: string
}

interface ReferencedBytes {
  /** Repository-relative. */
  readonly file: string
  readonly bytes: Uint8Array
}

/** Reads the files that a file refers to, and remembers which they were. */
export interface ReferencedFiles {
  /** Text of the file that `reference`, standing at `place`, names. `undefined` after adding a finding, which may have a `hint`. */
  text(reference: string, place: Place, hint?: string): Promise<ReferencedText | undefined>
  /** Bytes of a file, at most so many. `undefined` after adding a finding. */
  bytes(reference: string, place: Place, maxBytes: number): Promise<ReferencedBytes | undefined>
  /** The text, parsed as JSON when its name ends in `.json`, as YAML otherwise. */
  data(reference: string, place: Place): Promise<DataSource | undefined>
  /** A file by its repository-relative path; `undefined` when there is none. */
  partial(path: string): Promise<string | undefined>
  /** Repository-relative paths of the files asked for, those of parts included; sorted. */
  paths(): readonly string[]
  /** The same files for one part, which remembers its own apart. No file is read twice. */
  part(): ReferencedFiles
}

/** All pictures and files of a suite are held in memory. A thousand paths with one content take next to nothing in a commit. */
const MAX_HELD_BYTES = 256 * 1024 * 1024
const TOO_MUCH: Finding = {
  message: 'the pictures and files of this suite are larger than 256 MiB in all',
  hint: 'use smaller ones, or divide the suite',
}

export function openReferencedFiles(tree: FileTree, mistakes: Mistakes): ReferencedFiles {
  const texts = new Map<string, Promise<string | undefined>>()
  const contents = new Map<string, Promise<Uint8Array | undefined>>()
  const counted = new Set<string>()
  let held = 0

  const read = (path: string): Promise<string | undefined> => {
    const reading = texts.get(path) ?? readText(tree, path)
    texts.set(path, reading)
    return reading
  }

  const remembering = (parents: readonly Set<string>[]): ReferencedFiles => {
    const asked = new Set<string>()
    const all = [...parents, asked]

    const partial = (path: string) => {
      for (const paths of all) paths.add(path)
      return read(path)
    }

    const text = (reference: string, place: Place, hint?: string) =>
      mistakes.at(place).attempt(async () => {
        const file = resolveReference(place.file, reference)
        const content = await partial(file)
        if (content === undefined) throw new UserError(await missingFile(tree, file, place, hint))
        return { file, text: content }
      })

    const bytes = (reference: string, place: Place, maxBytes: number) =>
      mistakes.at(place).attempt(async () => {
        const file = resolveReference(place.file, reference)
        for (const paths of all) paths.add(file)
        const key = `${maxBytes} ${file}`
        const reading = contents.get(key) ?? tree.read(file, { maxBytes })
        contents.set(key, reading)
        const content = await reading
        if (content === undefined) throw new UserError(await missingFile(tree, file, place))
        if (!counted.has(key)) held += content.length
        counted.add(key)
        if (held > MAX_HELD_BYTES) throw new UserError({ ...place, ...TOO_MUCH })
        return { file, bytes: content }
      })

    const data = (reference: string, place: Place) =>
      mistakes.at(place).attempt(async () => {
        const found = await text(reference, place)
        return found && parseData(found.text, found.file)
      })

    return { text, bytes, data, partial, paths: () => [...asked].sort(), part: () => remembering(all) }
  }
  return remembering([])
}

async function missingFile(
  tree: FileTree,
  file: string,
  place: Place,
  otherwise = 'a file name is relative to the file that names it',
): Promise<Finding> {
  const near = nearestFile(file, await tree.list())
  const hint = near === undefined ? otherwise : `did you mean "${near}"?`
  return { file: place.file, message: `there is no file "${file}"`, hint }
}

/** A file of that name in another folder, or one of a similar name in the same. */
function nearestFile(file: string, paths: readonly string[]): string | undefined {
  const name = posix.basename(file)
  const moved = paths.find((path) => posix.basename(path) === name)
  if (moved !== undefined) return moved
  const folder = posix.dirname(file)
  const siblings = paths.filter((path) => posix.dirname(path) === folder)
  const near = nearest(
    name,
    siblings.map((path) => posix.basename(path)),
  )
  return near === undefined ? undefined : posix.join(folder, near)
}

export function parseData(text: string, file: string): DataSource {
  return file.endsWith('.json') ? parseJson(text, file) : parseYaml(text, file)
}
