import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/boundary/finding.ts'
import {
  compileTemplate,
  fillValue,
  TemplateError,
  type TemplateSyntax,
} from '../../src/boundary/template.ts'

const PARTIALS: Readonly<Record<string, string>> = {
  'prompts/greeting.md': 'Hello {{ name }}.',
  'prompts/shared/rules.md': "Rules: {% render 'tone.md', tone: tone %}",
  'prompts/shared/tone.md': 'be {{ tone }}',
  'prompts/self.md': "{% include 'self.md' %}",
  'prompts/one.md': "{% include 'two.md' %}",
  'prompts/two.md': "{% include 'one.md' %}",
  'prompts/broken.md': 'first\n{{ nmae }}',
  'prompts/syntax.md': 'first\n{% if %}',
}

const compile = (source: string, syntax: TemplateSyntax = 'liquid', line = 1) =>
  compileTemplate(source, {
    syntax,
    line,
    file: 'prompts/triage.md',
    readPartial: async (path) => PARTIALS[path],
  })

const render = async (source: string, variables: Record<string, unknown>, syntax?: TemplateSyntax) =>
  (await compile(source, syntax)).render(variables)

const ENGINES = ['liquid', 'mustache', 'f-string'] as const
const field = (name: string, syntax: TemplateSyntax) => (syntax === 'f-string' ? `{${name}}` : `{{${name}}}`)

describe.each(ENGINES)('in %s', (syntax) => {
  const put = (name: string, variables: Record<string, unknown>) =>
    render(`<${field(name, syntax)}>`, variables, syntax)

  it('values are written as they are, lists and mappings as JSON, null as nothing', async () => {
    expect(await put('a', { a: '<b> & "c"' })).toBe('<<b> & "c">')
    expect(await put('a', { a: 12.5 })).toBe('<12.5>')
    expect(await put('a', { a: false })).toBe('<false>')
    expect(await put('a', { a: null })).toBe('<>')
    expect(await put('a', { a: [1, { b: 'x' }] })).toBe('<[1,{"b":"x"}]>')
    expect(await put('a.b', { a: { b: 'deep' } })).toBe('<deep>')
  })

  it.each([
    '{{7*7}}',
    '{{ name }}',
    '{name}',
    '{% include "greeting.md" %}',
    '{{> greeting}}',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the payload is text.
    '${env} ${process.env.HOME}',
    '{{ constructor.constructor("return process")() }}',
    '{{range.constructor("return 1")()}}',
    '<%= 7*7 %>',
    '#{7*7}',
    '---\nengine: js\n---',
  ])('the payload %j stays literal', async (payload) => {
    expect(await put('a', { a: payload, name: 'RENDERED' })).toBe(`<${payload}>`)
  })

  it.each([
    'constructor',
    '__proto__',
    'toString',
    'a.constructor',
    'a.__proto__',
    'a.toString',
    'text.constructor',
    'list.constructor',
    'process.env.HOME',
    'env.HOME',
    'globalThis',
    'require',
  ])('%s is a missing variable', async (name) => {
    const template = await compile(field(name, syntax), syntax)
    expect(() => template.render({ a: { b: 1 }, text: 'x', list: [] })).toThrow(TemplateError)
  })

  it('what a polluted prototype holds is not seen', async () => {
    const variables = JSON.parse('{"__proto__": {"admin": "yes"}}') as Record<string, unknown>
    await expect(put('admin', Object.create({ admin: 'yes' }))).rejects.toThrow(TemplateError)
    await expect(put('admin', variables)).rejects.toThrow(TemplateError)
  })

  it('a missing variable is named with its file, its line and the nearest name', async () => {
    const template = await compile(`one\ntwo ${field('mial', syntax)}`, syntax, 10)
    const rendering = () => template.render({ mail: 'x', queue: 'y' })
    expect(rendering).toThrow(TemplateError)
    expect(rendering).toThrow('prompts/triage.md:11: the variable "mial" is missing; did you mean "mail"?')
    expect(rendering).toThrow(expect.objectContaining({ variable: 'mial' }))
  })

  it('a missing part of a variable too', async () => {
    await expect(put('expected.queu', { expected: { queue: 1 } })).rejects.toThrow(
      'did you mean "expected.queue"?',
    )
    await expect(put('other', { a: 1, b: 2 })).rejects.toThrow('there are: a, b')
  })

  it('a template without variables is its own text', async () => {
    const template = await compile('Sort the mail.\n', syntax)
    expect(template).toMatchObject({ source: 'Sort the mail.\n', syntax, files: [] })
    expect(template.render({})).toBe('Sort the mail.\n')
  })
})

describe('liquid', () => {
  it('has conditions, loops, filters and raw text', async () => {
    const source =
      '{% if tags.size > 1 %}{% for tag in tags %}{{ tag | upcase }} {% endfor %}{% endif %}{% raw %}{{ x }}{% endraw %}{{ absent | default: "-" }}'
    expect(await render(source, { tags: ['a', 'b'] })).toBe('A B {{ x }}-')
  })

  it('tests for a variable that may be absent', async () => {
    expect(await render('{% if absent %}yes{% else %}no{% endif %}', {})).toBe('no')
  })

  it('never renders what it assigned or captured', async () => {
    const source = '{% assign x = mail %}{{ x }}{% capture y %}{{ mail }}{% endcapture %}{{ y }}'
    expect(await render(source, { mail: '{{ secret }}', secret: 'SECRET' })).toBe('{{ secret }}{{ secret }}')
  })

  it('includes partials relative to the file that names them and lists them', async () => {
    const template = await compile(
      "{% include 'greeting.md' %} {% render './shared/rules.md', tone: 'kind' %}",
    )
    expect(template.files).toEqual([
      'prompts/greeting.md',
      'prompts/shared/rules.md',
      'prompts/shared/tone.md',
    ])
    expect(template.render({ name: 'Ada' })).toBe('Hello Ada. Rules: be kind')
  })

  it('names the partial in which a variable is missing', async () => {
    const template = await compile("{% include 'broken.md' %}")
    expect(() => template.render({ name: 'x' })).toThrow(
      'prompts/broken.md:2: the variable "nmae" is missing; did you mean "name"?',
    )
    const isolated = await compile("{% render 'greeting.md' %}")
    expect(() => isolated.render({ name: 'x' })).toThrow(
      'prompts/greeting.md:1: the variable "name" is missing; it is not handed to this partial',
    )
  })

  it.each([
    ["{% render 'none.md' %}", 'prompts/triage.md:1: the partial prompts/none.md does not exist'],
    ['\n{% render name %}', 'prompts/triage.md:2: the name of the partial is computed'],
    ['{% include "a-{{ name }}.md" %}', 'prompts/triage.md:1: the name of the partial is computed'],
    ["{% include 'self.md' %}", 'prompts/self.md:1: the partial prompts/self.md includes itself'],
    ["{% include 'one.md' %}", 'prompts/two.md:1: the partial prompts/one.md includes itself'],
    ["{% include 'syntax.md' %}", 'prompts/syntax.md:2: the Liquid template is not valid'],
    ["{% render '../../etc/passwd' %}", 'leaves the repository'],
    ["{% render '/etc/passwd' %}", 'is absolute'],
    ["{% render '../.git/config' %}", '.git'],
    [
      '\n{{ x | nofilter }}',
      'prompts/triage.md:2: the Liquid template is not valid: undefined filter: nofilter',
    ],
    ['{% nothing %}', 'tag "nothing" not found'],
    ["{% layout 'a' %}", 'tag "layout" not found'],
    ['{{ x', 'not closed'],
    ['{% if x %}', 'not closed'],
    ['{{ list | sample }}', 'undefined filter: sample'],
    ['{% if x %}'.repeat(50_000), 'nested more than 100 levels deep'],
    [`{{ a${'[a'.repeat(50_000)}`, 'nested more than 100 levels deep'],
    [`${'x'.repeat(1_000_001)}{{ a }}`, 'parse length limit exceeded'],
  ])('refuses %.60j', async (source, message) => {
    const compiling = compile(source)
    await expect(compiling).rejects.toBeInstanceOf(UserError)
    await expect(compiling).rejects.toThrow(message)
  })

  it.each([
    ['{% for i in (1..100000000) %}x{% endfor %}', 'memory alloc limit exceeded'],
    ['{% for i in (1..2000) %}{% for j in (1..2000) %}{% endfor %}{{ j }}{% endfor %}', 'missing'],
    ['{% for i in (1..3000) %}{% for j in (1..3000) %}x{% endfor %}{% endfor %}', 'limit exceeded'],
    [
      '{% assign a = "xxxxxxxx" %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}{{ a }}',
      'limit exceeded',
    ],
    ['{{ "now" | date: "%s" }}', '"now" would render differently each time'],
  ])('stops %j', async (source, message) => {
    const template = await compile(source)
    const started = performance.now()
    expect(() => template.render({})).toThrow(
      expect.objectContaining({ name: 'TemplateError', message: expect.stringContaining(message) }),
    )
    expect(performance.now() - started).toBeLessThan(4000)
  })

  it('renders dates the same on every machine', async () => {
    expect(await render('{{ "2024-03-01T23:30:00Z" | date: "%Y-%m-%d %H:%M %A" }}', {})).toBe(
      '2024-03-01 23:30 Friday',
    )
  })
})

describe('mustache', () => {
  const mustache = (source: string, variables: Record<string, unknown>) =>
    render(source, variables, 'mustache')

  it('escapes nothing, in none of its three forms', async () => {
    expect(await mustache('{{a}} {{{a}}} {{& a }}', { a: '<&>' })).toBe('<&> <&> <&>')
  })

  it('has sections and inverted sections', async () => {
    expect(await mustache('{{#list}}<{{.}}>{{/list}}{{^list}}none{{/list}}', { list: [1, 2] })).toBe('<1><2>')
    expect(await mustache('{{#list}}<{{.}}>{{/list}}{{^list}}none{{/list}}', { list: [] })).toBe('none')
    expect(
      await mustache('{{#user}}{{name}} {{greeting}}{{/user}}', { user: { name: 'Ada' }, greeting: 'hi' }),
    ).toBe('Ada hi')
    expect(await mustache('{{#absent}}x{{/absent}}{{^absent}}y{{/absent}}', {})).toBe('y')
    expect(await mustache('{{#a.b}}{{c}}{{/a.b}}', { a: { b: [{ c: 1 }, { c: 2 }] } })).toBe('12')
  })

  it('drops comments, and lines that hold nothing but a section tag or a comment', async () => {
    const source =
      'a\n  {{#on}}  \nb {{! inline }}c\n{{/on}}\n{{! a comment\nof two lines }}\r\nd\n{{#on}}{{/on}}\n'
    expect(await mustache(source, { on: true })).toBe('a\nb c\nd\n\n')
  })

  it.each([
    ['{{> partial}}', 'partial'],
    ['{{=<% %>=}}', 'other delimiters'],
    ['a\n{{#a}}', 'prompts/triage.md:2: the section {{#a}} is not closed'],
    ['a\n{{/a}}', 'prompts/triage.md:2: {{/a}} closes no section'],
    ['{{#a}}{{#b}}{{/a}}{{/b}}', '{{/a}} closes no section'],
    ['a\n\n{{ b', 'prompts/triage.md:3: a {{ is not closed'],
    ['{{}}', 'is no variable'],
    ['{{a b}}', 'is no variable'],
    ['{{#a}}'.repeat(100_000), 'nested more than 100 levels deep'],
  ])('refuses %.40j', async (source, message) => {
    await expect(compile(source, 'mustache')).rejects.toThrow(message)
  })

  it('stops sections that multiply', async () => {
    const bomb = `${'{{#a}}'.repeat(30)}x${'{{/a}}'.repeat(30)}`
    await expect(mustache(bomb, { a: [1, 2] })).rejects.toThrow('too many steps')
  })

  it('takes a long line of many tags', async () => {
    const started = performance.now()
    await mustache('{{! c }}{{a}}'.repeat(50_000), { a: 1 })
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

describe('f-string', () => {
  it('has escaped braces', async () => {
    expect(await render('{{"queue": "{queue}"}} {{}}', { queue: 'q' }, 'f-string')).toBe('{"queue": "q"} {}')
    expect(await render('{{{queue}}}', { queue: 'q' }, 'f-string')).toBe('{q}')
  })

  it.each([
    ['{price:.2f}', 'format specification'],
    ['{name!r}', 'conversion'],
    ['{}', 'is no variable'],
    ['{0}', 'is no variable'],
    ['{a b}', 'is no variable'],
    ['{a["b"]}', 'is no variable'],
    ['{f()}', 'is no variable'],
    ['a\n{', 'prompts/triage.md:2: a brace has no partner'],
    ['a\n}', 'prompts/triage.md:2: a brace has no partner'],
    ['{"json": 1}', 'is no variable'],
  ])('refuses %j', async (source, message) => {
    const compiling = compile(source, 'f-string')
    await expect(compiling).rejects.toBeInstanceOf(UserError)
    await expect(compiling).rejects.toThrow(message)
  })
})

it('without a syntax a template is its own text', async () => {
  expect(await render('{{ a }} {b} {% c %}', {}, 'none')).toBe('{{ a }} {b} {% c %}')
})

describe('filling a value', () => {
  const variables = {
    mail: '{{ secret }}',
    secret: 'SECRET',
    total: 12.5,
    queue: null,
    tags: ['a'],
    expected: { queue: 'billing', n: { m: 1 } },
  }

  it('keeps the type of a text that is exactly one field', () => {
    expect(
      fillValue(['{{total}}', '{{ queue }}', '{{tags}}', '{{ expected.n }}', '{{ tags.0 }}'], variables),
    ).toEqual([12.5, null, ['a'], { m: 1 }, 'a'])
  })

  it('writes values into longer texts', () => {
    expect(fillValue('{{total}} EUR to {{ expected.queue }}{{queue}} {{tags}}', variables)).toBe(
      '12.5 EUR to billing ["a"]',
    )
  })

  it('goes through lists and mappings and leaves keys and other values', () => {
    expect(fillValue({ '{{total}}': [{ a: '{{total}}' }, 1, null, true] }, variables)).toEqual({
      '{{total}}': [{ a: 12.5 }, 1, null, true],
    })
  })

  it('never looks at what it filled in', () => {
    expect(fillValue(['{{mail}}', 'x {{mail}}'], variables)).toEqual(['{{ secret }}', 'x {{ secret }}'])
  })

  it.each([
    '{{ x }}',
    '{{ constructor }}',
    '{{ __proto__ }}',
    '{{ expected.constructor }}',
    '{{ mail.length }}',
    'a {{ expected.none }}',
  ])('refuses %j', (text) => {
    expect(() => fillValue(text, variables)).toThrow(TemplateError)
    expect(() => fillValue(text, variables)).toThrow('is missing')
  })

  it.each(['{{ total | round }}', '{{}}', '{{ a b }}', '{{ tags[0] }}', 'x{{ 1 }}'])(
    'takes no expression: %j',
    (text) => {
      expect(() => fillValue(text, variables)).toThrow('filters and tags work in prompts only')
    },
  )

  it('leaves braces that are no field', () => {
    expect(fillValue('{ a } {{ b', variables)).toBe('{ a } {{ b')
  })
})
