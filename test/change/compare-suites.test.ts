import { describe, expect, it } from 'vitest'
import type { SuiteComparison } from '../../src/change/suite-comparison.ts'
import { compareInMemory, compareInRepository, edited, messagesOf, SHOP } from './compare-versions.ts'

const SUITE = 'evals/shop.eval.yaml'
const DATA = 'evals/data/mails.jsonl'

const ids = (comparison: SuiteComparison) => comparison.pairs.map(({ case: { id } }) => id)
const headOnly = (comparison: SuiteComparison) =>
  comparison.headOnly.map(({ case: { id }, form }) => `${form} ${id}`)

describe('a suite that both sides have', () => {
  it.each([
    ['a file outside it', { 'README.md': 'new' }, 'None of its files changed.'],
    ['nothing', {}, 'None of its files changed.'],
    [
      'a comment in its file',
      edited(SUITE, ['suite: shop', '# about\nsuite: shop']),
      'every request is the same',
    ],
    [
      'the layout of its file',
      edited(SUITE, ['params: { temperature: 0.7 }', 'params:\n    temperature: 0.70']),
      'every request is the same',
    ],
    [
      'the layout of its tools',
      { 'tools.json': '[{"parameters":{"type":"object"},"name":"find_order"}]' },
      'every request is the same',
    ],
    [
      'a template comment',
      { 'prompts/footer.md': 'Be brief.{% comment %} really {% endcomment %}\n' },
      'every request is the same',
    ],
    [
      'the order of its cases',
      { [DATA]: (SHOP[DATA] as string).trimEnd().split('\n').toReversed().join('\n') },
      'every request is the same',
    ],
  ])('is unaffected by %s', async (_, head, reason) => {
    const { only, changes } = await compareInRepository(SHOP, head)
    expect(only).toMatchObject({
      name: 'shop',
      status: 'unaffected',
      affectedBy: [],
      pairs: [],
      headOnly: [],
      notes: [],
    })
    expect(only.unaffectedCases).toBe(3)
    expect(only.reason).toContain(reason)
    expect(changes).toEqual([])
  })

  it.each([
    ['its prompt', { 'prompts/shop.md': 'You answer letters.' }, ['prompts/shop.md'], ['prompt']],
    ['a partial of its prompt', { 'prompts/footer.md': 'Be long.' }, ['prompts/footer.md'], ['prompt']],
    ['a prompt in its own file', edited(SUITE, ['"{{ mail }}"', '"Mail: {{ mail }}"']), [SUITE], ['prompt']],
    ['its tools', { 'tools.json': '[]' }, ['tools.json'], ['tools']],
    ['its model', edited(SUITE, ['sim/shop', 'sim/other']), [SUITE], ['model']],
    ['its parameters', edited(SUITE, ['0.7', '0.8']), [SUITE], ['parameters']],
    [
      'prompt and tools, with a comment in the suite',
      { 'prompts/shop.md': 'x', 'tools.json': '[]', ...edited(SUITE, ['suite: shop', '# hi\nsuite: shop']) },
      ['prompts/shop.md', 'tools.json'],
      ['prompt', 'tools'],
    ],
  ])('is affected by a change of %s', async (_, head, affectedBy, changed) => {
    const { only, changes } = await compareInRepository(SHOP, head)
    expect(only).toMatchObject({
      status: 'affected',
      judgedBy: 'base',
      affectedBy,
      changes: changed,
      headOnly: [],
    })
    expect(ids(only)).toEqual(['angry', 'late', 'short'])
    expect(only.unaffectedCases).toBe(0)
    expect(changes).toEqual([])
  })

  it('pairs only the cases whose requests differ', async () => {
    const { only } = await compareInMemory(SHOP, {
      'prompts/shop.md':
        "You answer mails.\n{% include './footer.md' %}{% if mail == 'Hi' %}Greet.{% endif %}",
    })
    expect(ids(only)).toEqual(['short'])
    expect(only.unaffectedCases).toBe(2)
    expect(only.reason).toBe('1 of 3 cases get a different request: the prompt changed.')
    expect(messagesOf(only.pairs[0]?.base)[0]?.content).not.toContain('Greet')
    expect(messagesOf(only.pairs[0]?.head)[0]?.content).toContain('Greet')
  })

  it.each([
    [
      'a scorer',
      edited(SUITE, ['equals: "{{expected.queue}}"', 'equals: billing']),
      [SUITE],
      'Its scorers changed',
    ],
    [
      'the schema of a scorer',
      { 'evals/shop.schema.json': 'true' },
      ['evals/shop.schema.json'],
      'Its scorers changed',
    ],
    ['a rubric', { 'evals/tone.md': 'Rude.' }, ['evals/tone.md'], 'Its scorers changed'],
    ['an assertion', edited(SUITE, ['margin: 0.1 ', 'margin: 0.3 ']), [SUITE], 'Its assertions changed'],
    ['a weight', edited(DATA, ['"weight":2', '"weight":3']), [DATA], 'Its cases changed'],
  ])('has nothing to run when only %s changed', async (_, head, affectedBy, reason) => {
    const { only, changes } = await compareInMemory(SHOP, head)
    expect(only).toMatchObject({ status: 'unaffected', affectedBy, pairs: [], headOnly: [] })
    expect(only.reason).toBe(
      `${reason}, but every request is the same on both sides, so there is nothing to run.`,
    )
    expect(changes).toHaveLength(1)
  })

  it('is judged by base, whatever head does to its cases, scorers and assertions', async () => {
    const { only } = await compareInMemory(SHOP, {
      'prompts/shop.md': 'x',
      ...edited(
        SUITE,
        ['margin: 0.1 ', 'margin: 1 '],
        ['queue: billing', 'queue: anything'],
        ['$.queue', '$.other'],
      ),
    })
    expect(only.judgedBy).toBe('base')
    expect(ids(only)).toEqual(['angry', 'late', 'short'])
    expect(only.pairs[0]?.case.expected).toEqual({ queue: 'billing' })
    expect(only.suite?.assertions[0]?.claim).toMatchObject({ margin: 0.1 })
    expect(only.suite?.scorers.get('queue')).toMatchObject({ path: '$.queue' })
    expect(headOnly(only)).toEqual(['edited angry'])
    expect(only.notes).toEqual(["The cases, scorers and assertions differ between the sides; base's decide."])
  })

  it('says in so many words that it is deterministic on one side alone', async () => {
    const { only } = await compareInMemory(SHOP, {
      'prompts/shop.md': 'x',
      [SUITE]: `${SHOP[SUITE]}deterministic: true\n`,
    })
    expect(only.notes).toEqual(["The flag `deterministic` differs between the sides; base's decides."])
  })

  it('is judged by head when the change is approved', async () => {
    const head = {
      'prompts/shop.md': 'x',
      ...edited(SUITE, ['margin: 0.1 ', 'margin: 1 '], ['queue: billing', 'queue: any']),
    }
    const { only, gateChanges } = await compareInMemory(SHOP, head, { approved: true })
    expect(only).toMatchObject({ judgedBy: 'head', status: 'affected', headOnly: [] })
    expect(only.pairs[0]?.case.expected).toEqual({ queue: 'any' })
    expect(only.suite?.assertions[0]?.claim).toMatchObject({ margin: 1 })
    expect(gateChanges.every(({ approved }) => approved)).toBe(true)
  })
})

describe('cases that head changes', () => {
  it('gate in their base form, and run in their head form beside it', async () => {
    const { only } = await compareInMemory(SHOP, {
      'prompts/shop.md': 'x',
      ...edited(DATA, ['Where is it?', 'Where?']),
    })
    expect(ids(only)).toEqual(['angry', 'late', 'short'])
    expect(messagesOf(only.pairs[1]?.head).at(-1)?.content).toBe('Where is it?')
    expect(headOnly(only)).toEqual(['edited late'])
    expect(messagesOf(only.headOnly[0]?.request).at(-1)?.content).toBe('Where?')
    expect(only.affectedBy).toEqual([DATA, 'prompts/shop.md'])
  })

  it('run in head only when nothing else changed', async () => {
    const { only } = await compareInMemory(SHOP, edited(DATA, ['"queue":"shipping"', '"queue":"orders"']))
    expect(only).toMatchObject({ status: 'affected', pairs: [], unaffectedCases: 3, affectedBy: [DATA] })
    expect(headOnly(only)).toEqual(['edited late'])
    expect(only.reason).toBe('1 edited case runs in head only.')
  })

  it('still gate after they were deleted', async () => {
    const { only } = await compareInMemory(SHOP, {
      'prompts/shop.md': 'x',
      [DATA]: '{"id":"late","vars":{"mail":"Where is it?"},"expected":{"queue":"shipping"}}\n',
    })
    expect(ids(only)).toEqual(['angry', 'late', 'short'])
  })

  it('are gone with the approval', async () => {
    const head = {
      'prompts/shop.md': 'x',
      [DATA]: '{"id":"late","vars":{"mail":"Where is it?"},"expected":{"queue":"shipping"}}\n',
    }
    const { only } = await compareInMemory(SHOP, head, { approved: true })
    expect(ids(only)).toEqual(['angry', 'late'])
  })

  it('run in head only when they are new, with or without approval', async () => {
    const head = { [DATA]: `${SHOP[DATA]}{"id":"added","vars":{"mail":"?"},"expected":{"queue":"x"}}\n` }
    for (const approved of [false, true]) {
      const { only } = await compareInMemory(SHOP, head, { approved })
      expect(headOnly(only)).toEqual(['new added'])
      expect(only).toMatchObject({ status: 'affected', pairs: [], unaffectedCases: 3 })
      expect(only.reason).toBe('1 new case runs in head only.')
    }
  })

  it('are shown without deciding when no absolute assertion can judge them', async () => {
    const base = { ...SHOP, ...edited(SUITE, ['at-least: { rate: 0.9, slack: 0.05 }', 'improves: true']) }
    const { only } = await compareInMemory(base, {
      [DATA]: `${SHOP[DATA]}{"id":"added","vars":{"mail":"?"},"expected":{"queue":"x"}}\n`,
    })
    expect(only.notes.join('\n')).toContain(
      'No `at-least` or `at-most` assertion judges what runs in head only',
    )
  })
})

describe('a prompt that needs a new variable', () => {
  const prompt = { 'prompts/shop.md': 'Answer in {{ language }}.' }
  const data = {
    ...edited(SUITE, ['mail: "Money back!"', 'mail: "Money back!", language: de']),
    ...edited(DATA, ['"Where is it?"', '"Where is it?","language":"de"'], ['"Hi"', '"Hi","language":"de"']),
  }

  it("cannot be judged on base's cases, and the finding says how to go on", async () => {
    const { only } = await compareInMemory(SHOP, { ...prompt, ...data })
    expect(only).toMatchObject({ status: 'not-evaluable', pairs: [], headOnly: [] })
    expect(only.findings).toHaveLength(1)
    expect(only.findings[0]).toMatchObject({ file: SUITE })
    expect(only.findings[0]?.message).toMatch(
      /^head's prompt cannot be filled from base's form of 3 cases \(angry, late and short\): the variable `language` is missing$/,
    )
    expect(only.findings[0]?.hint).toBe(
      "base's cases decide: give them the variable in a pull request of its own first, or set the label `evals-approved` so that head's cases decide",
    )
  })

  it('is judged on the new data when that is approved', async () => {
    const { only } = await compareInMemory(SHOP, { ...prompt, ...data }, { approved: true })
    expect(ids(only)).toEqual(['angry', 'late', 'short'])
    expect(messagesOf(only.pairs[0]?.head)[0]?.content).toContain('Answer in de.')
    expect(messagesOf(only.pairs[0]?.base)[0]?.content).toContain('You answer mails.')
  })

  it('is judged when the data came first', async () => {
    const first = await compareInMemory(SHOP, data)
    expect(first.only.status).toBe('affected')
    expect(first.only.pairs).toEqual([])
    const second = await compareInMemory({ ...SHOP, ...data }, prompt)
    expect(ids(second.only)).toEqual(['angry', 'late', 'short'])
  })
})

describe('a variable that is renamed in prompt and cases', () => {
  const rename = {
    ...edited(SUITE, ['{{ mail }}', '{{ letter }}'], ['vars: { mail', 'vars: { letter']),
    ...edited(DATA, ['"mail":"Where', '"letter":"Where'], ['"mail":"Hi', '"letter":"Hi']),
  }

  it('changes no request, so nothing has to be judged', async () => {
    const { only } = await compareInMemory(SHOP, rename)
    expect(only).toMatchObject({ pairs: [], unaffectedCases: 3, findings: [] })
  })

  it("cannot be judged on base's cases when the prompt changes too", async () => {
    const { only } = await compareInMemory(SHOP, { ...rename, 'prompts/shop.md': 'x' })
    expect(only.status).toBe('not-evaluable')
  })

  it('gives each side its own form when the change is approved', async () => {
    const { only } = await compareInMemory(SHOP, { ...rename, 'prompts/shop.md': 'x' }, { approved: true })
    expect(ids(only)).toEqual(['angry', 'late', 'short'])
    expect(messagesOf(only.pairs[0]?.base).at(-1)?.content).toBe('Money back!')
    expect(messagesOf(only.pairs[0]?.head).at(-1)?.content).toBe('Money back!')
    expect(only.notes.join('\n')).toContain('there each side got its own form')
  })
})

describe('a new suite', () => {
  const NEW = 'evals/new.eval.yaml'
  const suite = (target: string, assertion: string) => `suite: new
target: { ${target}, model: sim/shop }
cases: [{ id: one, vars: { mail: "Hello" } }]
scorers: { long: { length: { min: 1 } } }
assert: [{ metric: long, ${assertion} }]
`
  const relative = 'no-regression: { margin: 0.1 }'
  const absolute = 'at-least: { rate: 0.5, slack: 0.1 }'
  const compareNew = async (head: Record<string, string>) =>
    (await compareInMemory(SHOP, head)).comparisons.find(({ name }) => name === 'new') as SuiteComparison

  it("is judged by head's file on both arms where base has the prompt", async () => {
    const compared = await compareNew({
      [NEW]: suite('prompt: ../prompts/shop.md', relative),
      'prompts/shop.md': 'Other: {{ mail }}',
    })
    expect(compared).toMatchObject({
      status: 'affected',
      judgedBy: 'head',
      headOnly: [],
      changes: ['prompt'],
    })
    expect(ids(compared)).toEqual(['one'])
    expect(messagesOf(compared.pairs[0]?.base)[0]?.content).toContain('You answer mails.')
    expect(compared.affectedBy).toEqual([NEW, 'prompts/shop.md'])
    expect(compared.reason).toBe(
      'This suite is new. Its one case gets a different request: the prompt changed.',
    )
  })

  it("uses base's partial with base's prompt, though head includes another", async () => {
    const compared = await compareNew({
      [NEW]: suite('prompt: ../prompts/shop.md', relative),
      'prompts/shop.md': "Other.{% include './other.md' %}",
      'prompts/other.md': 'Other footer.',
      'prompts/footer.md': 'Changed footer.',
    })
    expect(messagesOf(compared.pairs[0]?.base)[0]?.content).toBe('You answer mails.\nBe brief.\n')
  })

  it('runs in head only where its prompt is the same on both sides', async () => {
    const compared = await compareNew({ [NEW]: suite('prompt: ../prompts/shop.md', absolute) })
    expect(compared).toMatchObject({ status: 'affected', pairs: [], notes: [] })
    expect(headOnly(compared)).toEqual(['new one'])
    expect(compared.reason).toBe('This suite is new. 1 new case runs in head only.')
  })

  it.each([
    ['is new too', { 'prompts/new.md': 'Hi {{ mail }}' }, 'prompt: ../prompts/new.md'],
    ['stands in the suite itself', {}, 'user: "Hi {{ mail }}"'],
  ])('runs in head only where its prompt %s', async (_, files, target) => {
    const compared = await compareNew({ ...files, [NEW]: suite(target, absolute) })
    expect(compared).toMatchObject({ status: 'affected', pairs: [], notes: [] })
    expect(headOnly(compared)).toEqual(['new one'])
    expect(compared.reason).toBe(
      'This suite is new. Base does not have what it runs. 1 new case runs in head only.',
    )
  })

  it('says that nothing is decided when it has no absolute assertion either', async () => {
    const compared = await compareNew({ [NEW]: suite('user: "{{ mail }}"', relative) })
    expect(compared.status).toBe('affected')
    expect(compared.notes).toEqual([
      'No `at-least` or `at-most` assertion judges what runs in head only: it is shown, and decides nothing.',
    ])
  })
})

describe('a suite that one side cannot use', () => {
  const BROKEN = 'suite: shop\nnonsense: true\n'

  it('is not evaluable when it is head that breaks it, and other gate changes are still listed', async () => {
    const { only, changes } = await compareInMemory(SHOP, {
      [SUITE]: BROKEN,
      ...edited('noisefloor.yaml', ['usd: 5', 'usd: 50']),
    })
    expect(only).toMatchObject({
      name: 'shop',
      file: SUITE,
      status: 'not-evaluable',
      reason: "Head's file cannot be used.",
    })
    expect(only.findings.length).toBeGreaterThan(0)
    expect(changes).toEqual(['! policy, budget.usd: 5 → 50'])
  })

  it('is not evaluable when it is new and broken', async () => {
    const { comparisons } = await compareInMemory(SHOP, { 'evals/other.eval.yaml': BROKEN })
    expect(comparisons.map(({ name, status }) => [name, status])).toEqual([
      ['evals/other.eval.yaml', 'not-evaluable'],
      ['shop', 'unaffected'],
    ])
  })

  it('counts as new when it is base that broke it', async () => {
    const { only, changes } = await compareInMemory(
      { ...SHOP, [SUITE]: BROKEN },
      { [SUITE]: SHOP[SUITE] as string },
    )
    expect(only).toMatchObject({ status: 'affected', judgedBy: 'head' })
    expect(only.reason).toContain("Base's file of this suite cannot be used, so it counts as new.")
    expect(changes).toEqual(["suite shop: base's file cannot be used, so head's decides"])
  })

  it('is not evaluable when both sides are broken', async () => {
    const { only } = await compareInMemory({ ...SHOP, [SUITE]: BROKEN }, { 'README.md': 'x' })
    expect(only).toMatchObject({ name: SUITE, status: 'not-evaluable' })
  })

  it('has nothing to run when head deletes it', async () => {
    const { only, changes } = await compareInMemory(SHOP, { [SUITE]: undefined })
    expect(only).toMatchObject({ status: 'unaffected', pairs: [], affectedBy: [SUITE] })
    expect(changes).toEqual(['! suite shop is deleted'])
  })

  it('is not evaluable when another suite of head takes its name', async () => {
    const { comparisons } = await compareInMemory(SHOP, { 'evals/twin.eval.yaml': SHOP[SUITE] as string })
    expect(comparisons.every(({ status }) => status === 'not-evaluable')).toBe(true)
  })
})

describe('a model', () => {
  it("cannot be called when base's policy does not have its provider", async () => {
    const { only } = await compareInMemory(SHOP, {
      ...edited(SUITE, ['sim/shop', 'evil/shop']),
      ...edited('noisefloor.yaml', [
        'providers:',
        'providers:\n  evil: { kind: openai-compatible, base-url: "https://evil.example", credential: OPENAI_API_KEY }',
      ]),
    })
    expect(only).toMatchObject({ status: 'not-evaluable', pairs: [] })
    expect(only.findings).toMatchObject([
      {
        file: SUITE,
        message: '`evil/shop` names a provider that the deciding `noisefloor.yaml` does not have',
        hint: "base's policy decides: add the provider in a pull request of its own first",
      },
    ])
    expect(only.findings[0]?.line).toBeGreaterThan(1)
  })

  it('does not matter where nothing is called', async () => {
    const base = { ...SHOP, ...edited(SUITE, ['sim/shop', 'gone/shop']) }
    const { only } = await compareInMemory(base, { 'README.md': 'x' })
    expect(only.status).toBe('unaffected')
  })
})
