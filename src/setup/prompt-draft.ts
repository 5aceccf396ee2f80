import { posix } from 'node:path'
import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'
import { readText } from '../boundary/read-text.ts'
import { type Template, TemplateError, type TemplateSyntax } from '../boundary/template.ts'
import { parseYaml } from '../boundary/yaml-source.ts'
import { collectMistakes } from '../suite/collect-mistakes.ts'
import { type Prompt, readPrompt } from '../suite/read-prompt.ts'
import { openReferencedFiles } from '../suite/referenced-files.ts'
import { type AnswerShape, answerShape } from './answer-shape.ts'
import { readTestData, type TestData } from './prompt-test-data.ts'
import { fillIn, type Values, variablesOf } from './prompt-variables.ts'
import { standIn } from './stand-ins.ts'

/** What a prompt says about the suite that it needs. */
export interface PromptDraft {
  readonly path: string
  readonly syntax: TemplateSyntax
  /** As `variablesOf` gives them, over all messages. */
  readonly variables: readonly string[]
  /** The templates of its messages. */
  readonly sources: readonly string[]
  /** The JSON that it asks for, if it does. */
  readonly shape?: AnswerShape
  /** `provider/model` that the file itself names. */
  readonly model?: string
  /** The file has parameters of its own. */
  readonly hasParameters: boolean
  /** The examples that GitHub Models' form brings along. */
  readonly testData?: TestData
}

/**
 * Reads a prompt file and finds out what it takes to fill it in.
 * @throws UserError when it is no prompt in any syntax, or takes what cannot be made up
 */
export async function draftPrompt(tree: FileTree, path: string): Promise<PromptDraft> {
  const text = await readText(tree, path)
  if (text === undefined) {
    throw new UserError({
      file: path,
      message: 'there is no such file',
      hint: 'name a prompt file with --prompt',
    })
  }
  const syntax = syntaxOf(path, text)
  const prompt = await readWith(syntax, tree, path)
  const templates = prompt.messages.flatMap(({ message: { content } }) =>
    'render' in content
      ? [content]
      : content.flatMap((part) => (part.type === 'text' ? [part.template] : [])),
  )
  const variables = [...new Set(templates.flatMap((template) => neededBy(template, path)))]
  const shape = shapeOf(prompt, templates, variables)
  const testData = /\.ya?ml$/i.test(path) ? readTestData(parseYaml(text, path).value, variables) : undefined
  return {
    path,
    syntax,
    variables,
    sources: templates.map(({ source }) => source),
    ...(shape === undefined ? {} : { shape }),
    ...(prompt.model === undefined ? {} : { model: prompt.model }),
    hasParameters: prompt.parameters !== undefined,
    ...(testData === undefined ? {} : { testData }),
  }
}

/** Single braces around names, and no double ones, are Python's; a brace that holds anything else is text. */
function syntaxOf(path: string, text: string): TemplateSyntax {
  if (/\.(?:mustache|hbs)$/i.test(path)) return 'mustache'
  if (/\{%|\{\{\s*[\w.]+\s*(?:\||\}\})/.test(text)) return 'liquid'
  const braces = text.replaceAll(/\{\{|\}\}/g, '').match(/[{}]|\{[^{}]*\}/g) ?? []
  const fields = text.replaceAll(/\{\{|\}\}/g, '').match(/\{[A-Za-z_][\w.]*\}/g) ?? []
  if (fields.length > 0 && braces.length === 2 * fields.length) return 'f-string'
  return text.includes('{{') ? 'none' : 'liquid'
}

async function readWith(syntax: TemplateSyntax, tree: FileTree, path: string): Promise<Prompt> {
  const mistakes = collectMistakes()
  const file = posix.join(posix.dirname(path), 'starter.eval.yaml')
  const source = parseYaml('target:\n  prompt: here\n', file)
  const target = { prompt: posix.basename(path), 'prompt-syntax': syntax }
  const prompt = await readPrompt(target, source, openReferencedFiles(tree, mistakes), mistakes)
  const findings = mistakes.findings()
  // The suite that names the prompt is not written yet: its place would mislead.
  if (findings.length > 0) {
    throw new UserError(
      findings.map(({ message, ...rest }) => ({
        ...rest,
        message: message.replace(/ \(named in [^)]*starter\.eval\.yaml:\d+\)$/, ''),
      })),
    )
  }
  return prompt
}

function neededBy(template: Template, path: string): readonly string[] {
  try {
    return variablesOf(template)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const { hint: _, ...finding } = error.finding
    throw new UserError({
      ...finding,
      file: finding.file ?? path,
      hint: 'init cannot make up what this prompt takes; write the suite by hand (the README has one), or name another prompt with --prompt',
    })
  }
}

function shapeOf(
  { parameters }: Prompt,
  templates: readonly Template[],
  variables: readonly string[],
): AnswerShape | undefined {
  const values: Values = {}
  for (const variable of variables) fillIn(values, variable, standIn(variable, 0))
  const read = answerShape(templates.map((template) => template.render(values)).join('\n'))
  const format = parameters?.['response-format']
  if (read !== undefined || format === undefined || format === 'text') return read
  return { keys: [], example: {} }
}
