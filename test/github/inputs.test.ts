import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readInputs } from '../../src/github/inputs.ts'

describe('the inputs of the action', () => {
  it('have the defaults of action.yml when the runner fills nothing in', () => {
    const file = readFileSync(join(import.meta.dirname, '../../action.yml'), 'utf8')
    const { inputs } = parse(file) as { inputs: Record<string, { default: string }> }
    const filledIn = Object.entries(inputs)
      .filter(([name]) => name !== 'github-token')
      .map(([name, input]) => [`INPUT_${name.toUpperCase()}`, input.default])
    expect(readInputs({})).toEqual(readInputs(Object.fromEntries(filledIn)))
    expect(readInputs({})).toEqual({
      token: undefined,
      config: 'noisefloor.yaml',
      suites: [],
      base: undefined,
      head: undefined,
      name: 'noisefloor',
      check: true,
      comment: true,
    })
  })

  it('are trimmed, and suites are separated by lines or commas', () => {
    const inputs = readInputs({
      'INPUT_GITHUB-TOKEN': ' token\n',
      INPUT_SUITE: ' triage\nreply, search ,\n',
      INPUT_CHECK: 'False',
      INPUT_COMMENT: 'TRUE',
    })
    expect(inputs).toMatchObject({
      token: 'token',
      suites: ['triage', 'reply', 'search'],
      check: false,
      comment: true,
    })
  })

  it('are refused all together, each with what to write instead', () => {
    expect(() =>
      readInputs({
        INPUT_MODE: 'record',
        INPUT_SHARD: '1/4',
        INPUT_CHECK: 'yes',
        INPUT_NAME: 'a\nb',
      }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UserError: input \`mode\`: this version (0.1.0) knows only \`gate\`; \`record\` comes with a later one; leave the input out
      input \`shard\`: this version (0.1.0) gates in one job; shards come with a later one; leave the input out
      input \`name\`: the name cannot be shown; write one line of at most 60 visible characters
      input \`check\`: expected true or false, got "yes"; write true or false]
    `)
  })

  it('know no other mode', () => {
    expect(() => readInputs({ INPUT_MODE: 'gates' })).toThrowErrorMatchingInlineSnapshot(
      `[UserError: input \`mode\`: there is no mode "gates"; write gate, or leave the input out]`,
    )
  })
})
