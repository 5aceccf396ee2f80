import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor, secretsOf } from '../../src/boundary/redactor.ts'

fc.configureGlobal({ seed: 20_260_601 })

const CANARY = 'sk-cänary/+42 "quoted"\\<&>'
const PLAIN = 'sk-live-0123456789abcdef'

const encodings: readonly (readonly [string, (secret: string) => string])[] = [
  ['itself', (secret) => secret],
  ['base64', (secret) => Buffer.from(secret).toString('base64')],
  ['base64 after one byte', (secret) => Buffer.from(`u${secret}`).toString('base64')],
  ['base64 after two bytes', (secret) => Buffer.from(`u:${secret}`).toString('base64')],
  ['base64 within a text', (secret) => Buffer.from(`{"key":"${secret}","other":1}`).toString('base64')],
  ['base64url', (secret) => Buffer.from(`xy${secret}`).toString('base64url')],
  ['percent-encoded', (secret) => encodeURIComponent(secret)],
  [
    'percent-encoded in lower case',
    (secret) => encodeURIComponent(secret).replace(/%../g, (byte) => byte.toLowerCase()),
  ],
  ['form-encoded', (secret) => encodeURIComponent(secret).replaceAll('%20', '+')],
  ['percent-encoded in every byte', (secret) => Buffer.from(secret).toString('hex').replace(/../g, '%$&')],
  ['a JSON string', (secret) => JSON.stringify(secret)],
  ['a JSON string within one', (secret) => JSON.stringify(JSON.stringify(secret))],
  ['a JSON string with escaped slashes', (secret) => JSON.stringify(secret).replaceAll('/', '\\/')],
  ['an ASCII JSON string', (secret) => JSON.stringify(secret).replace('ä', '\\u00e4')],
  [
    'percent-encoded in every symbol',
    (secret) => encodeURIComponent(secret).replaceAll('-', '%2D').replaceAll('.', '%2E'),
  ],
  [
    'JSON of an encoder that escapes every symbol',
    (secret) =>
      secret.replace(
        /[^\w ]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
      ),
  ],
  ['hexadecimal', (secret) => Buffer.from(secret).toString('hex')],
  ['hexadecimal in capitals', (secret) => Buffer.from(secret).toString('hex').toUpperCase()],
  [
    'HTML',
    (secret) =>
      secret
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;'),
  ],
]

describe.each(encodings)('a secret as %s', (_, encode) => {
  it.each([CANARY, PLAIN, 'abcdef', '\u{1f511}\u{1f511}\u{1f511}'])('%s is taken out', (secret) => {
    const redacted = createRedactor([secret])(`before ${encode(secret)} after`)
    expect(redacted).toContain('***')
    expect(redacted.startsWith('before ')).toBe(true)
    expect(redacted.endsWith(' after')).toBe(true)
    for (const form of [secret, encode(secret)]) expect(redacted).not.toContain(form)
  })
})

describe('the redactor', () => {
  it('leaves all other text as it is', () => {
    const text = 'The keyboard costs 12 EUR; the token of appreciation is free. sk-live-0123'
    expect(createRedactor([PLAIN, CANARY])(text)).toBe(text)
    expect(createRedactor([])(PLAIN)).toBe(PLAIN)
  })

  it('takes out every occurrence, the longest form first, and overlapping ones as one', () => {
    const redact = createRedactor(['abcdef', 'abcdefghij', 'ghijklmn'])
    expect(redact('abcdef abcdefghij xabcdefghijklmnx abcdefabcdef')).toBe('*** *** x***x ******')
  })

  it('leaves no part of a secret, wherever secrets stand and overlap', () => {
    const secret = fc
      .string({ minLength: 6, maxLength: 12, unit: fc.constantFrom('a', 'b', '*') })
      .filter((s) => /[ab]/.test(s))
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 4 }),
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c') })),
        (secrets, fillers) => {
          const marked = fillers.map((filler, i) => filler + secrets[i % secrets.length]).join('')
          const covered = new Set<number>()
          for (const each of secrets) {
            for (let at = marked.indexOf(each); at >= 0; at = marked.indexOf(each, at + 1)) {
              for (let i = at; i < at + each.length; i++) covered.add(i)
            }
          }
          const kept = [...marked].filter((_, i) => !covered.has(i)).join('')
          const redacted = createRedactor(secrets)(marked)
          expect(redacted.replaceAll('*', '')).toBe(kept.replaceAll('*', ''))
        },
      ),
    )
  })

  it('is fast enough to stand before every sink', () => {
    const redact = createRedactor(
      Array.from({ length: 50 }, (_, i) => `secret-number-${i}-${'x'.repeat(20)}`),
    )
    const text = 'A sentence that a model could have written, with a secret-number in it. '.repeat(30)
    const started = performance.now()
    for (let i = 0; i < 500; i++) redact(text)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

describe('the secrets of an environment', () => {
  it('are the values of variables with a telling name, in any case', () => {
    const environment = {
      OPENAI_API_KEY: 'value-one',
      github_token: 'value-two',
      MySecretThing: 'value-three',
      DB_PASSWORD: ' value-four\n',
      PATH: '/usr/bin:/bin',
      HOME: '/home/someone',
      ACTIONS_RUNTIME_TOKEN: 'value-five',
      UNSET_KEY: undefined,
      EMPTY_KEY: '',
    }
    expect(secretsOf(environment, [])).toEqual([
      'value-one',
      'value-two',
      'value-three',
      'value-four',
      'value-five',
    ])
  })

  it('are the bound variables whatever their name', () => {
    expect(secretsOf({ MODEL_LOGIN: 'value-one' }, ['MODEL_LOGIN', 'ABSENT'])).toEqual(['value-one'])
  })

  it('are not short words, unless bound, and nothing under four characters', () => {
    const environment = { USE_TOKEN: 'true', KEY: '12345', LOCAL_KEY: 'none', SHORT_KEY: 'x' }
    expect(secretsOf(environment, [])).toEqual([])
    expect(secretsOf(environment, ['LOCAL_KEY', 'SHORT_KEY'])).toEqual(['none'])
  })

  it('are also the lines of a value of several lines', () => {
    const pem = '-----BEGIN KEY-----\r\nMIIBVgIBADANBgkq\r\nshort\r\n-----END KEY-----\n'
    const secrets = secretsOf({ DEPLOY_KEY: pem }, [])
    expect(secrets).toEqual([pem.trim(), '-----BEGIN KEY-----', 'MIIBVgIBADANBgkq', '-----END KEY-----'])
    expect(createRedactor(secrets)('log: MIIBVgIBADANBgkq')).toBe('log: ***')
  })
})
