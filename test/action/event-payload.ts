import { pullRequestShape } from '../fake-github/shapes/pull-request.ts'
import { repositoryShape } from '../fake-github/shapes/repository.ts'
import { userShape } from '../fake-github/shapes/user.ts'
import type { FakePull, FakeState } from '../fake-github/state.ts'

const SENDER = { login: 'ada', id: 1_815, type: 'User' } as const

/** The payload of `pull_request` and `pull_request_target`. */
export function pullRequestPayload(state: FakeState, pull: FakePull, action: string, label?: string) {
  return {
    action,
    number: pull.number,
    pull_request: pullRequestShape(state, pull),
    ...(label === undefined ? {} : { label: { name: label } }),
    ...common(state),
  }
}

export function mergeGroupPayload(state: FakeState, pull: FakePull, head: string) {
  return {
    action: 'checks_requested',
    merge_group: {
      head_sha: head,
      head_ref: `refs/heads/gh-readonly-queue/${pull.base.ref}/pr-${pull.number}-${pull.base.sha}`,
      base_sha: pull.base.sha,
      base_ref: `refs/heads/${pull.base.ref}`,
    },
    ...common(state),
  }
}

export function pushPayload(state: FakeState, before: string, after: string) {
  return {
    ref: `refs/heads/${state.defaultBranch}`,
    before,
    after,
    created: false,
    deleted: false,
    ...common(state),
  }
}

export function dispatchPayload(state: FakeState) {
  return { ref: `refs/heads/change`, inputs: {}, workflow: '.github/workflows/evals.yml', ...common(state) }
}

function common(state: FakeState) {
  return {
    repository: repositoryShape(state, `${state.owner}/${state.name}`),
    sender: userShape(state, SENDER),
  }
}
