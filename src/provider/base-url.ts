import { isIP } from 'node:net'
import { isLoopbackAddress, isPublicAddress } from './public-address.ts'

/**
 * Why requests may not be sent to a base URL, as what follows its name (`must be https`); `undefined` when they may. It is https, or http on a literal
 * loopback address; it holds nothing but an origin and a path, so that it can neither carry a key nor mislead a reader about its host; and
 * its host is no address of a private network. `localhost` is a name: only a resolver knows where it leads.
 */
export function baseUrlProblem(text: string): string | undefined {
  if (!/^https?:\/\//.test(text)) return 'must begin with https:// or http://'
  if (/[\s\\\p{Cc}\p{Cf}]/u.test(text)) return 'must not hold blanks, backslashes or invisible characters'
  if (/[?#]/.test(text)) return 'must not have a query or a fragment'
  if (!URL.canParse(text)) return 'is not a URL'
  const authority = text.split('/')[2] ?? ''
  if (authority.includes('@')) return 'must not hold a user name or password; keys come from "credential"'
  const url = new URL(text)
  if (url.hostname.endsWith('.')) return 'must not end its host name with a dot'
  if (url.protocol !== 'https:' && !isLiteralLoopback(authority)) {
    return url.hostname === 'localhost'
      ? 'must be https, or name the loopback address itself: write 127.0.0.1 for localhost'
      : 'must be https; http is for a literal loopback address such as http://127.0.0.1:11434/v1'
  }
  const address = hostAddress(url)
  if (address !== undefined && !isLoopbackAddress(address) && !isPublicAddress(address)) {
    return `must not lead to ${address}, an address of a private or reserved network`
  }
  return undefined
}

/** True when the host of a URL is written as a loopback address. */
export function isLoopbackUrl(text: string): boolean {
  const address = URL.canParse(text) ? hostAddress(new URL(text)) : undefined
  return address !== undefined && isLoopbackAddress(address)
}

/** 127.0.0.0/8 in four decimal numbers, or [::1], as written. */
function isLiteralLoopback(authority: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(authority)
}

/** The host when it is written as an address, without brackets. */
function hostAddress(url: URL): string | undefined {
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname
  return isIP(host) === 0 ? undefined : host
}
