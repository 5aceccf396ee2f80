import { makeRepository, type TestRepository } from '../change/make-repository.ts'
import { processesWith } from '../target/programs.ts'

/** Sorts mails by their words; leaves the proof that it ran, if somebody wants one. */
const RULES = `export const queueOf = (mail) => (mail.includes('invoice') ? 'billing' : 'shipping')\n`

const SERVER = `import { createServer } from 'node:http'
import { queueOf } from './rules.mjs'
createServer((request, response) => {
  let text = ''
  request.on('data', (chunk) => { text += chunk })
  request.on('end', () => {
    if (request.url === '/health') return void response.end('ok')
    response.end(JSON.stringify({ queue: queueOf(JSON.parse(text).mail) }))
  })
}).listen(Number(process.env.PORT), '127.0.0.1')
`

const AGENT = `import { readFileSync, writeFileSync } from 'node:fs'
import { queueOf } from './rules.mjs'
const { vars } = JSON.parse(readFileSync(0, 'utf8'))
console.log('::error::agents print what they like')
writeFileSync(process.env.NOISEFLOOR_RESULT, JSON.stringify({ output: queueOf(vars.mail) }))
`

const suite = (name: string, target: string, equals: string) => `suite: ${name}
deterministic: true
target: ${target}
cases:
${Array.from({ length: 6 }, (_, index) => `  - { id: invoice-${index}, vars: { mail: "invoice ${index}" }, expected: billing }`).join('\n')}
${Array.from({ length: 6 }, (_, index) => `  - { id: parcel-${index}, vars: { mail: "parcel ${index}" }, expected: shipping }`).join('\n')}
scorers: { queue: ${equals} }
assert: [{ metric: queue, no-regression: { margin: 0.3 } }]
`

export interface SorterOptions {
  /** Lines of the policy. */
  readonly policy?: readonly string[]
  readonly suites?: readonly ('served' | 'command')[]
}

/** A committed repository with an application and two suites that run it: behind HTTP, and as a command. */
export function makeSorterRepository(options: SorterOptions = {}): TestRepository {
  const made = makeRepository()
  const env = `{ TEST_MARK: "${made.root}" }`
  const served = `{ serve: { command: [node, app/server.mjs], ready: /health, depends-on: "app/**", env: ${env} }, http: { service: sorter, path: /sort, reply: $ } }`
  const command = `{ command: { run: [node, app/agent.mjs], depends-on: "app/**", env: ${env} } }`
  const suites = options.suites ?? ['served', 'command']
  made.write({
    'noisefloor.yaml': ['providers: {}', ...(options.policy ?? []), ''].join('\n'),
    'app/rules.mjs': RULES,
    'app/server.mjs': SERVER,
    'app/agent.mjs': AGENT,
    ...(suites.includes('served') && {
      'evals/served.eval.yaml': suite('served', served, '{ json-path: $.queue, equals: "{{ expected }}" }'),
    }),
    ...(suites.includes('command') && {
      'evals/command.eval.yaml': suite('command', command, '{ equals: "{{ expected }}" }'),
    }),
  })
  made.commit('An application that sorts mails')
  return made
}

export const WORSE_RULES = { 'app/rules.mjs': `export const queueOf = () => 'shipping'\n` }
export const OTHER_RULES = { 'app/rules.mjs': `// The same, in other words.\n${RULES}` }

/** Programs of the repository that are still alive. */
export function survivorsOf({ root }: TestRepository): readonly string[] {
  return processesWith(`TEST_MARK=${root}`)
}
