import { runProcess } from '../../src/boundary/run-process.ts'
import { loadBaseTargets } from '../../src/change/base-targets.ts'
import { bindCode } from '../../src/change/bind-code.ts'
import { compareSuites } from '../../src/change/compare-suites.ts'
import type { GateChange } from '../../src/change/gate-change.ts'
import { listGateChanges } from '../../src/change/gate-changes.ts'
import { loadSides } from '../../src/change/load-sides.ts'
import { openRepository } from '../../src/change/repository.ts'
import { type Sides, selectSides } from '../../src/change/sides.ts'
import type { SuiteComparison } from '../../src/change/suite-comparison.ts'
import type { ModelMessage } from '../../src/provider/model.ts'
import type { RenderedRequest } from '../../src/suite/render-request.ts'
import { memoryTree } from '../suite/memory-tree.ts'
import { makeRepository } from './make-repository.ts'

export type Files = Readonly<Record<string, string>>

export interface ComparedVersions {
  readonly comparisons: readonly SuiteComparison[]
  readonly gateChanges: readonly GateChange[]
  /** The only comparison. */
  readonly only: SuiteComparison
  /** Gate changes as `description`, with `!` in front of those that loosen. */
  readonly changes: readonly string[]
}

interface CompareOptions {
  readonly approved?: boolean
}

/** What head does to base's files; `undefined` removes one. */
export type Edits = Readonly<Record<string, string | undefined>>

/** Commits `base`, lays `head` over it in the working tree of a real repository, and compares the two. */
export async function compareInRepository(
  base: Files,
  head: Edits,
  options: CompareOptions = {},
): Promise<ComparedVersions> {
  using made = makeRepository()
  made.write(base)
  made.commit()
  made.write(head)
  const repository = await openRepository(made.root, runProcess, {
    environment: { PATH: process.env['PATH'], HOME: '/nonexistent' },
  })
  try {
    const sides = await selectSides(repository, { base: 'HEAD' })
    return await compareSides(sides, options)
  } finally {
    await repository.close()
  }
}

/** The same without git. */
export async function compareInMemory(
  base: Files,
  head: Edits,
  options: CompareOptions = {},
): Promise<ComparedVersions> {
  const after = Object.fromEntries(
    Object.entries({ ...base, ...head }).flatMap(([path, text]) =>
      text === undefined ? [] : [[path, text]],
    ),
  )
  const changed = Object.keys({ ...base, ...head }).filter((path) => base[path] !== after[path])
  const sides = {
    base: { sha: 'base', tree: memoryTree(base) },
    head: { sha: 'working tree', tree: memoryTree(after) },
    changedPaths: new Set(changed),
    notes: [],
  }
  return compareSides(sides, options)
}

async function compareSides(sides: Sides, { approved = false }: CompareOptions): Promise<ComparedVersions> {
  const { base, head } = await bindCode(await loadSides(sides, 'noisefloor.yaml', true), sides)
  const { changedPaths } = sides
  const baseTargets = await loadBaseTargets({
    base,
    head,
    baseTree: sides.base.tree,
    headTree: sides.head.tree,
  })
  const comparisons = compareSuites({ base, head, changedPaths, approved, baseTargets })
  const gateChanges = listGateChanges({ base, head, approved })
  return {
    comparisons,
    gateChanges,
    get only() {
      if (comparisons.length !== 1) throw new Error(`${comparisons.length} comparisons`)
      return comparisons[0] as SuiteComparison
    },
    changes: gateChanges.map(({ loosens, description }) => `${loosens ? '! ' : ''}${description}`),
  }
}

/** A policy, and one suite with a prompt, tools, a dataset, a schema and a rubric. */
export const SHOP: Files = {
  'noisefloor.yaml': `providers:
  sim: { kind: simulated, file: evals/sim.yaml }
  openai: { kind: openai, credential: OPENAI_API_KEY }
gate-changes: { label: evals-approved }
budget: { usd: 5 }
`,
  'evals/sim.yaml': 'replies: [ok]\n',
  'evals/shop.eval.yaml': `suite: shop
target:
  system: ../prompts/shop.md
  user: "{{ mail }}"
  model: sim/shop
  tools: ../tools.json
  params: { temperature: 0.7 }
cases:
  - id: angry
    vars: { mail: "Money back!" }
    expected: { queue: billing }
    tags: [refund]
  - from: data/mails.jsonl
scorers:
  queue: { json-path: $.queue, equals: "{{expected.queue}}" }
  format: { json-schema: shop.schema.json }
  tone: { judge: { rubric: tone.md } }
assert:
  - { metric: queue, no-regression: { margin: 0.1 } }
  - { metric: format, at-least: { rate: 0.9, slack: 0.05 }, role: guardrail }
  - { metric: tone, no-regression: { margin: 0.2, tolerance: 0.1 }, slices: [refund], role: advisory }
`,
  'prompts/shop.md': "You answer mails.\n{% include './footer.md' %}",
  'prompts/footer.md': 'Be brief.\n',
  'tools.json': JSON.stringify([{ name: 'find_order', parameters: { type: 'object' } }], null, 2),
  'evals/data/mails.jsonl': [
    { id: 'late', vars: { mail: 'Where is it?' }, expected: { queue: 'shipping' } },
    { id: 'short', vars: { mail: 'Hi' }, expected: { queue: null }, weight: 2 },
  ]
    .map((row) => `${JSON.stringify(row)}\n`)
    .join(''),
  'evals/shop.schema.json': '{ "type": "object", "required": ["queue"] }',
  'evals/tone.md': 'Friendly.\n',
}

/** `SHOP` with a text in one file replaced; complains when it is not there. */
export function edited(
  file: string,
  ...replacements: readonly (readonly [from: string, to: string])[]
): Files {
  let text = SHOP[file] ?? ''
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`)
    text = text.replace(from, () => to)
  }
  return { [file]: text }
}

/** What a prompt's request says. */
export function messagesOf(request: RenderedRequest | undefined): readonly ModelMessage[] {
  if (request?.kind !== 'prompt') throw new Error(`no prompt: ${request?.kind}`)
  return request.request.messages
}
