import { type Finding, UserError } from '../../boundary/finding.ts'
import { nearest } from '../../boundary/nearest.ts'
import type { DataSource } from '../../boundary/yaml-source.ts'
import {
  type CompiledCondition,
  compileCondition,
  type Path,
  type ReportMistake,
} from './compile-condition.ts'
import type { Description, Effect, Failure, ModelSection, Reply, Rule } from './description.ts'
import { placeholders } from './reply-template.ts'

export interface CompiledEffect {
  readonly condition: CompiledCondition
  readonly multiply: ReadonlyMap<string, number>
}

interface CompiledRule {
  /** Absent: matches every request. */
  readonly condition?: CompiledCondition
  readonly replies: readonly Reply[]
  readonly effects: readonly CompiledEffect[]
}

export interface CompiledDescription {
  readonly description: Description
  readonly rules: readonly CompiledRule[]
  /** Of all rules. */
  readonly effects: readonly CompiledEffect[]
  /** By model name; `undefined` when any name works. */
  readonly models: ReadonlyMap<string, CompiledModel> | undefined
}

export interface CompiledModel {
  readonly section: ModelSection
  readonly effects: readonly CompiledEffect[]
}

/**
 * Compiles conditions and checks what the schema cannot.
 * @throws UserError with every mistake at its place.
 */
export function compileDescription(description: Description, source: DataSource): CompiledDescription {
  const findings: Finding[] = []
  const report: ReportMistake = (path, message) => {
    findings.push({ file: source.file, ...source.locate(path), message })
  }
  const labels = new Set(
    description.rules.flatMap(({ replies }) => replies.flatMap(({ label }) => label ?? [])),
  )

  checkRates(description.errors, ['errors'], report)
  description.drift.forEach(({ label }, index) => {
    checkLabel(label, labels, ['drift', index, 'label'], report)
  })
  const compileEffects = (effects: readonly Effect[], path: Path, known: ReadonlySet<string>) =>
    effects.map((effect, index) => compileEffect(effect, [...path, index], known, report))
  const models = Object.entries(description.models ?? {}).map(([name, section]): [string, CompiledModel] => {
    checkRates(section.errors ?? [], ['models', name, 'errors'], report)
    return [name, { section, effects: compileEffects(section.effects, ['models', name, 'effects'], labels) }]
  })
  const compiled: CompiledDescription = {
    description,
    rules: description.rules.map((rule, index) => compileRule(rule, ['rules', index], report)),
    effects: compileEffects(description.effects, ['effects'], labels),
    models: description.models === undefined ? undefined : new Map(models),
  }
  checkReached(description.rules, report)
  if (findings.length > 0) throw new UserError(findings)
  return compiled
}

function compileRule(rule: Rule, path: Path, report: ReportMistake): CompiledRule {
  const condition =
    rule.when === undefined ? undefined : compileCondition(rule.when, [...path, 'when'], report)
  const labels = new Set(rule.replies.flatMap(({ label }) => label ?? []))
  rule.replies.forEach((reply, index) => {
    checkPlaceholders(reply, condition?.groups ?? [], [...path, 'replies', index], report)
  })
  if (rule.replies.every(({ weight }) => weight === 0)) {
    report([...path, 'replies'], 'every reply of this rule has weight 0, so that none can be drawn')
  }
  const effects = rule.effects.map((effect, index) =>
    compileEffect(effect, [...path, 'effects', index], labels, report),
  )
  return { replies: rule.replies, effects, ...(condition === undefined ? {} : { condition }) }
}

function compileEffect(effect: Effect, path: Path, labels: ReadonlySet<string>, report: ReportMistake) {
  const multiply = new Map(Object.entries(effect.multiply))
  for (const label of multiply.keys()) checkLabel(label, labels, [...path, 'multiply', label], report)
  return { condition: compileCondition(effect.when, [...path, 'when'], report), multiply }
}

function checkLabel(label: string, labels: ReadonlySet<string>, path: Path, report: ReportMistake): void {
  if (labels.has(label)) return
  const near = nearest(label, labels)
  report(path, `no reply has the label ${label}${near === undefined ? '' : `; did you mean ${near}?`}`)
}

function checkPlaceholders(reply: Reply, groups: readonly string[], path: Path, report: ReportMistake): void {
  for (const key of ['text', 'tool-calls'] as const) {
    for (const name of placeholders(reply[key])) {
      if (groups.includes(name)) continue
      report([...path, key], `{{${name}}} is not a named group of a \`matches\` in this rule's \`when\``)
    }
  }
}

function checkRates(failures: readonly Failure[], path: Path, report: ReportMistake): void {
  const total = failures.reduce((sum, { rate }) => sum + rate, 0)
  if (total > 1 + 1e-9) report(path, `the rates of the errors add up to ${total}, which is more than 1`)
}

function checkReached(rules: readonly Rule[], report: ReportMistake): void {
  const all = rules.findIndex(({ when }) => when === undefined)
  if (all === -1 || all === rules.length - 1) return
  report(
    ['rules', all + 1],
    'this rule is never reached: the one before it has no `when` and matches everything',
  )
}
