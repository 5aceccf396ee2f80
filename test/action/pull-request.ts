import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FakeGitHub, type FakeGitHubOptions, startFakeGitHub } from '../fake-github/fake-github.ts'
import { type Permissions, workflowToken } from '../fake-github/identity.ts'
import { makeFolder } from '../fake-github/make-folder.ts'
import {
  type Files,
  makePullRequest,
  type PullRequestCommits,
  type PullRequestRepository,
} from '../fake-github/make-pull-request.ts'
import type { FakeComment, FakePull } from '../fake-github/state.ts'
import { type Checkout, checkOut } from './checkout.ts'
import { pullRequestPayload } from './event-payload.ts'
import { type ActionRun, type RunningAction, startAction } from './run-action.ts'
import { SHOP } from './shop-files.ts'

export const TOKEN = 'ghs_workflow0token1of2this3job4'

/** What the documentation tells users to grant. */
const RECOMMENDED: Permissions = { contents: 'read', pull_requests: 'write', checks: 'write' }

export interface ShopOptions {
  /** Of base; default: the shop as it is. */
  readonly base?: Files
  readonly change: Files
  readonly meanwhile?: Files
  readonly permissions?: Permissions
  readonly github?: Partial<FakeGitHubOptions>
  readonly pull?: Partial<FakePull>
}

interface RunOptions {
  /** Default: `pull_request`. */
  readonly eventName?: string
  /** Default: of a pull request that was opened. */
  readonly payload?: unknown
  /** Default: the merge commit with its parents. */
  readonly checkout?: Checkout
  /** Which are checked out; default: those of now. */
  readonly commits?: PullRequestCommits
  readonly inputs?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly runId?: number
  readonly attempt?: number
  /** Trials of earlier runs are not there, as on a fresh runner; default true. */
  readonly fresh?: boolean
}

/** A pull request on the fake GitHub, ready to be gated. */
export interface ShopPullRequest extends AsyncDisposable {
  readonly github: FakeGitHub
  readonly repository: PullRequestRepository
  readonly pull: FakePull
  /** Of the action, oldest first. */
  ownComments(): readonly FakeComment[]
  /** One more commit on the pull request. */
  push(files: Files): void
  start(options?: RunOptions): Promise<RunningAction>
  run(options?: RunOptions): Promise<ActionRun>
}

export async function openPullRequest(options: ShopOptions): Promise<ShopPullRequest> {
  const folder = makeFolder()
  const repository = makePullRequest({
    base: options.base ?? SHOP,
    change: options.change,
    ...(options.meanwhile === undefined ? {} : { meanwhile: options.meanwhile }),
  })
  const github = await startFakeGitHub({
    directory: repository.root,
    tokens: { [TOKEN]: workflowToken(options.permissions ?? RECOMMENDED) },
    ...options.github,
  })
  const opened = repository.commits()
  const pull = github.addPull({
    head: { ref: 'change', sha: opened.head, repository: 'harbour-lane/shop' },
    base: { ref: 'main', sha: opened.base },
    mergeCommit: opened.merge,
    ...options.pull,
  })
  let runs = 0

  async function start(run: RunOptions = {}): Promise<RunningAction> {
    runs += 1
    const temporary = join(folder.path, run.fresh === false ? 'temp' : `temp-${runs}`)
    const workspace = join(folder.path, `work-${runs}`)
    mkdirSync(temporary, { recursive: true })
    await checkOut(run.checkout ?? { of: 'merge', depth: 2 }, run.commits ?? repository.commits(), {
      workspace,
      temporary,
      serverUrl: github.serverUrl,
      repository: 'harbour-lane/shop',
      token: TOKEN,
    })
    const payload = run.payload ?? pullRequestPayload(github.state, pull, 'opened')
    const eventPath = join(temporary, `event-${runs}.json`)
    writeFileSync(eventPath, JSON.stringify(payload))
    return startAction({
      temporary,
      workspace,
      token: TOKEN,
      inputs: run.inputs ?? {},
      environment: {
        GITHUB_SERVER_URL: github.serverUrl,
        GITHUB_API_URL: github.apiUrl,
        GITHUB_GRAPHQL_URL: github.graphqlUrl,
        GITHUB_REPOSITORY: 'harbour-lane/shop',
        GITHUB_REPOSITORY_OWNER: 'harbour-lane',
        GITHUB_EVENT_NAME: run.eventName ?? 'pull_request',
        GITHUB_EVENT_PATH: eventPath,
        GITHUB_SHA: repository.commits().merge,
        GITHUB_REF: 'refs/pull/7/merge',
        GITHUB_HEAD_REF: pull.head.ref,
        GITHUB_BASE_REF: pull.base.ref,
        GITHUB_ACTOR: pull.author.login,
        GITHUB_WORKFLOW: 'evals',
        GITHUB_JOB: 'evals',
        GITHUB_RUN_ID: String(run.runId ?? 1_000 + runs),
        GITHUB_RUN_NUMBER: String(runs),
        GITHUB_RUN_ATTEMPT: String(run.attempt ?? 1),
        ...run.environment,
      },
    })
  }

  return {
    github,
    repository,
    pull,
    ownComments: () => github.state.comments.filter(({ author }) => author.login === 'github-actions[bot]'),
    start,
    run: async (run) => (await start(run)).finished,
    push(files) {
      const { head, merge } = repository.push(files)
      pull.head.sha = head
      pull.mergeCommit = merge
    },
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]()
      repository[Symbol.dispose]()
      folder[Symbol.dispose]()
    },
  }
}
