/**
 * What is wrong with a `base-url`, or `undefined`. It is https, or http on a literal loopback address; it holds nothing but an origin
 * and a path, so that it can neither carry a key nor mislead a reader about its host.
 */
export function baseUrlProblem(text: string): string | undefined {
  if (!/^https?:\/\//.test(text)) return 'must begin with https:// or http://'
  if (/[\s\\\p{Cc}\p{Cf}]/u.test(text)) return 'must not hold blanks, backslashes or invisible characters'
  if (/[?#]/.test(text)) return 'must not have a query or a fragment'
  if (!URL.canParse(text)) return 'is not a URL'
  const authority = text.split('/')[2] ?? ''
  if (authority.includes('@')) return 'must not hold a user name or password; keys come from "credential"'
  const { protocol, hostname } = new URL(text)
  if (hostname.endsWith('.')) return 'must not end its host name with a dot'
  if (protocol === 'https:' || isLiteralLoopback(authority)) return undefined
  return hostname === 'localhost'
    ? 'must be https, or name the loopback address itself: write 127.0.0.1 for localhost'
    : 'must be https; http is for a literal loopback address such as http://127.0.0.1:11434/v1'
}

/** 127.0.0.0/8 in four decimal numbers, or [::1], as written. */
function isLiteralLoopback(authority: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(authority)
}
