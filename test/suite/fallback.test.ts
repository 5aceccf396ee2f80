import { describe, expect, it } from 'vitest'
import { loadSuite } from '../../src/suite/load-suite.ts'
import { findingsOf, memoryTree } from './memory-tree.ts'

const FILE = 'evals/sort.eval.yaml'

function load(target: string, files: Readonly<Record<string, string>> = {}) {
  const text = `suite: sort
target:
  user: "Sort {{ mail }}"
${target}
cases: [{ id: one, vars: { mail: Hi } }]
scorers: { long: { length: { min: 1 } } }
assert: [{ metric: long, no-regression: { margin: 0.1 } }]
`
  return loadSuite(memoryTree({ [FILE]: text, ...files }), FILE)
}

describe('a fallback', () => {
  it('is a model, exercised 60 times unless it says otherwise', async () => {
    const short = await load('  model: a/small\n  fallback: b/large')
    expect(short.target).toMatchObject({ fallback: { model: 'b/large', trials: 60 } })
    const long = await load('  model: a/small\n  fallback: { model: b/large, trials: 12 }')
    expect(long.target).toMatchObject({ fallback: { model: 'b/large', trials: 12 } })
  })

  it('of a prompt file counts where the target names none', async () => {
    const files = {
      'evals/sort.prompt.yml':
        'messages: [{ role: user, content: Sort }]\nmodel: a/small\nfallback: b/large\n',
    }
    const suite = (target: string) =>
      loadSuite(
        memoryTree({
          [FILE]: `suite: sort\ntarget: ${target}\ncases: [{ id: one }]\nscorers: { long: { length: { min: 1 } } }\nassert: [{ metric: long, no-regression: {} }]\n`,
          ...files,
        }),
        FILE,
      )
    const own = await suite('{ prompt: sort.prompt.yml }')
    expect(own.target).toMatchObject({ model: 'a/small', fallback: { model: 'b/large' } })
    const other = await suite('{ prompt: sort.prompt.yml, fallback: c/tiny }')
    expect(other.target).toMatchObject({ fallback: { model: 'c/tiny' } })
  })

  it.each([
    [
      'that is the model itself',
      'fallback: a/small',
      'the fallback a/small is the model itself: when one fails, so does the other',
    ],
    [
      'that is no model',
      'fallback: large',
      '"fallback": must be `provider/model`, the provider being a key of',
    ],
    ['without trials', 'fallback: { model: b/large, trials: 0 }', '"trials": must be at least 1'],
  ])('%s is a mistake at its line', async (_, fallback, message) => {
    const text = await findingsOf(load(`  model: a/small\n  ${fallback}`))
    expect(text).toMatch(/^evals\/sort\.eval\.yaml:5:\d+: /)
    expect(text).toContain(message)
  })

  it('belongs to a prompt with a model, not to a service', async () => {
    const text =
      'suite: s\ntarget: { http: { service: x, path: / }, fallback: b/large }\ncases: [{ id: one }]\nscorers: { long: { length: { min: 1 } } }\nassert: [{ metric: long, no-regression: {} }]\n'
    expect(await findingsOf(loadSuite(memoryTree({ [FILE]: text }), FILE))).toContain(
      'a target is one thing, not "fallback" and "http" together',
    )
  })
})
