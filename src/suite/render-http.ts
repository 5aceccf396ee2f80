import { fillValue, TemplateError } from '../boundary/template.ts'
import { fillFor } from './fill-for.ts'
import type { ServedProgram, SideCode } from './program.ts'
import { requestHash } from './request-hash.ts'
import type { Case, HttpTarget, JsonValue, ReplyReading } from './suite.ts'

/** One request to an endpoint. */
export interface RenderedHttp {
  readonly kind: 'http'
  readonly service: string
  readonly serve?: ServedProgram
  /** Absent for a service of the policy, and where no code was bound to the target. */
  readonly code?: SideCode
  readonly method: HttpTarget['method']
  /** Begins with `/`; percent-encoded, without dot segments. May hold a query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON; absent for GET. */
  readonly body?: string
  readonly reading: ReplyReading
  readonly timeoutSeconds?: number
  readonly hash: string
}

/** @throws UserError at the case when a variable is missing, or makes no path or header */
export function renderHttp(target: HttpTarget, aCase: Case): RenderedHttp {
  const { service, serve, code, method, reading, timeoutSeconds } = target
  const sent = fillFor(aCase, 'the request', () => fillRequest(target, aCase))
  return {
    kind: 'http',
    service,
    ...(serve === undefined ? {} : { serve }),
    ...(code === undefined ? {} : { code }),
    method,
    ...sent,
    reading,
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    hash: requestHash({ kind: 'http', service, serve, method, ...sent, reading, code: code?.identity }),
  }
}

function fillRequest(
  { method, path, headers, body }: HttpTarget,
  aCase: Case,
): Pick<RenderedHttp, 'path' | 'headers' | 'body'> {
  const variables = requestVariables(aCase)
  const filled = body === undefined ? aCase.vars : fillValue(body, variables)
  return {
    path: fillPath(path, variables),
    headers: fillHeaders(headers, variables),
    ...(method === 'GET' ? {} : { body: JSON.stringify(filled) }),
  }
}

type Variables = Readonly<Record<string, unknown>>

/** A case's `vars` as plain names, and its conversation as `messages` unless a variable has that name. */
function requestVariables(aCase: Case): Variables {
  return { messages: aCase.messages, ...aCase.vars }
}

/** What is filled in stands for one part of a path or query: slashes and the like are encoded. */
function fillPath(path: string, variables: Variables): string {
  const filled = path.replace(/\{\{[^{}]*\}\}/g, (field) =>
    encodeURIComponent(textOf(fillValue(field, variables)).toWellFormed()),
  )
  const [pathname = ''] = filled.split(/[?#]/, 1)
  const url = URL.canParse(`http://127.0.0.1${filled}`) ? new URL(`http://127.0.0.1${filled}`) : undefined
  if (url === undefined || url.pathname !== pathname || filled.includes('#')) {
    throw new TemplateError({
      message: `${JSON.stringify(filled.slice(0, 200))} is no plain path`,
      hint: 'it has no dot segments and no fragment, and everything unusual in it is percent-encoded',
    })
  }
  return url.pathname + url.search
}

function fillHeaders(headers: HttpTarget['headers'], variables: Variables): Readonly<Record<string, string>> {
  const filled = Object.entries(headers).map(([name, template]) => {
    const text = textOf(fillValue(template, variables))
    // RFC 9110 §5.5, without obsolete text.
    if (/[^\t\x20-\x7e]/.test(text)) {
      throw new TemplateError({ message: `the header ${name} would hold characters that no header may have` })
    }
    return [name.toLowerCase(), text] as const
  })
  return Object.fromEntries(filled.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function textOf(value: JsonValue): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
