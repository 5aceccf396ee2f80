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
 */
export function proxiesOf(environment: Readonly<Record<string, string | undefined>>): Proxies {
  const first = (...names: readonly string[]) =>
    names.map((name) => environment[name]?.trim()).find((value) => value !== undefined && value !== '')
  const https = first('https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY')
  return {
    ...(https === undefined ? {} : { https: https.includes('://') ? https : `http://${https}` }),
    except: first('no_proxy', 'NO_PROXY') ?? '',
  }
}
