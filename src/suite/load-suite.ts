import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'
import { readText } from '../boundary/read-text.ts'
import type { DataSource } from '../boundary/yaml-source.ts'
import { caseCluster } from './case-cluster.ts'
import { checkHttpTarget } from './check-http-target.ts'
import { checkPrompt, checkScorers } from './check-templates.ts'
import { collectMistakes, type Mistakes } from './collect-mistakes.ts'
import { parseSection, placeOf } from './parse-section.ts'
import { readAssertions } from './read-assertions.ts'
import { readCases } from './read-cases.ts'
import { readScorers } from './read-scorers.ts'
import { readTarget } from './read-target.ts'
import { openReferencedFiles, parseData, type ReferencedFiles } from './referenced-files.ts'
import type { Case, Place, Suite, Target } from './suite.ts'
import { type SuiteOutline, suiteOutline } from './suite-schema.ts'
import { targetSchema } from './target-schema.ts'

/**
 * A suite with everything it refers to, read and checked.
 * @param file repository-relative path of the `*.eval.yaml`
 * @throws UserError with all mistakes of the file and of those it refers to, sorted by place.
 */
export async function loadSuite(tree: FileTree, file: string): Promise<Suite> {
  const text = await readText(tree, file)
  if (text === undefined) throw new UserError({ file, message: 'there is no such file' })
  const source = parseData(text, file)
  if (source.value === null || source.value === undefined) {
    throw new UserError({
      file,
      message: 'the file is empty',
      hint: 'a suite has "suite", "target", "cases", "scorers" and "assert"',
    })
  }
  const mistakes = collectMistakes()
  const files = openReferencedFiles(tree, mistakes)
  const outline = parseSection(suiteOutline, source, [], mistakes)
  const suite = outline && (await readSuite(outline, source, files, mistakes))
  mistakes.throwIfAny(file)
  // Without a finding there is an outline and a target.
  return suite as Suite
}

async function readSuite(
  outline: SuiteOutline,
  source: DataSource,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<Suite | undefined> {
  const cases = await readCases(outline.cases, source, files, mistakes)
  const allCases = mistakes.findings().length === 0
  const written = parseSection(targetSchema, source, ['target'], mistakes)
  const [read, scorers] = await Promise.all([
    written && readTarget(written, source, files, mistakes),
    readScorers(outline.scorers ?? {}, source, files, mistakes),
  ])
  const assertions = readAssertions(
    outline,
    source,
    { scorers, cases: allCases ? cases : undefined },
    mistakes,
  )
  const places = placesOf(outline, source, cases)
  const target = read?.target
  if (target?.kind === 'prompt') {
    checkPrompt(target.messages, read?.messagePlaces ?? [], cases, mistakes)
    checkSomethingIsSent(target, cases, mistakes)
  }
  if (target?.kind === 'http') {
    await checkHttpTarget(target, placeOf(source, ['target', 'http'], 'key'), cases, mistakes)
  }
  await checkScorers(scorers, places, cases, mistakes)
  checkCluster(outline.cluster, cases, source, mistakes)
  if (target === undefined) return undefined
  return {
    name: outline.suite,
    file: source.file,
    target,
    cases,
    scorers,
    assertions,
    deterministic: outline.deterministic ?? false,
    ...(outline.cluster === undefined ? {} : { cluster: outline.cluster }),
    files: [source.file, ...files.paths().filter((path) => path !== source.file)],
    places,
  }
}

function checkCluster(
  cluster: string | undefined,
  cases: readonly Case[],
  source: DataSource,
  mistakes: Mistakes,
): void {
  if (cluster === undefined || cases.some((aCase) => caseCluster(aCase, cluster) !== undefined)) return
  mistakes.add({
    ...placeOf(source, ['cluster']),
    message: `no case has a variable "${cluster}" or a tag that begins with "${cluster}:"`,
    hint: 'name what related cases share, or drop `cluster`',
  })
}

function checkSomethingIsSent(
  target: Extract<Target, { kind: 'prompt' }>,
  cases: readonly Case[],
  mistakes: Mistakes,
): void {
  if (target.messages.length > 0 || mistakes.findings().length > 0) return
  const silent = cases.find((aCase) => aCase.messages.length === 0)
  if (silent === undefined) return
  const message = `the target has no prompt and the case "${silent.id}" no messages, so there is nothing to send`
  mistakes.add({ ...silent.place, message, hint: 'give the target `prompt: FILE`, or the case "messages"' })
}

function placesOf(
  { target, scorers = {}, assert = [] }: SuiteOutline,
  source: DataSource,
  cases: readonly Case[],
): ReadonlyMap<string, Place> {
  const prompt = ['prompt', 'system', 'user'].find((key) => Object.hasOwn(target, key)) ?? 'model'
  const places = new Map<string, Place>([
    ['suite', placeOf(source, ['suite'])],
    ['target', placeOf(source, ['target'], 'key')],
    ['target.prompt', placeOf(source, ['target', prompt], 'key')],
  ])
  const keys = ['model', 'fallback', 'tools', 'params', 'simulate', 'max-steps', 'http', 'command', 'serve']
  for (const key of keys.filter((name) => Object.hasOwn(target, name))) {
    places.set(`target.${key}`, placeOf(source, ['target', key], 'key'))
  }
  for (const name of Object.keys(scorers))
    places.set(`scorers.${name}`, placeOf(source, ['scorers', name], 'key'))
  for (const index of assert.keys()) places.set(`assert.${index}`, placeOf(source, ['assert', index]))
  for (const { id, place } of cases) places.set(`cases.${id}`, place)
  return places
}
