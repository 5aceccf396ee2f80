import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'rolldown/utils'

/** One text of the sources that tells a user what is wrong. */
export interface PrintedMessage {
  /** Relative to `src/`, with its line. */
  readonly place: string
  /** What is filled in is `…`. */
  readonly text: string
  /** How to mend it, where the sources say so beside it. */
  readonly hint?: string
}

interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

/** Folders that speak of evidence and layout; what they say of a suite that could not be judged is found by `NOT_EVALUABLE`. */
const OF_VERDICTS = ['report', 'verdict', 'stats']

/** What texts of messages are called in the sources. */
const PROPERTIES = ['message', 'error', 'says', 'problem', 'refused', 'text']
const VARIABLES = [
  'message',
  'problem',
  'MISSING',
  'refused',
  'CREDENTIAL_RULE',
  'VARIABLE_RULE',
  'CONTENT_RULE',
]
const FUNCTIONS = [
  ...[
    'report',
    'warning',
    'warn',
    'error',
    'notice',
    'fail',
    'failed',
    'refuse',
    'refusal',
    'refused',
    'complain',
  ],
  ...[
    'missing',
    'end',
    'failure',
    'infraError',
    'partialError',
    'wireFormat',
    'ProviderError',
    'CodeFailure',
  ],
  ...['SamplingStopped', 'JsonSchemaError', 'JsonPathError', 'PatternError', 'UnexpectedReply'],
  ...['JsonSyntaxProblem', 'min', 'max', 'gt', 'lt', 'int', 'regex', 'positive'],
]
/** In these folders and files a function that returns a sentence mostly returns what is wrong. */
const RETURNING = [
  ...[
    'boundary/',
    'suite/',
    'provider/',
    'target/',
    'github/problems.ts',
    'github/event.ts',
    'ledger/json-lines.ts',
  ],
  ...[
    'verdict/missing-share.ts',
    'verdict/recorded-shortfalls.ts',
    'verdict/sequential-decider.ts',
    'report/served-notes.ts',
  ],
]
/** Files whose texts are all of this kind, whatever they are called there. */
const WHOLE = ['github/problems.ts', 'github/request-failure.ts', 'ledger/ledger-error.ts']

/** What `init` writes into files of users: answers of simulated models, not what is wrong. */
const WRITTEN = /^setup\/starter-/

/** All messages of the sources, each once, in the order of the files. */
export function printedMessages(source: string): readonly PrintedMessage[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  const all = files.sort().flatMap((file) => messagesOf(file, readFileSync(join(source, file), 'utf8')))
  return [...new Map(all.map((message) => [message.text, message])).values()]
}

function messagesOf(file: string, code: string): PrintedMessage[] {
  const found: PrintedMessage[] = []
  const visit = (node: unknown, above: readonly Node[]): void => {
    if (Array.isArray(node)) for (const one of node) visit(one, above)
    if (!isNode(node) || node.type === 'ImportDeclaration' || node.type.startsWith('TS')) return
    const text = textOf(node)
    if (text !== undefined && isSentence(text) && isMessage(file, code, [...above, node])) {
      const line = code.slice(0, node.start).split('\n').length
      const hint = hintBeside(above)
      found.push({ place: `${file}:${line}`, text, ...(hint === undefined ? {} : { hint }) })
    }
    for (const part of Object.values(node)) visit(part, [...above, node])
  }
  visit(parseSync(file, code).program, [])
  return found
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && !Array.isArray(value)
}

function textOf(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value']
  if (node.type !== 'TemplateLiteral') return undefined
  return (node['quasis'] as readonly { value: { cooked: string } }[])
    .map(({ value }) => value.cooked)
    .join('…')
}

/** Three words at least, so that keys and single words are left out. */
function isSentence(text: string): boolean {
  return /\p{L}[\p{L}…"`'-]* [\p{L}…"`'-]+[ :]/u.test(`${text} `) && /\p{Ll}{2}/u.test(text)
}

/** @param above the text itself last */
function isMessage(file: string, code: string, above: readonly Node[]): boolean {
  const near = above.findLast(({ type }) =>
    ['Property', 'VariableDeclarator', 'CallExpression', 'NewExpression', 'ReturnStatement'].includes(type),
  )
  const folder = file.split('/')[0]!
  if (WRITTEN.test(file)) return false
  if (WHOLE.includes(file)) return true
  switch (near?.type) {
    case 'Property': {
      const name = nameOf(near['key'])
      if (name === 'reason') return isNotEvaluable(above)
      return PROPERTIES.includes(name) && !OF_VERDICTS.includes(folder) && !isAllRight(above)
    }
    case 'VariableDeclarator':
      return VARIABLES.includes(nameOf(near['id'])) && !OF_VERDICTS.includes(folder)
    case 'CallExpression':
    case 'NewExpression': {
      const { start, end } = near['callee'] as { start: number; end: number }
      const name = code.slice(start, end).replace(/^.*\./s, '')
      // `complain(status, path, message, remedy)` of `doctor`: what to do stands beside what is wrong on the screen.
      if (folder === 'setup' && name === 'complain')
        return above.includes((near['arguments'] as readonly Node[])[2]!)
      return (
        (FUNCTIONS.includes(name) || (name === 'RangeError' && folder === 'suite')) &&
        !OF_VERDICTS.includes(folder)
      )
    }
    case 'ReturnStatement':
      return RETURNING.some((room) => file.startsWith(room))
    default:
      return false
  }
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return ''
  return String(node['name'] ?? node['value'] ?? '')
}

/** The object around a `reason` says `verdict: 'not-evaluable'` or `status: 'not-evaluable'`. */
function isNotEvaluable(above: readonly Node[]): boolean {
  return propertiesAround(above).some(({ value }) => isNode(value) && value['value'] === 'not-evaluable')
}

/** The object around a text is a finding of `doctor` that nothing is wrong. */
function isAllRight(above: readonly Node[]): boolean {
  return propertiesAround(above).some(
    ({ key, value }) => nameOf(key) === 'status' && isNode(value) && value['value'] === 'ok',
  )
}

function hintBeside(above: readonly Node[]): string | undefined {
  const hint = propertiesAround(above).find(({ key }) => nameOf(key) === 'hint')?.value
  return isNode(hint) ? textOf(hint) : undefined
}

function propertiesAround(above: readonly Node[]): readonly { key?: unknown; value?: unknown }[] {
  const object = above.findLast(({ type }) => type === 'ObjectExpression')
  return (object?.['properties'] ?? []) as readonly { key?: unknown; value?: unknown }[]
}
