import { describe, expect, it } from 'vitest'
import { loadSuite } from '../../src/suite/load-suite.ts'
import { renderRequest } from '../../src/suite/render-request.ts'
import { findingsOf, memoryTree } from './memory-tree.ts'

const FILE = 'evals/shop/sort.eval.yaml'

function load(
  target: string,
  vars = '{ mail: "Hi\\n there", id: "a/b?c", count: 3, parts: [1, 2], none: null }',
) {
  const text = `suite: sort
target: ${target}
cases: [{ id: one, vars: ${vars}, expected: { queue: billing }, tags: [new], messages: [{ role: user, content: Hello }] }]
scorers: { long: { length: { min: 1 } } }
assert: [{ metric: long, no-regression: { margin: 0.1 } }]
`
  return loadSuite(memoryTree({ [FILE]: text }), FILE)
}

async function rendered(target: string) {
  const suite = await load(target)
  return renderRequest(suite.target, suite.cases[0]!)
}

describe('an http target', () => {
  it('becomes a request whose values keep their types', async () => {
    const body =
      '{ mail: "{{ mail }}", n: "{{ count }}", all: "{{ parts }}", none: "{{ none }}", text: "n={{ count }}", chat: "{{ messages }}" }'
    expect(
      await rendered(
        `{ http: { service: live, path: "/mails/{{ id }}?n={{ count }}", headers: { X-Part: "p{{ count }}" }, body: ${body}, reply: $.a } }`,
      ),
    ).toEqual({
      kind: 'http',
      service: 'live',
      method: 'POST',
      path: '/mails/a%2Fb%3Fc?n=3',
      headers: { 'x-part': 'p3' },
      body: JSON.stringify({
        mail: 'Hi\n there',
        n: 3,
        all: [1, 2],
        none: null,
        text: 'n=3',
        chat: [{ role: 'user', content: 'Hello' }],
      }),
      reading: { reply: '$.a', statuses: {} },
      hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    })
  })

  it('sends the vars where it names no body, and no body with GET', async () => {
    const post = await rendered('{ http: { service: live, path: / } }')
    expect(post).toMatchObject({ body: expect.stringContaining('"count":3') })
    expect(await rendered('{ http: { service: live, path: /, method: GET } }')).not.toHaveProperty('body')
  })

  it('never sends what is expected', async () => {
    expect(JSON.stringify(await rendered('{ http: { service: live, path: / } }'))).not.toContain('billing')
    expect(
      await findingsOf(load('{ http: { service: live, path: /, body: { e: "{{ expected.queue }}" } } }')),
    ).toMatch(/the request needs the variable "expected.queue", which is missing in case "one"/)
  })

  it('names no host by two slashes: they stay a path of the service', async () => {
    const request = await rendered('{ http: { service: live, path: //evil.example/ } }')
    expect(request).toMatchObject({ path: '//evil.example/' })
  })

  it.each([
    ['a missing variable', '{ http: { service: live, path: "/{{ mial }}" } }', /needs the variable "mial"/],
    ['dot segments', '{ http: { service: live, path: /a/../b } }', /"\/a\/..\/b" is no plain path/],
    ['a fragment', '{ http: { service: live, path: "/a#b" } }', /is no plain path/],
    [
      'a header with a line break',
      '{ http: { service: live, path: /, headers: { X-A: "{{ mail }}" } } }',
      /header X-A would hold characters/,
    ],
    [
      'a header of the connection',
      '{ http: { service: live, path: /, headers: { Host: evil } } }',
      /is not set by suites/,
    ],
    ['a key', '{ http: { service: live, path: /, headers: { Authorization: x } } }', /suites hold no keys/],
    [
      'a path that is no JSONPath',
      '{ http: { service: live, path: /, reply: answer } }',
      /the JSONPath of reply: .*begins with \$/,
    ],
    ['nobody to answer', '{ http: { path: / } }', /nothing answers; add "serve", or name a "service"/],
    [
      'code of a service that runs elsewhere',
      '{ http: { service: live, path: /, depends-on: "app/**" } }',
      /needs "serve"/,
    ],
    [
      'a body with GET',
      '{ http: { service: live, path: /, method: GET, body: {} } }',
      /a GET request has no body/,
    ],
    [
      'a success as a failure',
      '{ http: { service: live, path: /, statuses: { 200: refused } } }',
      /from 400 to 499/,
    ],
    [
      'a fixed port',
      '{ http: { path: / }, serve: { command: x, port: 8080 } }',
      /name of an environment variable/,
    ],
    ['a folder outside', '{ command: { run: x, cwd: ../../.. } }', /leaves the repository/],
    [
      'a variable of the gate',
      '{ command: { run: x, env: { NOISEFLOOR_RESULT: /tmp/x } } }',
      /are the gate’s own/,
    ],
    ['no program', '{ command: { run: [] } }', /must (name|be) a program/],
  ])('with %s is a mistake', async (_, target, message) => {
    expect(await findingsOf(load(target))).toMatch(message)
  })
})

describe('a command target', () => {
  it('gets the case without what is expected of it', async () => {
    const request = await rendered(
      '{ command: { run: [node, agent.js, "{{ mail }}"], env: { A: "1" }, cwd: ../.., memory-mb: 512 } }',
    )
    expect(request).toEqual({
      kind: 'command',
      program: {
        run: ['node', 'agent.js', '{{ mail }}'],
        folder: '',
        environment: { A: '1' },
        memoryMegabytes: 512,
      },
      input: JSON.stringify({
        id: 'one',
        vars: { mail: 'Hi\n there', id: 'a/b?c', count: 3, parts: [1, 2], none: null },
        messages: [{ role: 'user', content: 'Hello' }],
        tags: ['new'],
      }),
      hash: expect.stringMatching(/^sha256:/),
    })
  })

  it('runs in a folder that is relative to the file of the suite', async () => {
    expect(await rendered('{ command: { run: x, cwd: ../app } }')).toMatchObject({
      program: { folder: 'evals/app' },
    })
  })

  it('is another request to other code, and the same with another time limit', async () => {
    const { target, cases } = await load('{ command: { run: x } }')
    const hash = (changes: object) =>
      renderRequest({ ...target, ...changes } as typeof target, cases[0]!).hash
    const of = (side: string, identity: string) => ({ code: { side, identity } })
    expect(hash(of('head', 'a'))).toBe(hash(of('base', 'a')))
    expect(hash(of('head', 'a'))).not.toBe(hash(of('head', 'b')))
    expect(hash({ timeoutSeconds: 5 })).toBe(hash({}))
  })
})
