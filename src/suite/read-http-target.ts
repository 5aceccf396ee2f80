import type { DataSource } from '../boundary/yaml-source.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { readDependsOn, readServe } from './read-program.ts'
import type { HttpTarget, ReplyReading } from './suite.ts'
import type { WrittenTarget } from './target-schema.ts'
import { withoutUndefined } from './without-undefined.ts'

/** `undefined` when the target is not an HTTP endpoint. */
export function readHttpTarget(
  { http, serve }: WrittenTarget,
  source: DataSource,
  mistakes: Mistakes,
): HttpTarget | undefined {
  if (http === undefined) return undefined
  const served = readServe(serve, source, mistakes)
  const timeoutSeconds = http['timeout-seconds']
  return {
    kind: 'http',
    service: http.service ?? 'service',
    ...(served === undefined ? {} : { serve: served }),
    method: http.method ?? 'POST',
    path: http.path,
    headers: http.headers ?? {},
    ...(http.body === undefined ? {} : { body: http.body }),
    reading: readingOf(http),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    dependsOn: readDependsOn(http, serve),
  }
}

function readingOf(http: NonNullable<WrittenTarget['http']>): ReplyReading {
  const { usage = {} } = http
  return withoutUndefined({
    reply: http.reply,
    trace: http.trace,
    inputTokens: usage['input-tokens'],
    outputTokens: usage['output-tokens'],
    costUsd: usage['cost-usd'],
    steps: usage.steps,
    statuses: http.statuses ?? {},
  })
}
