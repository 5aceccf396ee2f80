import type { GitHub } from '../github/client.ts'
import { failureOf, type RequestFailure } from '../github/request-failure.ts'
import type { DoctorFinding } from './doctor-finding.ts'

/** What the token may read of the repository. What it may write is not tried out. */
export async function checkToken(
  { octokit, owner, repo }: GitHub,
  label: string | undefined,
): Promise<readonly DoctorFinding[]> {
  const name = `${owner}/${repo}`
  try {
    const { data } = await octokit.rest.repos.get({ owner, repo })
    const { push, triage } = data.permissions ?? {}
    const role =
      data.permissions === undefined
        ? ''
        : `, and its owner may ${push ? 'write' : triage ? 'triage' : 'only read'}`
    return [
      { subject: 'token', status: 'ok', message: `the token reads ${name}${role}` },
      ...(label === undefined ? [] : await checkLabel({ octokit, owner, repo }, label)),
    ]
  } catch (error) {
    const failure = failureOf(error)
    return [
      {
        subject: 'token',
        status: 'problem',
        message: `the token does not read ${name}: ${reason(failure)}`,
        remedy: 'give it contents: read, and check GITHUB_REPOSITORY',
      },
    ]
  }
}

async function checkLabel(
  { octokit, owner, repo }: GitHub,
  label: string,
): Promise<readonly DoctorFinding[]> {
  try {
    await octokit.rest.issues.getLabel({ owner, repo, name: label })
    return [{ subject: 'token', status: 'ok', message: `the label ${label} exists` }]
  } catch (error) {
    const failure = failureOf(error)
    if (failure.kind !== 'refused' || failure.status !== 404) {
      const message = `whether the label ${label} exists could not be read: ${reason(failure)}`
      return [{ subject: 'token', status: 'warning', message, remedy: 'give the token issues: read' }]
    }
    return [
      {
        subject: 'token',
        status: 'warning',
        message: `the label ${label}, which approves changes of the gate, does not exist`,
        remedy: `run \`gh label create ${label}\``,
      },
    ]
  }
}

function reason(failure: RequestFailure): string {
  switch (failure.kind) {
    case 'no-answer':
      return `GitHub ${failure.reason}`
    case 'limited':
      return 'too many requests'
    case 'refused':
    case 'outage':
      return `GitHub answered ${failure.status}`
  }
}
