import * as z from 'zod'
import { withoutUndefined } from '../suite/without-undefined.ts'

/** What started the run, as far as the gate cares. Fields that the payload lacks are absent. */
export type TriggerEvent =
  | PullRequestEvent
  | {
      readonly kind: 'merge-group'
      readonly base?: string
      readonly head?: string
      readonly pullRequest?: number
    }
  | { readonly kind: 'push'; readonly after?: string; readonly deleted: boolean }
  /** Nothing to report on but the run itself: `workflow_dispatch`, `schedule` and all others. */
  | {
      readonly kind: 'other'
      readonly name: string
      readonly defaultBranch?: string
      /** About a pull request from another repository (`pull_request_review` and its like), or by Dependabot. */
      readonly outside: boolean
    }
  | { readonly kind: 'refused'; readonly name: string; readonly reason: string }

interface PullRequestEvent {
  readonly kind: 'pull-request'
  readonly action: string
  /** Absent: no comment, and labels are those of the payload. */
  readonly number?: number
  /** Full id of the head commit. Absent: no check. */
  readonly head?: string
  /** Tip of the base branch when the event was sent. */
  readonly base?: string
  readonly closed: boolean
  /** From another repository, or by Dependabot: no secrets, a token that can only read. */
  readonly outside: boolean
  readonly labels: readonly string[]
  /** The label that was added or removed. */
  readonly changedLabel?: string
}

/**
 * @param payload of the event, anything at all: what does not have the expected form counts as missing
 * @param actor login of whoever started the run
 */
export function parseEvent(name: string, payload: unknown, actor: string | undefined): TriggerEvent {
  if (PRIVILEGED.has(name)) return { kind: 'refused', name, reason: refusal(name) }
  const fields = payloadSchema.parse(payload)
  switch (name) {
    case 'pull_request':
      return pullRequestEvent(fields, actor)
    case 'merge_group':
      return withoutUndefined({
        kind: 'merge-group' as const,
        base: fields.merge_group?.base_sha,
        head: fields.merge_group?.head_sha,
        pullRequest: pullRequestOfQueue(fields.merge_group?.head_ref),
      })
    case 'push':
      return withoutUndefined({
        kind: 'push' as const,
        after: fields.after,
        deleted: fields.deleted ?? false,
      })
    default:
      return withoutUndefined({
        kind: 'other' as const,
        name,
        defaultBranch: fields.repository?.default_branch,
        outside: isOutside(fields, actor),
      })
  }
}

/** Secrets and a token that can write, next to content that a stranger chose: CVE-2024-42471 and the campaigns after it. */
const PRIVILEGED: ReadonlySet<string> = new Set(['pull_request_target', 'workflow_run', 'issue_comment'])

function refusal(name: string): string {
  return `\`${name}\` runs with the repository's secrets and a token that can write beside what a stranger wrote, so nothing was read or called`
}

const sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/)
const optional = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined)
const optionalObject = <Shape extends z.ZodRawShape>(shape: Shape) => optional(z.object(shape))
const label = z.object({ name: z.string() })
/** GitHub sends null for the repository of a head that was deleted. */
const repository = z.object({ full_name: z.string() }).nullable()

const payloadSchema = z
  .object({
    action: optional(z.string()),
    number: optional(z.int().positive()),
    label: optional(label),
    after: optional(sha),
    deleted: optional(z.boolean()),
    repository: optionalObject({
      full_name: optional(z.string()),
      default_branch: optional(z.string().min(1)),
    }),
    merge_group: optionalObject({
      base_sha: optional(sha),
      head_sha: optional(sha),
      head_ref: optional(z.string()),
    }),
    pull_request: optionalObject({
      number: optional(z.int().positive()),
      state: optional(z.string()),
      labels: z.array(label).catch([]),
      head: optionalObject({ sha: optional(sha), repo: optional(repository) }),
      base: optionalObject({ sha: optional(sha), repo: optional(repository) }),
    }),
  })
  .catch({})

type Payload = z.infer<typeof payloadSchema>

function pullRequestEvent(payload: Payload, actor: string | undefined): PullRequestEvent {
  const pull = payload.pull_request
  const action = payload.action ?? ''
  const labelled = action === 'labeled' || action === 'unlabeled'
  return withoutUndefined({
    kind: 'pull-request' as const,
    action,
    number: pull?.number ?? payload.number,
    head: pull?.head?.sha,
    base: pull?.base?.sha,
    closed: action === 'closed' || pull?.state === 'closed',
    outside: isOutside(payload, actor),
    labels: (pull?.labels ?? []).map((one) => one.name),
    changedLabel: labelled ? payload.label?.name : undefined,
  })
}

function isOutside(payload: Payload, actor: string | undefined): boolean {
  return actor === 'dependabot[bot]' || isFork(payload)
}

/** A head whose repository was deleted was a fork; one that the payload does not mention is not taken for one. */
function isFork({ pull_request: pull, repository: own }: Payload): boolean {
  const head = pull?.head?.repo
  if (head === null) return true
  const base = pull?.base?.repo?.full_name ?? own?.full_name
  return head !== undefined && base !== undefined && head.full_name.toLowerCase() !== base.toLowerCase()
}

/** Refs of a merge queue end in the number of the pull request and the commit that it was queued on. */
function pullRequestOfQueue(ref: string | undefined): number | undefined {
  const number = /\/pr-(\d{1,10})-[0-9a-f]{40,64}$/.exec(ref ?? '')?.[1]
  return number === undefined ? undefined : Number(number)
}
