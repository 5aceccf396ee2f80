import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { compileJsonSchema } from '../../src/boundary/json-schema.ts'
import { parseYaml } from '../../src/boundary/yaml-source.ts'
import { TRIAGE } from './triage.ts'

const read = async (name: string) =>
  compileJsonSchema(
    JSON.parse(await readFile(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8')),
  )

describe('the JSON Schemas', () => {
  it('are fresh', async () => {
    const script = new URL('../../scripts/generate-schemas.ts', import.meta.url).pathname
    await promisify(execFile)(process.execPath, [script, '--check'])
  })

  it('accept the documented suite and refuse what the loader refuses', async () => {
    const schema = await read('suite')
    const { value } = parseYaml(TRIAGE['evals/triage.eval.yaml'], 'triage.eval.yaml')
    expect(schema.check(value)).toEqual([])
    expect(schema.check({ ...(value as object), scorrers: {} })).not.toEqual([])
    expect(schema.check({ ...(value as object), target: { promt: 'x' } })).not.toEqual([])
  })

  it('accept a policy', async () => {
    const schema = await read('policy')
    const policy = {
      suites: ['a/*.eval.yaml'],
      providers: { p: { kind: 'openai', credential: 'K' } },
      prices: { 'p/*': 'free' },
    }
    expect(schema.check(policy)).toEqual([])
    expect(schema.check({ ...policy, 'on-inconclusive': 'green' })).not.toEqual([])
  })
})
