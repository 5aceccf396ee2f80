import { invalidRequest } from './github-error.ts'
import { CHECK_CONCLUSIONS, CHECK_STATUSES, type FakeAnnotation, type FakeCheckRun } from './state.ts'

/** What a request says of a check run; absent where it says nothing. */
export interface CheckRequest {
  readonly name?: string
  readonly headSha?: string
  readonly externalId?: string
  readonly detailsUrl?: string
  readonly status?: FakeCheckRun['status']
  readonly conclusion?: NonNullable<FakeCheckRun['conclusion']>
  readonly completedAt?: string
  readonly output?: {
    readonly title?: string
    readonly summary: string
    readonly text?: string
    readonly annotations: readonly FakeAnnotation[]
  }
}

const MOST_TITLE = 255
const MOST_TEXT = 65_535
const MOST_ANNOTATIONS = 50
const MOST_MESSAGE_BYTES = 64 * 1024

const KEYS = [
  'name',
  'head_sha',
  'details_url',
  'external_id',
  'status',
  'started_at',
  'conclusion',
  'completed_at',
]
const OUTPUT_KEYS = ['title', 'summary', 'text', 'annotations', 'images']
const ANNOTATION_KEYS = [
  ...['path', 'start_line', 'end_line', 'start_column', 'end_column'],
  ...['annotation_level', 'message', 'title', 'raw_details'],
]
const LEVELS = ['notice', 'warning', 'failure'] as const

type Body = Readonly<Record<string, unknown>>

/** @throws GitHubError 422 with every problem, as the checks API words it. */
export function parseCheckRequest(body: Body, creates: boolean): CheckRequest {
  const problems: string[] = []
  const read = reader(body, '', problems)
  read.only(
    creates
      ? [...KEYS, 'output', 'actions']
      : [...KEYS, 'output', 'actions'].filter((key) => key !== 'head_sha'),
  )
  const name = read.text('name', { required: creates, most: MOST_TITLE })
  const headSha = read.text('head_sha', { required: creates })
  const status = read.oneOf('status', CHECK_STATUSES)
  const conclusion = read.oneOf('conclusion', CHECK_CONCLUSIONS)
  if (status === 'completed' && conclusion === undefined) problems.push('"conclusion" wasn\'t supplied.')
  const detailsUrl = read.text('details_url', {})
  if (detailsUrl !== undefined && !/^https?:\/\//.test(detailsUrl)) {
    problems.push('details_url must use http or https scheme')
  }
  const externalId = read.text('external_id', {})
  const completedAt = read.date('completed_at')
  read.date('started_at')
  const output = body['output'] === undefined ? undefined : parseOutput(body['output'], creates, problems)
  if (problems.length > 0) throw invalidRequest(...problems)
  return {
    ...(name === undefined ? {} : { name }),
    ...(headSha === undefined ? {} : { headSha }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(detailsUrl === undefined ? {} : { detailsUrl }),
    ...(conclusion === undefined
      ? status === undefined
        ? {}
        : { status }
      : { status: 'completed', conclusion }),
    ...(completedAt === undefined ? {} : { completedAt }),
    ...(output === undefined ? {} : { output }),
  }
}

function parseOutput(
  value: unknown,
  creates: boolean,
  problems: string[],
): NonNullable<CheckRequest['output']> {
  const body = asObject(value, 'output', problems)
  const read = reader(body, 'output.', problems)
  read.only(OUTPUT_KEYS)
  const title = read.text('title', { required: creates, most: MOST_TITLE })
  const summary = read.text('summary', { required: true, most: MOST_TEXT })
  const text = read.text('text', { most: MOST_TEXT })
  const listed = body['annotations'] ?? []
  const annotations = Array.isArray(listed) ? listed : []
  if (!Array.isArray(listed)) problems.push("For 'properties/annotations', it is not an array.")
  if (annotations.length > MOST_ANNOTATIONS) {
    problems.push(`No more than ${MOST_ANNOTATIONS} items are allowed; ${annotations.length} were supplied.`)
  }
  return {
    ...(title === undefined ? {} : { title }),
    summary: summary ?? '',
    ...(text === undefined ? {} : { text }),
    annotations: annotations.map((one, index) =>
      parseAnnotation(one, `output.annotations[${index}].`, problems),
    ),
  }
}

function parseAnnotation(value: unknown, place: string, problems: string[]): FakeAnnotation {
  const body = asObject(value, place, problems)
  const read = reader(body, place, problems)
  read.only(ANNOTATION_KEYS)
  const startLine = read.line('start_line', true)
  const endLine = read.line('end_line', true)
  const startColumn = read.line('start_column', false)
  const endColumn = read.line('end_column', false)
  if (endLine < startLine) problems.push(`${place}end_line must not be before start_line.`)
  if (startLine !== endLine && (startColumn > 0 || endColumn > 0)) {
    problems.push(`${place}start_column and end_column are only for annotations of one line.`)
  }
  const path = read.text('path', { required: true })
  if (path !== undefined && (path === '' || path.startsWith('/')))
    problems.push(`${place}path is not relative.`)
  return {
    path: path ?? '',
    start_line: startLine,
    end_line: endLine,
    start_column: startColumn === 0 ? null : startColumn,
    end_column: endColumn === 0 ? null : endColumn,
    annotation_level: read.oneOf('annotation_level', LEVELS, true) ?? 'notice',
    message: read.text('message', { required: true, mostBytes: MOST_MESSAGE_BYTES }) ?? '',
    title: read.text('title', { most: MOST_TITLE }) ?? null,
    raw_details: read.text('raw_details', { mostBytes: MOST_MESSAGE_BYTES }) ?? null,
  }
}

interface TextRule {
  readonly required?: boolean
  readonly most?: number
  readonly mostBytes?: number
}

function reader(body: Body, place: string, problems: string[]) {
  const refuse = (key: string, what: string) => void problems.push(`For '${place}${key}', ${what}.`)
  return {
    only(keys: readonly string[]) {
      for (const key of Object.keys(body)) {
        if (!keys.includes(key)) problems.push(`"${place}${key}" is not a permitted key.`)
      }
    },
    text(key: string, rule: TextRule): string | undefined {
      const value = body[key]
      if (value === undefined || value === null) {
        if (rule.required === true) problems.push(`"${place}${key}" wasn't supplied.`)
        return undefined
      }
      if (typeof value !== 'string') return void refuse(key, `${JSON.stringify(value)} is not a string`)
      if (rule.required === true && value === '') refuse(key, 'it is empty')
      if (rule.most !== undefined && value.length > rule.most) {
        problems.push(
          `Only ${rule.most} characters are allowed for ${place}${key}; ${value.length} were supplied.`,
        )
      }
      if (rule.mostBytes !== undefined && Buffer.byteLength(value) > rule.mostBytes) {
        problems.push(`${place}${key} exceeds a maximum bytesize of ${rule.mostBytes}.`)
      }
      return value
    },
    oneOf<const Value extends string>(
      key: string,
      values: readonly Value[],
      required = false,
    ): Value | undefined {
      const value = body[key]
      if (value === undefined && !required) return undefined
      const found = values.find((one) => one === value)
      if (found === undefined)
        refuse(key, `${JSON.stringify(value)} is not a member of ${JSON.stringify(values)}`)
      return found
    },
    line(key: string, required: boolean): number {
      const value = body[key]
      if (value === undefined && !required) return 0
      if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value
      refuse(key, `${JSON.stringify(value)} is not a line or column`)
      return 0
    },
    date(key: string): string | undefined {
      const value = body[key]
      if (value === undefined) return undefined
      if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) return value
      return void refuse(key, `${JSON.stringify(value)} is not a valid date-time`)
    },
  }
}

function asObject(value: unknown, place: string, problems: string[]): Body {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body
  problems.push(`For '${place}', ${JSON.stringify(value)} is not an object.`)
  return {}
}
