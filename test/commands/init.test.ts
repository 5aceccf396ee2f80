import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { makeRepository } from '../change/make-repository.ts'
import { runCli } from './run-cli.ts'

const TRIAGE = `You sort customer mail for a small shop.

Reply with one JSON object and nothing else:
{"queue": "billing" | "shipping", "urgent": true | false}

Mail: {{ mail }}
`
const TOOLS = JSON.stringify([
  { type: 'function', function: { name: 'lookup_order', parameters: { type: 'object' } } },
  { name: 'refund', inputSchema: { type: 'object' } },
])

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: object
  readonly jobs: { readonly evals: { readonly permissions: object; readonly steps: readonly WorkflowStep[] } }
}
interface WorkflowStep {
  readonly uses: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
}

/** Without what a path or a machine's speed makes of it. */
function steady(text: string, root: string): string {
  return text.replaceAll(root, 'ROOT').replaceAll(/ in [\d.]+ m?s,/g, ' in MS,')
}

describe('noisefloor init', () => {
  it('gates a plain prompt of a repository: what it writes is valid, and it finds a careless change offline', async () => {
    using repository = makeRepository()
    repository.write({ 'prompts/triage.md': TRIAGE, 'prompts/README.md': 'About these.', '.gitignore': 'x' })
    repository.commit()
    const { code, stdout, stderr } = await runCli(repository.root, ['init'])
    expect(stderr).toBe('')
    expect(code).toBe(0)
    await expect(steady(stdout, repository.root)).toMatchFileSnapshot('__snapshots__/init-plain.txt.snap')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)

    const validated = await runCli(repository.root, ['validate'])
    expect(validated.stdout).toBe('noisefloor.yaml and 1 suite with 6 cases are valid\n')
    const read = (path: string) => readFileSync(join(repository.root, path), 'utf8')
    expect(read('.gitignore')).toBe('x\n.noisefloor/\n')
    expect(read('evals/triage.eval.yaml')).toContain('required: [queue, urgent]')
    expect(read('noisefloor.yaml')).toContain('$schema=evals/schema/policy.schema.json')
    expect(read('evals/schema/suite.schema.json')).toBe(
      readFileSync(join(import.meta.dirname, '../../schema/suite.schema.json'), 'utf8'),
    )
  })

  it('writes a workflow with no more permissions than the gate needs, pinned, with the key in one step', async () => {
    using repository = makeRepository()
    repository.write({ 'prompts/triage.md': TRIAGE })
    repository.commit()
    await runCli(repository.root, ['init', '--provider', 'anthropic'])
    const workflow: Workflow = parse(
      readFileSync(join(repository.root, '.github/workflows/noisefloor.yml'), 'utf8'),
    )
    expect(Object.keys(workflow.on)).toEqual(['pull_request'])
    expect(workflow.permissions).toEqual({})
    const { permissions, steps } = workflow.jobs.evals
    expect(permissions).toEqual({ contents: 'read', 'pull-requests': 'write', checks: 'write' })
    expect(steps[0]!.with).toEqual({ 'fetch-depth': 2, 'persist-credentials': false })
    const foreign = steps.filter(({ uses }) => uses.startsWith('actions/'))
    for (const { uses } of foreign) expect(uses).toMatch(/@[0-9a-f]{40}$/)
    expect(steps.flatMap(({ env }) => (env === undefined ? [] : [env]))).toEqual([
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's.
      { ANTHROPIC_API_KEY: '${{ secrets.ANTHROPIC_API_KEY }}' },
    ])
  })

  it('gates a package of a monorepo from its folder, with its tools, and the next package under the same policy', async () => {
    using repository = makeRepository()
    repository.write({
      'package.json': '{ "devDependencies": { "noisefloor": "1", "@anthropic-ai/sdk": "1" } }',
      'pnpm-lock.yaml': '',
      'packages/support/prompts/agent.md':
        'Look up the order before you answer.\n\n{% for one in history %}{{ one.role }}: {{ one.text }}\n{% endfor %}\n{{ customer.name }}: {{ message }}\n',
      'packages/support/tools/orders.json': TOOLS,
      'packages/search/prompts/rank.txt': 'Rank {docs} for {query}. Answer with the best one only.\n',
    })
    repository.commit()
    const support = await runCli(join(repository.root, 'packages/support'), ['init'])
    expect(support.code).toBe(0)
    expect(support.stdout).toContain('packages/support/tools/orders.json (lookup_order, refund)')
    expect(support.stdout).toContain('anthropic (the package @anthropic-ai/sdk is in use')
    expect(support.stdout).toContain('pnpm exec noisefloor check --model sim/starter')
    expect(support.stdout).not.toContain('for editors')
    const policy = readFileSync(join(repository.root, 'noisefloor.yaml'), 'utf8')

    const search = await runCli(join(repository.root, 'packages/search'), ['init'])
    expect(search.code).toBe(0)
    expect(search.stdout).toContain('sim-rank: { kind: simulated')
    expect(search.stdout.replaceAll(/\s+/g, ' ')).toContain('try example-1 --suite rank --dry-run')
    expect(readFileSync(join(repository.root, 'noisefloor.yaml'), 'utf8')).toBe(policy)
    const told = /add `(sim-rank: .*?)` to `providers`.*? noisefloor (check .*?)`/.exec(
      search.stdout.replaceAll(/\s+/g, ' '),
    )!
    repository.write({ 'noisefloor.yaml': policy.replace('  sim:', `  ${told[1]}\n  sim:`) })
    repository.commit('As init says')
    expect((await runCli(repository.root, told[2]!.split(' '))).stdout).toContain('this change affects no')
    repository.write({ 'noisefloor.yaml': policy })
    expect(readFileSync(join(repository.root, 'packages/search/evals/rank.eval.yaml'), 'utf8')).toContain(
      'prompt-syntax: f-string',
    )
    expect((await runCli(repository.root, ['validate'])).stdout).toBe(
      'noisefloor.yaml and 2 suites with 12 cases are valid\n',
    )
  })

  it('names a promptfoo configuration, takes its prompt and variables, and says what is left to write', async () => {
    using repository = makeRepository()
    repository.write({
      'promptfooconfig.yaml':
        'prompts: ["Rewrite this politely, in at most two sentences: {{text}}"]\nproviders: [openai:gpt-4o-mini]\ntests:\n  - vars: { text: Give me my money back }\n    assert: [{ type: llm-rubric, value: polite }]\n',
    })
    repository.commit()
    const { code, stdout } = await runCli(repository.root, ['init'])
    expect(code).toBe(0)
    const told = stdout.replaceAll(/\s+/g, ' ')
    expect(told).toContain('promptfooconfig.yaml. It cannot be imported yet.')
    expect(told).toContain('Which model? gpt-4o-mini (promptfooconfig.yaml names it;')
    expect(told).toContain('Let promptfooconfig.yaml read the prompt from prompts/promptfoo.md too')
    expect(readFileSync(join(repository.root, 'prompts/promptfoo.md'), 'utf8')).toBe(
      'Rewrite this politely, in at most two sentences: {{text}}\n',
    )
    expect(readFileSync(join(repository.root, 'evals/data/promptfoo.yaml'), 'utf8')).toContain(
      'text: Give me my money back',
    )
    const rehearsed = await runCli(repository.root, ['check', '--model', 'sim/starter'])
    expect(rehearsed.code).toBe(0)
    const real = await runCli(repository.root, ['check'])
    expect([real.code, real.stdout]).toEqual([2, expect.stringContaining('OPENAI_API_KEY')])
  })

  it('takes cases, scorers and model from a .prompt.yml', async () => {
    using repository = makeRepository()
    repository.write({
      'summary.prompt.yml': `model: openai/gpt-4o-mini
modelParameters: { temperature: 0.5 }
messages:
  - { role: system, content: You are a text summarizer. }
  - { role: user, content: "Begin with a dash.\\n{{input}}" }
testData:
  - { input: It rained all day., expected: Rain }
evaluators:
  - { name: Says it, string: { contains: "{{expected}}" } }
  - { name: Similarity, uses: github/similarity }
`,
    })
    repository.commit()
    const { code } = await runCli(repository.root, ['init', '--no-workflow'])
    expect(code).toBe(0)
    const suite = readFileSync(join(repository.root, 'evals/summary.eval.yaml'), 'utf8')
    expect(suite).toContain('model: openai/gpt-4o-mini')
    expect(suite).toContain('says-it: { contains: "{{expected}}" }')
    expect(suite).toContain('# Not taken over: Similarity.')
    expect(suite).not.toContain('params')
  })

  it('leaves every file that is there as it is, and says so; a second run has nothing to do', async () => {
    using repository = makeRepository()
    const own = {
      'noisefloor.yaml': 'providers: { mine: { kind: google, credential: MY_KEY } }\n',
      'evals/data/triage.yaml': '- { id: mine, vars: { mail: Hello } }\n',
      '.github/workflows/gate.yml': 'jobs: { a: { steps: [{ run: npx noisefloor check }] } }\n',
    }
    repository.write({ 'prompts/triage.md': TRIAGE, ...own })
    repository.commit()
    const { code, stdout } = await runCli(repository.root, ['init'])
    expect(code).toBe(0)
    for (const [path, text] of Object.entries(own)) {
      expect(readFileSync(join(repository.root, path), 'utf8')).toBe(text)
    }
    expect(stdout).toMatch(/= noisefloor.yaml +policy: was there, left as it is/)
    expect(stdout).toMatch(/= evals\/data\/triage.yaml +6 cases: was there/)
    expect(stdout).not.toContain('noisefloor.yml')
    expect(readFileSync(join(repository.root, 'evals/triage.eval.yaml'), 'utf8')).toContain(
      'model: mine/gemini-2.5-flash',
    )
    const before = repository.git('status', '--short', '--untracked-files=all')
    const again = await runCli(repository.root, ['init'])
    expect([again.code, again.stdout.replaceAll(/\s+/g, ' ')]).toEqual([
      0,
      expect.stringContaining('Every prompt that was found has a suite, so there is nothing to write.'),
    ])
    expect(repository.git('status', '--short', '--untracked-files=all')).toBe(before)
  })

  it('works without git, and says what is missing', async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'noisefloor-test-')))
    try {
      mkdirSync(join(root, 'prompts'))
      writeFileSync(join(root, 'prompts/q.md'), '{{ question }}\n')
      const { code, stdout } = await runCli(root, ['init', '--provider', 'simulated'])
      expect(code).toBe(0)
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain('this folder is in no git repository')
      expect(stdout).toContain('3. `git init`.')
      expect(readFileSync(join(root, 'evals/q.eval.yaml'), 'utf8')).toContain('model: sim/starter')
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })

  it('works before the first commit', async () => {
    using repository = makeRepository()
    repository.write({ 'prompts/triage.md': TRIAGE })
    const { code, stdout } = await runCli(repository.root, ['init'])
    expect([code, stdout]).toEqual([0, expect.stringContaining('no commit yet')])
  })

  it('writes nothing with --dry-run, and nothing when something is wrong', async () => {
    using repository = makeRepository()
    repository.write({ 'prompts/triage.md': TRIAGE, 'evals/old.eval.yaml': 'suite: old\n' })
    repository.commit()
    const broken = await runCli(repository.root, ['init'])
    expect(broken.code).toBe(2)
    expect(broken.stderr).toContain('evals/old.eval.yaml')
    expect(broken.stderr).toContain('nothing was written')
    repository.write({ 'evals/old.eval.yaml': undefined })
    repository.commit()
    const dry = await runCli(repository.root, ['init', '--dry-run'])
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('── evals/triage.eval.yaml ──')])
    expect(repository.git('status', '--short')).toBe('')
  })

  it.each([
    [['--prompt', 'prompts/triag.md'], 'did you mean prompts/triage.md?'],
    [['--provider', 'antropic'], 'did you mean anthropic?'],
    [['--config', '../noisefloor.yaml'], 'leaves the repository'],
  ])('refuses %j with a hint', async (options, hint) => {
    using repository = makeRepository()
    repository.write({ 'prompts/triage.md': TRIAGE })
    const { code, stderr } = await runCli(repository.root, ['init', ...options])
    expect([code, stderr]).toEqual([2, expect.stringContaining(hint)])
    expect(repository.git('status', '--short', '--untracked-files=all')).toBe('?? prompts/triage.md')
  })

  it('says where prompts are looked for when there is none, and which cannot be filled in', async () => {
    using repository = makeRepository()
    repository.write({ 'a/prompts/x.md': 'Hello' })
    mkdirSync(join(repository.root, 'b'))
    const none = await runCli(join(repository.root, 'b'), ['init'])
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('there is a/prompts/x.md')])
    repository.write({ 'a/prompts/x.md': '{{ a | unknown_filter }}' })
    const broken = await runCli(join(repository.root, 'a'), ['init'])
    expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining('unknown_filter')])
  })

  it('asks who is at the terminal, by number or name, and takes the default for an empty line', async () => {
    using repository = makeRepository()
    repository.write({
      'prompts/a.md': 'Say {{ word }}.',
      'prompts/b.md': 'Tell {{ name }} in one sentence.',
    })
    const answers = ['7', '2', 'google', '', 'n']
    const asked: string[] = []
    const { code, stdout } = await runCli(repository.root, ['init'], {
      ask: async (question) => {
        asked.push(question)
        return answers.shift() ?? ''
      },
    })
    expect(code).toBe(0)
    expect(asked).toEqual([
      '1 to 2 [1]: ',
      '1 to 2 [1]: ',
      '1 to 7 [1]: ',
      'Which model? [gemini-2.5-flash]: ',
      'Write a GitHub workflow that gates pull requests? [Y/n]: ',
    ])
    expect(stdout).toContain('7 is none of them.')
    expect(stdout).toContain('evals/b.eval.yaml')
    expect(stdout).not.toContain('noisefloor.yml')
  })
})
