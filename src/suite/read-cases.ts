import { parseWithSchema } from '../boundary/parse-with-schema.ts'
import type { DataSource } from '../boundary/yaml-source.ts'
import { idsOfHashes, inputsHash } from './case-id.ts'
import {
  type CaseDefaults,
  caseSchema,
  datasetSchema,
  defaultsSchema,
  type WrittenCase,
} from './case-schema.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { mergeDefaults } from './merge-defaults.ts'
import { parseSection, placeOf } from './parse-section.ts'
import { type PlacedCase, readDataset } from './read-dataset.ts'
import { readMessages } from './read-messages.ts'
import type { ReferencedFiles } from './referenced-files.ts'
import type { Case, Place } from './suite.ts'

const MAX_CASES = 100_000

/** All cases of a suite, in the order of the file, with unique ids. Findings are added; what is sound is given. */
export async function readCases(
  entries: readonly unknown[],
  source: DataSource,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<readonly Case[]> {
  const raw = source.value as { readonly defaults?: unknown }
  const shared =
    raw.defaults === undefined ? {} : parseSection(defaultsSchema, source, ['defaults'], mistakes)
  const parts = await Promise.all(
    entries.map((entry, index) => readEntry(entry, index, shared ?? {}, source, files, mistakes)),
  )
  const cases = parts.flat()
  if (cases.length > MAX_CASES) {
    const message = `the suite has ${cases.length} cases, more than ${MAX_CASES}`
    mistakes.add({ ...placeOf(source, ['cases'], 'key'), message, hint: 'split it into several suites' })
    return []
  }
  return withIds(cases, mistakes)
}

type UnnamedCase = Omit<Case, 'id'> & { readonly id: string | undefined }

async function readEntry(
  entry: unknown,
  index: number,
  shared: CaseDefaults,
  source: DataSource,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<readonly UnnamedCase[]> {
  const path = ['cases', index]
  const read: ReadMessages = (messages, place) => readMessages(messages, place, files, mistakes)
  if (typeof entry !== 'object' || entry === null || !Object.hasOwn(entry, 'from')) {
    // Not salvaged: what is left of a broken case would lack the variables that stand in it.
    const written = await mistakes.attempt(() => parseWithSchema(caseSchema, source, path))
    const place = placeOf(source, path)
    return written === undefined ? [] : [await toCase({ written, place }, shared, place, read)]
  }
  const dataset = parseSection(datasetSchema, source, path, mistakes)
  if (dataset === undefined) return []
  const defaults = dataset.defaults === undefined ? shared : mergeDefaults(shared, dataset.defaults)
  const placed = await readDataset(dataset, path, source, files, mistakes)
  return Promise.all(placed.map((item) => toCase(item, defaults, placeOf(source, path), read)))
}

type ReadMessages = (
  messages: WrittenCase['messages'],
  place: Place,
) => Promise<Pick<Case, 'messages' | 'files'>>

/** @param defaultsPlace where the defaults stand: files that their messages name are relative to that file */
async function toCase(
  { written, place }: PlacedCase,
  defaults: CaseDefaults,
  defaultsPlace: Place,
  read: ReadMessages,
): Promise<UnnamedCase> {
  const merged: WrittenCase = mergeDefaults(defaults, written)
  return {
    id: merged.id === undefined ? undefined : String(merged.id),
    vars: merged.vars ?? {},
    ...(merged.expected !== undefined && { expected: merged.expected }),
    tags: merged.tags ?? [],
    weight: merged.weight ?? 1,
    ...(await read(merged.messages, written.messages === undefined ? defaultsPlace : place)),
    ...(merged.tools !== undefined && { tools: merged.tools }),
    place,
  }
}

function withIds(cases: readonly UnnamedCase[], mistakes: Mistakes): readonly Case[] {
  const hashes = cases.map((aCase) => (aCase.id === undefined ? inputsHash(aCase) : undefined))
  const ids = idsOfHashes(new Set(hashes.filter((hash) => hash !== undefined)))
  const first = new Map<string, Place>()
  const named: Case[] = []
  for (const [index, aCase] of cases.entries()) {
    const id = aCase.id ?? (ids.get(hashes[index] ?? '') as string)
    const other = first.get(id)
    if (other === undefined) {
      first.set(id, aCase.place)
      named.push({ ...aCase, id })
    } else if (aCase.id === undefined) {
      const message = `the case has the same inputs as the one at ${other.file}:${other.line}`
      mistakes.add({ ...aCase.place, message, hint: 'drop one of them, or give each an "id"' })
    } else {
      const message = `the id "${id}" is already taken by the case at ${other.file}:${other.line}`
      mistakes.add({ ...aCase.place, message, hint: 'give each case an id of its own' })
    }
  }
  return named
}
