import { describe, expect, it } from 'vitest'
import { loadPolicy } from '../../src/suite/load-policy.ts'
import { findingsOf, memoryTree } from './memory-tree.ts'

const FILE = 'noisefloor.yaml'

function load(text: string, files: Readonly<Record<string, string>> = {}) {
  return loadPolicy(memoryTree({ [FILE]: text, ...files }), FILE)
}

describe('a policy', () => {
  it('of the documentation loads', async () => {
    const text = `
suites: evals/**/*.eval.yaml
providers:
  openai:    { kind: openai,            credential: OPENAI_API_KEY }          # origin fixed by kind
  local:     { kind: openai-compatible, base-url: http://127.0.0.1:11434/v1 } # keyless, loopback
  sim:       { kind: simulated,         file: evals/sim/shop.yaml }           # embedded, offline
error-rates: { false-alarm: 0.05, miss: 0.10 }
on-inconclusive: neutral            # neutral | fail | pass
budget: { usd: 5, calls: 4000, minutes: 20 }     # per push; what is left out is not capped; each suite defaults to 600 calls
prices: { local/*: free }             # loopback and simulated models are free anyway
publish: { outputs: snippets }        # none | snippets | full: what of model outputs may appear in comment, check, report
gate-changes: { label: evals-approved }
limits: { concurrency: 50 }
judge: { model: openai/gpt-5-mini }
`
    expect(await load(text, { 'evals/sim/shop.yaml': 'rules: []' })).toMatchInlineSnapshot(`
      {
        "allow": {
          "commands": "never",
        },
        "budget": {
          "calls": 4000,
          "minutes": 20,
          "suiteCalls": 600,
          "usd": 5,
        },
        "errorRates": {
          "extension": 0,
          "falseAlarm": 0.05,
          "miss": 0.1,
        },
        "file": "noisefloor.yaml",
        "gateChanges": {
          "label": "evals-approved",
        },
        "judge": {
          "model": "openai/gpt-5-mini",
        },
        "limits": {
          "concurrency": 50,
          "timeoutSeconds": 120,
        },
        "onInconclusive": "neutral",
        "prices": [
          {
            "models": "local/*",
            "price": "free",
          },
        ],
        "providers": Map {
          "openai" => {
            "credential": "OPENAI_API_KEY",
            "kind": "openai",
            "name": "openai",
          },
          "local" => {
            "baseUrl": "http://127.0.0.1:11434/v1",
            "kind": "openai-compatible",
            "name": "local",
          },
          "sim" => {
            "description": {
              "file": "evals/sim/shop.yaml",
              "text": "rules: []",
            },
            "kind": "simulated",
            "name": "sim",
          },
        },
        "publish": {
          "outputs": "snippets",
        },
        "services": Map {},
        "suites": [
          "evals/**/*.eval.yaml",
        ],
      }
    `)
  })

  it('has a default for everything', async () => {
    expect(await load('{}')).toMatchInlineSnapshot(`
      {
        "allow": {
          "commands": "never",
        },
        "budget": {
          "suiteCalls": 600,
        },
        "errorRates": {
          "extension": 0,
          "falseAlarm": 0.05,
          "miss": 0.1,
        },
        "file": "noisefloor.yaml",
        "gateChanges": {},
        "limits": {
          "concurrency": 50,
          "timeoutSeconds": 120,
        },
        "onInconclusive": "neutral",
        "prices": [],
        "providers": Map {},
        "publish": {
          "outputs": "snippets",
        },
        "services": Map {},
        "suites": [
          "evals/**/*.eval.yaml",
        ],
      }
    `)
  })

  it('names every kind of provider with what it takes', async () => {
    const policy = await load(`
providers:
  azure:    { kind: azure, resource: shop, api-version: v1, credential: AZURE_OPENAI_API_KEY }
  gateway:  { kind: azure, base-url: https://gateway.example.com/aoai, api-version: 2024-10-21, credential: GATEWAY_KEY }
  claude:   { kind: anthropic, credential: ANTHROPIC_API_KEY, streaming: true }
  gemini:   { kind: google, credential: GEMINI_API_KEY }
  bedrock:  { kind: amazon-bedrock, region: us-east-1, credential: AWS_BEARER_TOKEN_BEDROCK }
  signed:
    kind: amazon-bedrock
    region: eu-central-1
    aws-credentials:
      access-key-id: AWS_ACCESS_KEY_ID
      secret-access-key: AWS_SECRET_ACCESS_KEY
      session-token: AWS_SESSION_TOKEN
`)
    expect([...policy!.providers.values()]).toEqual([
      {
        name: 'azure',
        kind: 'azure',
        resource: 'shop',
        apiVersion: 'v1',
        credential: 'AZURE_OPENAI_API_KEY',
      },
      {
        name: 'gateway',
        kind: 'azure',
        baseUrl: 'https://gateway.example.com/aoai',
        apiVersion: '2024-10-21',
        credential: 'GATEWAY_KEY',
      },
      { name: 'claude', kind: 'anthropic', credential: 'ANTHROPIC_API_KEY', streaming: true },
      { name: 'gemini', kind: 'google', credential: 'GEMINI_API_KEY' },
      {
        name: 'bedrock',
        kind: 'amazon-bedrock',
        region: 'us-east-1',
        credential: 'AWS_BEARER_TOKEN_BEDROCK',
      },
      {
        name: 'signed',
        kind: 'amazon-bedrock',
        region: 'eu-central-1',
        awsCredentials: {
          accessKeyId: 'AWS_ACCESS_KEY_ID',
          secretAccessKey: 'AWS_SECRET_ACCESS_KEY',
          sessionToken: 'AWS_SESSION_TOKEN',
        },
      },
    ])
  })

  it('may be absent', async () => {
    expect(await loadPolicy(memoryTree({}), FILE)).toBeUndefined()
  })

  it('keeps prices in the order of the file', async () => {
    const policy = await load('prices: { openai/x: { input: 1, output: 2.5 }, openai/*: free }')
    expect(policy?.prices).toEqual([
      { models: 'openai/x', price: { inputPerMillion: 1, outputPerMillion: 2.5 } },
      { models: 'openai/*', price: 'free' },
    ])
  })

  it('takes a list of globs', async () => {
    expect((await load('suites: [./a/*.eval.yaml, "b/**"]'))?.suites).toEqual(['a/*.eval.yaml', 'b/**'])
  })

  it.each([
    'https://models.example.com/v1',
    'https://models.example.com:8443/a/b/',
    'http://127.0.0.1:11434/v1',
    'http://127.8.0.1',
    'http://[::1]:8080/v1',
  ])('may reach %s', async (url) => {
    const policy = await load(`providers: { p: { kind: openai-compatible, base-url: "${url}" } }`)
    expect(policy?.providers.get('p')?.baseUrl).toBe(url.replace(/\/$/, ''))
  })
})

describe('a mistake in a policy is reported with its place and how to mend it:', () => {
  it.each([
    ['empty file', ''],
    ['unknown key', 'provders: {}'],
    ['a list', '- a'],
    ['unknown kind', 'providers: { p: { kind: opnai } }'],
    ['no kind', 'providers: { p: { credential: X } }'],
    [
      'openai with a base-url',
      'providers: { p: { kind: openai, credential: X, base-url: https://evil.example.com } }',
    ],
    ['openai without a credential', 'providers: { p: { kind: openai } }'],
    ['openai-compatible without a base-url', 'providers: { p: { kind: openai-compatible } }'],
    ['azure that lacks all', 'providers: { p: { kind: azure } }'],
    [
      'azure with two addresses',
      'providers: { p: { kind: azure, credential: X, api-version: v1, resource: shop, base-url: "https://a.example.com" } }',
    ],
    [
      'azure with a resource that leads elsewhere',
      'providers: { p: { kind: azure, credential: X, api-version: latest, resource: evil.example.com/a } }',
    ],
    ['bedrock that lacks all', 'providers: { p: { kind: amazon-bedrock } }'],
    [
      'bedrock with two kinds of key',
      'providers: { p: { kind: amazon-bedrock, region: us-east-1, credential: X, aws-credentials: { access-key-id: A, secret-access-key: B } } }',
    ],
    [
      'bedrock that signs without a region',
      'providers: { p: { kind: amazon-bedrock, base-url: "https://b.example.com", aws-credentials: { access-key-id: A, secret-access-key: B } } }',
    ],
    [
      'bedrock with half a key in a region that is none',
      'providers: { p: { kind: amazon-bedrock, region: "evil.example.com/", aws-credentials: { access-key-id: A } } }',
    ],
    [
      'settings of other kinds',
      'providers: { p: { kind: anthropic, credential: X, base-url: "https://a.example.com", resource: a, api-version: v1, region: us-east-1, aws-credentials: { access-key-id: A, secret-access-key: B } } }',
    ],
    ['a stream of a simulated model', 'providers: { p: { kind: simulated, file: p.yaml, streaming: true } }'],
    ['streaming that is a word', 'providers: { p: { kind: openai, credential: X, streaming: sometimes } }'],
    ['simulated without a file', 'providers: { p: { kind: simulated } }'],
    ['simulated with a credential', 'providers: { p: { kind: simulated, file: p.yaml, credential: X } }'],
    ['missing simulated file', 'providers: { p: { kind: simulated, file: sim/x.yaml } }'],
    ['name of a provider with a slash', 'providers: { a/b: { kind: simulated, file: p.yaml } }'],
    ['provider named __proto__', 'providers: { __proto__: { kind: simulated, file: p.yaml } }'],
    ['error rate of a half', 'error-rates: { false-alarm: 0.5, miss: 0 }'],
    ['share for extensions out of range', 'error-rates: { extension: 0.6 }'],
    ['share for extensions below zero', 'error-rates: { extension: -0.1 }'],
    ['error rate that is not a number', 'error-rates: { false-alarm: .nan, miss: .inf }'],
    ['unknown conclusion', 'on-inconclusive: green'],
    ['budget out of range', 'budget: { usd: 0, calls: 0.5, minutes: -1, suite-calls: 0 }'],
    ['budget without a value', 'budget: { usd: }'],
    ['negative price', 'prices: { a/b: { input: -1, output: 1 } }'],
    ['price that is half said', 'prices: { a/b: { input: 1 } }'],
    ['price of a word', 'prices: { a/b: cheap }'],
    ['price of no model', 'prices: { gpt: free }'],
    ['limits out of range', 'limits: { concurrency: 0, timeout-seconds: 99999 }'],
    ['judge without provider', 'judge: { model: gpt }'],
    ['glob that leaves the repository', 'suites: ../*.yaml'],
    ['no globs', 'suites: []'],
  ])('%s', async (_, text) => {
    expect(await findingsOf(load(text, { 'p.yaml': 'x' }))).toMatchSnapshot()
  })

  it('a key in the place of its name, without repeating the key', async () => {
    const findings = await findingsOf(load('providers: { p: { kind: openai, credential: sk-secret-123 } }'))
    expect(findings).toMatchInlineSnapshot(
      `"noisefloor.yaml:1:45: "credential": must be the name of an environment variable, such as OPENAI_API_KEY, never the key itself"`,
    )
    expect(findings).not.toContain('secret')
  })

  it.each([
    'http://models.example.com',
    'http://localhost:11434/v1',
    'http://127.1:80',
    'http://2130706433/',
    'http://0x7f.0.0.1/',
    'http://127.0.0.1.evil.example.com',
    'http://[::ffff:127.0.0.1]/',
    'https://user:pass@models.example.com',
    'https://@models.example.com',
    'https://models.example.com./v1',
    'https://models.example.com/v1?key=x',
    'https://models.example.com/v1#x',
    'https://models.example.com\\\\@evil.example.com',
    'https://models.example.com/\\n',
    'HTTPS://models.example.com',
    'ftp://models.example.com',
    'models.example.com/v1',
    'https://',
  ])('base-url %s', async (url) => {
    const text = `providers: { p: { kind: openai-compatible, base-url: "${url}" } }`
    expect(await findingsOf(load(text))).toMatchSnapshot()
  })
})
