import { isIP } from 'node:net'
import { isLoopbackAddress, isPublicAddress } from './public-address.ts'

/**
 * Says why requests may not be sent to a base URL, or `undefined` when they may: https, or http to a literal loopback address;
 * no userinfo, query or fragment, no trailing dot, no address of a private network. `localhost` is a name: only a resolver
 * knows where it leads.
 */
export function baseUrlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) return 'this is not a URL'
  if (url.username !== '' || url.password !== '') return 'a URL with a user name or password is refused'
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text))
    return 'a base URL has no query and no fragment'
  const address = hostAddress(url)
  const loopback = address !== undefined && isLoopbackAddress(address)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    return 'only https is allowed, or http to a literal loopback address such as http://127.0.0.1:11434/v1'
  }
  if (url.hostname.endsWith('.')) return 'a host name that ends with a dot is refused'
  if (address !== undefined && !loopback && !isPublicAddress(address)) {
    return `${address} is an address of a private or reserved network`
  }
  return undefined
}

/** True when the host of a URL is written as a loopback address. */
export function isLoopbackUrl(text: string): boolean {
  const address = URL.canParse(text) ? hostAddress(new URL(text)) : undefined
  return address !== undefined && isLoopbackAddress(address)
}

/** The host when it is written as an address, without brackets. */
function hostAddress(url: URL): string | undefined {
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname
  return isIP(host) === 0 ? undefined : host
}
