import { describe, expect, it } from 'vitest'
import { compileTemplate, type TemplateSyntax } from '../../src/boundary/template.ts'
import { fillIn, type Values, variablesOf } from '../../src/setup/prompt-variables.ts'

const compile = (source: string, syntax: TemplateSyntax) => compileTemplate(source, { syntax, file: 'p.md' })

describe('the variables that a prompt needs', () => {
  it.each<[string, TemplateSyntax, readonly string[]]>([
    ['No variable.', 'liquid', []],
    [
      '{{ mail }} and {{ mail }} by {{ customer.name }}, {{ customer.city }}',
      'liquid',
      ['mail', 'customer.name', 'customer.city'],
    ],
    [
      '{% for d in docs %}{{ d.title }}: {{ d.text }}{% endfor %}{{ q }}',
      'liquid',
      ['docs[].title', 'docs[].text', 'q'],
    ],
    // What a condition asks for may be missing.
    ['{% if urgent %}{{ why }}{% endif %}', 'liquid', []],
    ['{query} in {a.b}', 'f-string', ['query', 'a.b']],
    ['{{#each}}x{{/each}} {{name}}', 'mustache', ['name']],
  ])('of %s (%s)', async (source, syntax, variables) => {
    const template = await compile(source, syntax)
    expect(variablesOf(template)).toEqual(variables)
    const values: Values = {}
    for (const path of variables) fillIn(values, path, 'text')
    expect(() => template.render(values)).not.toThrow()
  })
})
