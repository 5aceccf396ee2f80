import { RE2JS, RE2JSException } from 're2js'
import type { Condition } from './description.ts'
import type { Scene } from './scene.ts'

/** The text of named groups. */
export type Captures = Readonly<Record<string, string>>

export interface CompiledCondition {
  /** The captures when the condition holds, else `undefined`. */
  match(scene: Scene): Captures | undefined
  /** Names of the groups that `match` may capture. */
  readonly groups: readonly string[]
}

export type Path = readonly (string | number)[]
export type ReportMistake = (path: Path, message: string) => void

const NOTHING: Captures = {}

/** All keys of a condition have to hold. Empty conditions and bad expressions are reported. */
export function compileCondition(condition: Condition, path: Path, report: ReportMistake): CompiledCondition {
  const parts: CompiledCondition[] = []
  const add = (test: (scene: Scene) => boolean) =>
    parts.push({ groups: [], match: (scene) => (test(scene) ? NOTHING : undefined) })

  const { contains, matches, model } = condition
  const system = condition['system-contains']
  const user = condition['user-contains']
  const tool = condition['tool-offered']
  if (model !== undefined) add((scene) => scene.model === model)
  if (tool !== undefined) add((scene) => scene.tools.includes(tool))
  if (system !== undefined) add((scene) => scene.system.some((text) => text.includes(system)))
  if (user !== undefined) add((scene) => scene.user.some((text) => text.includes(user)))
  if (contains !== undefined) add((scene) => scene.text.includes(contains))
  if (matches !== undefined) parts.push(compileExpression(matches, [...path, 'matches'], report))
  if (condition.not !== undefined) {
    const inner = compileCondition(condition.not, [...path, 'not'], report)
    add((scene) => inner.match(scene) === undefined)
  }
  if (condition.all !== undefined) parts.push(every(compileList(condition.all, [...path, 'all'], report)))
  if (condition.any !== undefined) parts.push(some(compileList(condition.any, [...path, 'any'], report)))
  if (parts.length === 0) report(path, 'a condition needs at least one key')
  return every(parts)
}

function compileList(conditions: readonly Condition[], path: Path, report: ReportMistake) {
  return conditions.map((condition, index) => compileCondition(condition, [...path, index], report))
}

function every(parts: readonly CompiledCondition[]): CompiledCondition {
  return {
    groups: parts.flatMap(({ groups }) => groups),
    match(scene) {
      let captures = NOTHING
      for (const part of parts) {
        const found = part.match(scene)
        if (found === undefined) return undefined
        if (found !== NOTHING) captures = { ...captures, ...found }
      }
      return captures
    },
  }
}

function some(parts: readonly CompiledCondition[]): CompiledCondition {
  return {
    groups: parts.flatMap(({ groups }) => groups),
    match(scene) {
      for (const part of parts) {
        const found = part.match(scene)
        if (found !== undefined) return found
      }
      return undefined
    },
  }
}

function compileExpression(expression: string, path: Path, report: ReportMistake): CompiledCondition {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(expression)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    report(path, `this is not a valid RE2 expression: ${error.message}`)
    return { groups: [], match: () => undefined }
  }
  const groups = Object.keys(compiled.namedGroups())
  return {
    groups,
    match(scene) {
      const matcher = compiled.matcher(scene.text)
      if (!matcher.find()) return undefined
      return Object.fromEntries(groups.map((name) => [name, matcher.group(name) ?? '']))
    },
  }
}
