/** What the runner says about the run. Every part may be missing; then what needs it is left out. */
export interface RunContext {
  readonly eventName: string
  /** The file with the event's payload. */
  readonly eventPath: string | undefined
  readonly repository: { readonly owner: string; readonly repo: string } | undefined
  /** The commit that the event ran for. On pull requests it is a merge, never what a check is written on. */
  readonly sha: string | undefined
  readonly actor: string | undefined
  readonly apiUrl: string | undefined
  readonly runId: number | undefined
  /** From 1. */
  readonly attempt: number
  /** Page of the run. */
  readonly runUrl: string | undefined
  readonly workspace: string | undefined
  readonly temporary: string | undefined
  readonly stepSummary: string | undefined
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
export function readRunContext(environment: Readonly<Record<string, string | undefined>>): RunContext {
  const read = (name: string) => environment[name]?.trim() || undefined
  const [owner, repo, ...rest] = (read('GITHUB_REPOSITORY') ?? '').split('/')
  const repository = owner && repo && rest.length === 0 ? { owner, repo } : undefined
  const runId = positiveInteger(read('GITHUB_RUN_ID'))
  const server = httpUrl(read('GITHUB_SERVER_URL'))
  return {
    eventName: read('GITHUB_EVENT_NAME') ?? '',
    eventPath: read('GITHUB_EVENT_PATH'),
    repository,
    sha: read('GITHUB_SHA'),
    actor: read('GITHUB_ACTOR'),
    apiUrl: httpUrl(read('GITHUB_API_URL')),
    runId,
    attempt: positiveInteger(read('GITHUB_RUN_ATTEMPT')) ?? 1,
    runUrl:
      server !== undefined && repository !== undefined && runId !== undefined
        ? `${server}/${repository.owner}/${repository.repo}/actions/runs/${runId}`
        : undefined,
    workspace: read('GITHUB_WORKSPACE'),
    temporary: read('RUNNER_TEMP'),
    stepSummary: read('GITHUB_STEP_SUMMARY'),
  }
}

function positiveInteger(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined
}

/** Without a slash at its end. */
function httpUrl(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) return undefined
  return text.replace(/\/+$/, '')
}
