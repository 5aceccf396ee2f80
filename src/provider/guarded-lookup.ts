import type { LookupAddress, LookupAllOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { ProviderError } from './provider-error.ts'
import { isPublicAddress } from './public-address.ts'

/** `dns.lookup` with `all: true`. */
export type ResolveHost = (
  host: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * A `lookup` for sockets that refuses a name of which any address is not public. The socket connects to the very addresses that were
 * checked, so that a resolver that changes its mind gains nothing. Literal addresses are never looked up: `baseUrlProblem` judges them.
 */
export function guardedLookup(resolve: ResolveHost): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, [])
      const [first] = addresses
      const refused = addresses.find(({ address }) => !isPublicAddress(address))
      if (first === undefined || refused !== undefined) return callback(refusedAddress(host, refused), [])
      if (options.all === true) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

function refusedAddress(host: string, refused: LookupAddress | undefined): ProviderError {
  const why =
    refused === undefined ? 'has no address' : `resolves to ${refused.address}, which is not a public address`
  return new ProviderError(`${host} ${why}`, { kind: 'refused-address', final: true })
}
