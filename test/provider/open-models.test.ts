import { describe, expect, it } from 'vitest'
import { formatFinding, UserError } from '../../src/boundary/finding.ts'
import type { ProviderConfig } from '../../src/provider/provider-config.ts'
import { models } from './call.ts'

const configs: ProviderConfig[] = [
  { name: 'openai', kind: 'openai', credential: 'OPENAI_API_KEY' },
  { name: 'keyless', kind: 'openai' },
  { name: 'nowhere', kind: 'azure', credential: 'KEY' },
  { name: 'regionless', kind: 'amazon-bedrock', credential: 'KEY' },
  { name: 'unsigned', kind: 'amazon-bedrock', region: 'us-east-1' },
  {
    name: 'signed',
    kind: 'amazon-bedrock',
    region: 'us-east-1',
    awsCredentials: {
      accessKeyId: 'AWS_ACCESS_KEY_ID',
      secretAccessKey: 'AWS_SECRET_ACCESS_KEY',
      sessionToken: 'AWS_SESSION_TOKEN',
    },
  },
  { name: 'gateway', kind: 'azure', baseUrl: 'https://gateway.example/us/azure', credential: 'KEY' },
  { name: 'gemini', kind: 'google', credential: 'KEY' },
  { name: 'bare', kind: 'openai-compatible' },
  { name: 'meta', kind: 'openai-compatible', baseUrl: 'https://169.254.169.254/v1' },
  { name: 'local', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:1/v1' },
  {
    name: 'sim',
    kind: 'simulated',
    description: { file: 'evals/sim/shop.yaml', text: 'rules: [{ replies: [{}] }]' },
  },
  {
    name: 'small',
    kind: 'simulated',
    description: { file: 's.yaml', text: 'models: { mini: {} }\nrules: [{ replies: [{}] }]' },
  },
  { name: 'broken', kind: 'simulated', description: { file: 'b.yaml', text: 'rules: []\nrule: 1\n' } },
]

async function texts(id: string, environment: Record<string, string> = {}): Promise<readonly string[]> {
  return (await models(configs, { environment }).check(id)).map(formatFinding)
}

describe('checking a model id', () => {
  it.each(['gpt-5-mini', '/gpt-5-mini', 'openai/', ''])(
    'finds that %j does not say provider and model',
    async (id) => {
      expect(await texts(id)).toEqual([`${id} is not a model id; write provider/model, such as openai/MODEL`])
    },
  )

  it.each([
    'gateway/../../../thieves/azure',
    'gateway/mini?api-version=1',
    'gateway/mini#',
    'gateway/..%2f..%2fthieves',
    'gemini/tuned/../../upload',
    'gemini/a//b',
    'signed/..',
  ])('finds that %s would change the address that the key is sent to', async (id) => {
    const environment = {
      KEY: 'k',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      AWS_SESSION_TOKEN: 'c',
    }
    const [only, ...more] = await texts(id, environment)
    expect(only).toMatch(/^the model .* cannot stand in an address of provider/)
    expect(more).toEqual([])
  })

  it.each([
    'gateway/my-mini_2.0',
    'gemini/tunedModels/my-1',
    'signed/arn:aws:bedrock:us-east-1:1:inference-profile/us.amazon.nova-lite-v1:0',
    'local/@cf/meta/llama-3.1-8b?x',
  ])('takes %s for the name of a model', async (id) => {
    const environment = {
      KEY: 'k',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      AWS_SESSION_TOKEN: 'c',
    }
    expect(await texts(id, environment)).toEqual([])
  })

  it('names the nearest provider for one that does not exist', async () => {
    expect(await texts('opnai/gpt-5-mini')).toEqual([
      'there is no provider opnai in the policy; did you mean openai?',
    ])
  })

  it.each([
    ['nowhere/gpt', 'provider nowhere has no resource; add resource: my-resource to it in the policy'],
    ['regionless/nova', 'provider regionless has no region; add region: us-east-1 to it in the policy'],
    [
      'unsigned/nova',
      'provider unsigned names no credential; add credential: AWS_BEARER_TOKEN_BEDROCK to it in the policy',
    ],
  ])('says what is missing to call %s', async (id, finding) => {
    expect(await texts(id, { KEY: 'k' })).toEqual([finding])
  })

  it('asks for every variable that requests are signed with', async () => {
    const found = await texts('signed/nova', { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SESSION_TOKEN: ' ' })
    expect(found).toEqual([
      expect.stringContaining('AWS_SECRET_ACCESS_KEY, which holds the key of provider signed, is not set'),
      expect.stringContaining('the value of AWS_SESSION_TOKEN holds white space'),
    ])
  })

  it('says which variable holds no key, and how to set it', async () => {
    expect(await texts('openai/gpt-5-mini')).toMatchInlineSnapshot(`
      [
        "the environment variable OPENAI_API_KEY, which holds the key of provider openai, is not set; run export OPENAI_API_KEY=…, or in a workflow step env: { OPENAI_API_KEY: \${{ secrets.OPENAI_API_KEY }} }",
      ]
    `)
    expect(await texts('openai/gpt-5-mini', { OPENAI_API_KEY: '' })).toHaveLength(1)
    expect(await texts('openai/gpt-5-mini', { OPENAI_API_KEY: 'sk-1' })).toEqual([])
  })

  it('finds a key that cannot be one, without showing it', async () => {
    const [found] = await texts('openai/gpt-5-mini', { OPENAI_API_KEY: 'sk-Canary\n' })
    expect(found).toContain('the value of OPENAI_API_KEY holds white space')
    expect(found).not.toContain('Canary')
  })

  it('finds a provider that lacks its key or address, or has one that is not allowed', async () => {
    expect(await texts('keyless/m')).toEqual([expect.stringContaining('names no credential')])
    expect(await texts('bare/m')).toEqual([expect.stringContaining('has no base-url')])
    expect(await texts('meta/m')).toEqual([expect.stringContaining('private or reserved network')])
  })

  it('finds nothing wrong with a keyless loopback server or a simulated model', async () => {
    expect(await texts('local/llama')).toEqual([])
    expect(await texts('sim/anything')).toEqual([])
  })

  it('shows every mistake of a simulated description at its place', async () => {
    const found = await texts('broken/any')
    expect(found.length).toBeGreaterThanOrEqual(2)
    expect(found.every((text) => text.startsWith('b.yaml:'))).toBe(true)
  })

  it('names the nearest simulated model', async () => {
    expect(await texts('small/mimi')).toEqual([
      's.yaml: the simulated provider small has no model mimi; did you mean mini?',
    ])
  })
})

describe('opening a model', () => {
  it('throws what checking finds', async () => {
    await expect(models(configs).open('openai/gpt-5-mini')).rejects.toThrow(UserError)
  })

  it('gives the same model for the same id', async () => {
    const open = models(configs)
    expect(await open.open('sim/a')).toBe(await open.open('sim/a'))
    expect(await open.open('sim/a')).not.toBe(await open.open('sim/b'))
  })

  it('says what the model costs', async () => {
    const open = models(configs, { environment: { OPENAI_API_KEY: 'sk-1' } })
    expect((await open.open('sim/a')).price).toEqual({ inputPerMillion: 0, outputPerMillion: 0 })
    expect((await open.open('openai/gpt-5-mini')).price?.outputPerMillion).toBeGreaterThan(0)
    expect((await open.open('openai/unheard-of')).price).toBeUndefined()
    await open.close()
  })
})
