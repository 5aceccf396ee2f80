import { UserError } from '../boundary/finding.ts'

/** Proxies between this machine and the providers; an absent one is not used. */
export interface Proxies {
  /** For https, which is all but loopback. */
  readonly https?: string
  /** Hosts that are reached without a proxy, as `NO_PROXY` lists them. */
  readonly except: string
}

/**
 * The proxies that the environment names: `https_proxy`, else `HTTPS_PROXY`, else `http_proxy`, else `HTTP_PROXY`; `no_proxy`, else
 * `NO_PROXY`. The environment belongs to whoever runs the gate; no file of a repository can name a proxy.
 * @throws UserError when a variable holds no address.
 */
export function proxiesOf(environment: Readonly<Record<string, string | undefined>>): Proxies {
  const first = (...names: readonly string[]) =>
    names.find((name) => (environment[name]?.trim() ?? '') !== '')
  const variable = first('https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY')
  const exceptions = first('no_proxy', 'NO_PROXY')
  return {
    ...(variable === undefined ? {} : { https: addressIn(variable, environment[variable]!.trim()) }),
    except: exceptions === undefined ? '' : environment[exceptions]!.trim(),
  }
}

/** The value may hold a password and is not repeated. */
function addressIn(variable: string, value: string): string {
  const address = value.includes('://') ? value : `http://${value}`
  if (URL.canParse(address) && /^(?:https?|socks5?):$/.test(new URL(address).protocol)) return address
  throw new UserError({
    message: `the environment variable ${variable} does not hold the address of a proxy`,
    hint: 'write http://HOST:PORT, or unset it',
  })
}
