/** Replaces every secret it knows by `***`. */
export type Redact = (text: string) => string

/** A shorter value is not guessed to be a secret: it would blot out ordinary words. */
const MIN_GUESSED_LENGTH = 6
/** Nothing shorter can be told from ordinary text, and it guards nothing. */
const MIN_LENGTH = 4
const MIN_LINE_LENGTH = 8
const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD/i

/**
 * The values that must appear nowhere: those of the variables in `bound` (the policy's credentials and the token), and those of every
 * variable whose name contains KEY, TOKEN, SECRET or PASSWORD. Values are trimmed; a value under 6 characters (`true`, `1`)
 * counts only when its variable is bound, one under 4 never. Of a value of several lines, such as a PEM key, each line of 8
 * characters or more counts too, because logs and replies break at lines.
 */
export function secretsOf(
  environment: Readonly<Record<string, string | undefined>>,
  bound: readonly string[],
): readonly string[] {
  const secrets = new Set<string>()
  for (const [name, value] of Object.entries(environment)) {
    const secret = value?.trim() ?? ''
    const isBound = bound.includes(name)
    if (!isBound && !SECRET_NAME.test(name)) continue
    if (secret.length < (isBound ? MIN_LENGTH : MIN_GUESSED_LENGTH)) continue
    secrets.add(secret)
    for (const line of secret.split(/\r?\n/).map((part) => part.trim())) {
      if (line.length >= MIN_LINE_LENGTH) secrets.add(line)
    }
  }
  return [...secrets]
}

/**
 * Replaces the secrets themselves and their base64 (wherever they begin in the encoded bytes), base64url, percent-encoded, JSON-escaped
 * (once and twice), HTML-escaped and hexadecimal forms. Overlapping finds are one `***`, so that no end of a secret is left over.
 */
export function createRedactor(secrets: readonly string[]): Redact {
  const forms = new Set<string>()
  for (const secret of secrets) {
    if (secret.length < MIN_LENGTH) continue
    forms.add(secret)
    for (const form of encodedForms(secret)) if (form.length >= MIN_GUESSED_LENGTH) forms.add(form)
  }
  const byStart = Map.groupBy(forms, (form) => form.slice(0, MIN_LENGTH))
  if (byStart.size === 0) return (text) => text

  return (text) => {
    let redacted = ''
    let copied = 0
    let secretEnd = -1
    for (let index = 0; index + MIN_LENGTH <= text.length; index++) {
      const candidates = byStart.get(text.slice(index, index + MIN_LENGTH))
      if (candidates === undefined) continue
      for (const form of candidates) {
        if (!text.startsWith(form, index)) continue
        if (index >= secretEnd) redacted += `${text.slice(copied, index)}***`
        secretEnd = Math.max(secretEnd, index + form.length)
        copied = secretEnd
      }
    }
    return redacted + text.slice(copied)
  }
}

function encodedForms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  const hex = bytes.toString('hex')
  const everyByte = hex.replace(/../g, '%$&')
  const percent = encodeURIComponent(secret.toWellFormed())
  const everySymbol = percent.replace(
    /[-_.!~*'()]/g,
    (symbol) => `%${Buffer.from(symbol).toString('hex').toUpperCase()}`,
  )
  const json = jsonEscaped(secret)
  const base64 = [0, 1, 2].map((offset) => base64Core(bytes, offset))
  return [
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
    percent,
    percent.replace(/%../g, (byte) => byte.toLowerCase()),
    percent.replaceAll('%20', '+'),
    everySymbol,
    everySymbol.replace(/%../g, (byte) => byte.toLowerCase()),
    jsonSymbols(secret, (digits) => digits),
    jsonSymbols(secret, (digits) => digits.toUpperCase()),
    everyByte,
    everyByte.toUpperCase(),
    json,
    json.replaceAll('/', '\\/'),
    json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    jsonEscaped(json),
    htmlEscaped(secret),
    hex,
    hex.toUpperCase(),
  ]
}

/** As encoders write it that leave nothing but letters, digits and spaces alone. */
function jsonSymbols(secret: string, write: (digits: string) => string): string {
  return secret.replace(
    /[^ A-Za-z0-9]/g,
    (unit) => `\\u${write(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`,
  )
}

/** The characters of the base64 text that depend on the secret alone, when `offset` (mod 3) bytes come before it. */
function base64Core(secret: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), secret]).toString('base64')
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + secret.length) * 8) / 6))
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function htmlEscaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
