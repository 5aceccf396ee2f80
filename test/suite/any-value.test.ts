import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/boundary/finding.ts'
import { caseSchema } from '../../src/suite/case-schema.ts'
import { loadPolicy } from '../../src/suite/load-policy.ts'
import { loadSuite } from '../../src/suite/load-suite.ts'
import { policySchema } from '../../src/suite/policy-schema.ts'
import { scorerSchema } from '../../src/suite/scorer-schema.ts'
import { suiteSchema } from '../../src/suite/suite-schema.ts'
import { targetSchema } from '../../src/suite/target-schema.ts'
import { memoryTree } from './memory-tree.ts'
import { TRIAGE } from './triage.ts'

const KEYS = [suiteSchema, targetSchema, caseSchema, scorerSchema, policySchema].flatMap((schema) =>
  Object.keys(schema.shape),
)
const key = fc.oneof(
  fc.constantFrom(...KEYS, '__proto__', 'constructor', 'role', 'content', 'margin', 'from', 'kind'),
  fc.string({ maxLength: 5 }),
)
const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ maxLength: 10 }),
  fc.constantFrom(
    'p.md',
    'rows.jsonl',
    '{{ mail }}',
    '{{expected.x}}',
    'openai/x',
    'user',
    '(',
    '$.a',
    '../x',
    '/etc/passwd',
    'sim',
    'cost',
    'simulated',
  ),
)

const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 5, depthSize: 'medium' }, leaf, tie('list'), tie('mapping')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  mapping: fc
    .array(fc.tuple(key, tie('value')), { maxLength: 5 })
    .map((entries) => Object.fromEntries(entries)),
}))

/** A file that is sound but for one part. */
const FILES = { 'evals/p.md': 'Hi {{ mail }}', 'evals/rows.jsonl': '{"mail":"x"}', 'p.md': 'x' }
const SOUND = {
  suite: 't',
  target: { user: 'Hi', model: 's/m' },
  cases: [{ vars: { mail: 'x' }, expected: { x: 1 } }],
  scorers: { s: { equals: 'x' } },
  assert: [{ metric: 's', 'no-regression': {} }],
}

async function loadsOrExplains(run: Promise<unknown>): Promise<void> {
  try {
    await run
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    for (const { message } of error.findings) expect(message).not.toMatch(/undefined|\[object|\n/)
  }
}

describe('whatever a file holds, it loads or its mistakes are explained:', () => {
  it('any value as a part of a suite', async () => {
    const part = fc.constantFrom('suite', 'target', 'cases', 'scorers', 'assert', 'defaults', 'deterministic')
    await fc.assert(
      fc.asyncProperty(part, value, async (name, content) => {
        const text = JSON.stringify({ ...SOUND, [name]: content })
        await loadsOrExplains(
          loadSuite(memoryTree({ ...FILES, 'evals/t.eval.yaml': text }), 'evals/t.eval.yaml'),
        )
      }),
      { numRuns: 400 },
    )
  })

  it('any value as an item of a suite', async () => {
    const item = fc.constantFrom('cases', 'scorers', 'assert')
    await fc.assert(
      fc.asyncProperty(item, value, async (name, content) => {
        const items = name === 'scorers' ? { s: content } : [content]
        const text = JSON.stringify({ ...SOUND, [name]: items })
        await loadsOrExplains(
          loadSuite(memoryTree({ ...FILES, 'evals/t.eval.yaml': text }), 'evals/t.eval.yaml'),
        )
      }),
      { numRuns: 400 },
    )
  })

  it('any value as a suite, a policy, a dataset, a tools file or a prompt file', async () => {
    await fc.assert(
      fc.asyncProperty(value, async (content) => {
        const text = JSON.stringify(content)
        const suite = (more: object) => JSON.stringify({ ...SOUND, ...more })
        await loadsOrExplains(loadSuite(memoryTree({ ...FILES, 't.eval.yaml': text }), 't.eval.yaml'))
        await loadsOrExplains(
          loadPolicy(memoryTree({ ...FILES, 'noisefloor.yaml': text }), 'noisefloor.yaml'),
        )
        await loadsOrExplains(
          loadSuite(
            memoryTree({ 'x.json': text, 't.eval.yaml': suite({ cases: [{ from: 'x.json' }] }) }),
            't.eval.yaml',
          ),
        )
        await loadsOrExplains(
          loadSuite(
            memoryTree({
              'x.json': text,
              't.eval.yaml': suite({ target: { prompt: 'x.json', model: 's/m', tools: 'x.json' } }),
            }),
            't.eval.yaml',
          ),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('any text as a suite or a dataset', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.mixedCase(fc.constant(TRIAGE['evals/triage.eval.yaml'])),
    )
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        await loadsOrExplains(
          loadSuite(memoryTree({ ...TRIAGE, 'evals/triage.eval.yaml': content }), 'evals/triage.eval.yaml'),
        )
        await loadsOrExplains(
          loadSuite(memoryTree({ ...TRIAGE, 'evals/data/mails.jsonl': content }), 'evals/triage.eval.yaml'),
        )
      }),
      { numRuns: 100 },
    )
  })
})
