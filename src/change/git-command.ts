import { UserError } from '../boundary/finding.ts'
import type { runProcess } from '../boundary/run-process.ts'

/** Runs `git` with these arguments in one repository; `allowFailure` returns a non-zero code instead of throwing. */
export type Git = (
  args: readonly string[],
  options?: { readonly allowFailure?: boolean },
) => Promise<{ readonly code: number; readonly stdout: Buffer; readonly stderr: string }>

export interface GitOptions {
  readonly environment: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** A list of paths may be long; everything else git says is short. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024

/**
 * Settings that keep a repository's own configuration from running programs or changing what git prints. `ext::` remotes run
 * any command; a file system monitor and hooks are commands too.
 */
export const SAFE_SETTINGS: readonly string[] = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.quotePath=off',
  'protocol.ext.allow=never',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting])

export function createGit(run: typeof runProcess, directory: string, options: GitOptions): Git {
  return async (args, { allowFailure = false } = {}) => {
    const result = await run('git', ['--no-pager', '--literal-pathspecs', ...SAFE_SETTINGS, ...args], {
      cwd: directory,
      environment: { ...options.environment },
      maxBytes: MAX_OUTPUT_BYTES,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
    if (result.code !== 0 && !allowFailure) throw gitFailed(args[0] ?? '', result.stderr)
    return result
  }
}

function gitFailed(command: string, stderr: string): UserError {
  return new UserError({
    file: 'git',
    message: `\`git ${command}\` failed: ${lastLine(stderr)}`,
  })
}

/** What git complained of, in one line without its `fatal: `. */
export function lastLine(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim())
  const complaint =
    lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.findLast((line) => line !== '')
  return (complaint ?? 'it gave no reason').replace(/^(fatal|error): /, '').slice(0, 300)
}

/**
 * What git needs of the environment: where it is, who the user is and how remotes are reached. Keys of models stay out, and so do
 * the variables by which a surrounding git command (a hook) points to another repository or index.
 */
export function gitEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && NEEDED.test(entry[0]) && !POINTS_ELSEWHERE.has(entry[0]),
  )
  return {
    ...Object.fromEntries(kept),
    GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
    GIT_NO_REPLACE_OBJECTS: '1',
    // `git status` would otherwise write the index back after looking at the files.
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  }
}

const NEEDED =
  /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TMP|TEMP|SYSTEMROOT|USERPROFILE|APPDATA|LOCALAPPDATA|CURL_CA_BUNDLE|(HTTPS?|ALL|NO)_PROXY|(XDG|SSH|SSL|GIT|GCM)_.*)$/i

/** After `git rev-parse --local-env-vars`, without those that carry settings. */
const POINTS_ELSEWHERE: ReadonlySet<string> = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_EXTERNAL_DIFF',
  'GIT_GRAFT_FILE',
  'GIT_INDEX_FILE',
  'GIT_NAMESPACE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
])
