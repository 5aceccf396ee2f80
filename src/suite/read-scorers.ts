import type { DataSource } from '../boundary/yaml-source.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { RESERVED_NAMES } from './metric-names.ts'
import { type Path, parseSection, placeOf } from './parse-section.ts'
import { checkSchema, readSchema } from './read-json-schema.ts'
import type { ReferencedFiles } from './referenced-files.ts'
import type { MatcherDefinition, ScorerDefinition } from './scorer-definition.ts'
import { SCORER_NAME, scorerSchema, type WrittenMatcher, type WrittenScorer } from './scorer-schema.ts'
import type { JsonObject } from './suite.ts'
import { textOrFile } from './text-or-file.ts'
import { withoutUndefined } from './without-undefined.ts'

/** Everything that scorers need of the files around them. */
interface Reading {
  readonly source: DataSource
  readonly files: ReferencedFiles
  readonly mistakes: Mistakes
}

/** Scorers by name, in the order of the file; those with a mistake that leaves nothing to compare are left out. */
export async function readScorers(
  raw: Readonly<Record<string, unknown>>,
  source: DataSource,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<ReadonlyMap<string, ScorerDefinition>> {
  const entries = await Promise.all(
    Object.keys(raw).map(async (name) => {
      const path = ['scorers', name]
      checkName(name, placeOf(source, path, 'key'), mistakes)
      const written = parseSection(scorerSchema, source, path, mistakes)
      const definition = written && (await toScorer(written, path, { source, files, mistakes }))
      return definition && ([name, definition] as const)
    }),
  )
  return new Map(entries.filter((entry) => entry !== undefined))
}

function checkName(name: string, place: ReturnType<typeof placeOf>, mistakes: Mistakes): void {
  if (RESERVED_NAMES.has(name)) {
    mistakes.add({
      ...place,
      message: `"${name}" is the name of a measured metric`,
      hint: 'give the scorer another name',
    })
  } else if (!SCORER_NAME.test(name)) {
    const message = 'a scorer is named by a letter and up to 63 letters, digits, `_` and `-`'
    mistakes.add({ ...place, message: `"${name.slice(0, 80)}" cannot name a scorer`, hint: message })
  }
}

async function toScorer(
  written: WrittenScorer,
  path: Path,
  reading: Reading,
): Promise<ScorerDefinition | undefined> {
  const { label, judge, order, never } = written
  if (label !== undefined) return toLabel(label, written['ignore-case'] ?? false)
  if (judge !== undefined) {
    const place = placeOf(reading.source, [...path, 'judge', 'rubric'])
    const rubric = await textOrFile(judge.rubric, place, reading.files)
    return rubric && { kind: 'judge', definition: withoutUndefined({ ...judge, rubric: rubric.text }) }
  }
  if (order !== undefined || never !== undefined) {
    return { kind: 'protocol', definition: withoutUndefined({ order: order?.map(withoutUndefined), never }) }
  }
  return toMatcher(written, path, reading)
}

function toLabel(label: NonNullable<WrittenScorer['label']>, ignoreCase: boolean): ScorerDefinition {
  if (typeof label === 'string') return { kind: 'label', of: label, ignoreCase }
  return { kind: 'label', of: 'json-path', path: label['json-path'], ignoreCase }
}

async function toMatcher(
  written: WrittenMatcher,
  path: Path,
  reading: Reading,
): Promise<MatcherDefinition | undefined> {
  const matcher = await plainMatcher(written, path, reading)
  const jsonPath = written['json-path']
  if (jsonPath === undefined) return matcher
  return { kind: 'json-path', path: jsonPath, ...(matcher !== undefined && { matcher }) }
}

async function plainMatcher(
  written: WrittenMatcher,
  path: Path,
  reading: Reading,
): Promise<MatcherDefinition | undefined> {
  const ignoreCase = written['ignore-case'] ?? false
  const { equals, tolerance, coerce = false } = written
  if (equals !== undefined) {
    return {
      kind: 'equals',
      value: equals,
      coerce,
      ignoreCase,
      ...(tolerance !== undefined && { tolerance }),
    }
  }
  if (written.contains !== undefined) return { kind: 'contains', values: [written.contains], ignoreCase }
  for (const kind of ['contains-all', 'contains-any'] as const) {
    const values = written[kind]
    if (values !== undefined) return { kind, values, ignoreCase }
  }
  for (const kind of ['starts-with', 'ends-with'] as const) {
    const value = written[kind]
    if (value !== undefined) return { kind, value, ignoreCase }
  }
  if (written.regex !== undefined) return { kind: 'regex', pattern: written.regex, ignoreCase }
  if (written['json-schema'] !== undefined) return schemaMatcher(written['json-schema'], path, reading)
  if (written.length !== undefined) {
    const { unit = 'characters', ...range } = written.length
    return { kind: 'length', unit, ...withoutUndefined(range) }
  }
  if (written.number !== undefined) {
    return { kind: 'number', ...(written.number === true ? {} : withoutUndefined(written.number)) }
  }
  if (written.not !== undefined) {
    const matcher = await toMatcher(written.not, [...path, 'not'], reading)
    return matcher && { kind: 'not', matcher }
  }
  for (const kind of ['all', 'any'] as const) {
    const list = written[kind]
    if (list === undefined) continue
    const matchers = await Promise.all(
      list.map((item, index) => toMatcher(item, [...path, kind, index], reading)),
    )
    return { kind, matchers: matchers.filter((matcher) => matcher !== undefined) }
  }
  return undefined
}

async function schemaMatcher(
  written: string | boolean | JsonObject,
  path: Path,
  { source, files, mistakes }: Reading,
): Promise<MatcherDefinition | undefined> {
  const reference = placeOf(source, [...path, 'json-schema'])
  const read = await readSchema(written, reference, files)
  if (read === undefined) return undefined
  const { schema, place, file } = read
  await checkSchema(schema, place, mistakes.at(reference))
  return { kind: 'json-schema', schema, ...(file !== undefined && { file }) }
}
