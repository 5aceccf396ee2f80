import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { liquidOutputs } from '../../src/boundary/liquid-outputs.ts'
import { compileLiquid } from '../../src/boundary/liquid-template.ts'
import { compileTemplate } from '../../src/boundary/template.ts'

const options = { syntax: 'liquid', file: 'p.md' } as const

/** What a rendering gives: its text, or the message of its failure. */
function outcome(render: () => string): string {
  try {
    return render()
  } catch (error) {
    return `error: ${(error as Error).message}`
  }
}

describe('Liquid templates that only write variables', () => {
  const name = fc.constantFrom(
    'mail',
    'order',
    'a-b',
    'x_1',
    'missing',
    'nothing',
    'list',
    'deep',
    'number',
    'constructor',
    '__proto__',
  )
  const piece = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom('\n', '{', '}', '{ {', '}}', '{{', '{%', '{{-', '#}'),
    name.map((one) => `{{${one}}}`),
    name.map((one) => `{{ ${one} }}`),
    fc.tuple(name, name).map(([one, two]) => `{{ ${one}.${two} }}`),
    fc.constantFrom(
      '{{ mail | upcase }}',
      '{{ list.size }}',
      '{{ nil }}',
      '{{ true }}',
      '{{ "text" }}',
      '{{ mail -}}',
    ),
  )
  const variables = {
    mail: 'hello {{ order }} {% if %}',
    order: 12.5,
    'a-b': true,
    x_1: { y: [1, null] },
    nothing: null,
    list: ['a', { b: 1 }],
    deep: { mail: 'inner', order: { mail: 2 }, nothing: null, list: [] },
    number: -0.001,
  }

  it('are written exactly as the engine writes them, mistakes included', async () => {
    let simple = 0
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        const source = pieces.join('')
        if (liquidOutputs(source, options) === undefined) return
        simple += 1
        const engine = await compileLiquid(source, options)
        const ours = await compileTemplate(source, options)
        expect(outcome(() => ours.render(variables))).toBe(outcome(() => engine.render(variables)))
      }),
      { numRuns: 2000, seed: 1 },
    )
    expect(simple).toBeGreaterThan(500)
  })

  it('leave everything else to the engine', () => {
    for (const source of [
      '{{ a | upcase }}',
      '{% if a %}x{% endif %}',
      '{{ a.size }}',
      '{{ nil }}',
      '{{- a }}',
      '{{ a',
      "{{ 'x' }}",
      '{{ a[0] }}',
    ]) {
      expect(liquidOutputs(source, options)).toBeUndefined()
    }
  })
})
