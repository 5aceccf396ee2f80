import type { RequestFailure } from './request-failure.ts'

/** What the gate wants of GitHub, and the permission of the job's token that it takes. */
export const FEATURES = {
  comment: { name: 'the comment', permission: 'pull-requests: write' },
  check: { name: 'the check run', permission: 'checks: write' },
} as const

export interface PublishingProblem {
  readonly feature: keyof typeof FEATURES
  readonly failure: RequestFailure
}

export interface ProblemText {
  readonly level: 'warning' | 'notice'
  readonly text: string
}

/**
 * What could not be published, one text per cause, each with how to mend it. None of it changes the verdict.
 *
 * @param outside the run's token is that of a fork or of Dependabot: that it can only read is then no mistake of anybody's
 */
export function explainProblems(
  problems: readonly PublishingProblem[],
  outside: boolean,
): readonly ProblemText[] {
  const causes = Map.groupBy(problems, ({ failure }) => causeOf(failure))
  return [...causes].map(([cause, found]) => {
    const names = joined(found.map(({ feature }) => FEATURES[feature].name))
    const permissions = joined(found.map(({ feature }) => `\`${FEATURES[feature].permission}\``))
    const written = `${names} ${found.length === 1 ? 'was' : 'were'} not written`
    if (cause === FORBIDDEN && outside) {
      const text = `${written}: the token of a fork's or Dependabot's run can only read; the summary of this job holds the report`
      return { level: 'notice', text }
    }
    const reason =
      cause === FORBIDDEN
        ? `the token may not: grant ${permissions} under \`permissions:\` of the job in the workflow`
        : cause
    return {
      level: 'warning',
      text: `${written}: ${reason}. The verdict and the exit code are not touched by this.`,
    }
  })
}

/** Why something could not be read, with how to mend it. */
export function explainReadFailure(failure: RequestFailure, permission: string): string {
  const cause = causeOf(failure)
  if (cause !== FORBIDDEN) return cause
  const isHidden = failure.kind === 'refused' && failure.status === 404
  const reason = isHidden ? 'it is not there, or the token may not see it' : 'the token may not'
  return `${reason}: grant \`${permission}\` under \`permissions:\` of the job in the workflow`
}

const FORBIDDEN = 'forbidden'
const AGAIN = 'run the job again to try once more'

function causeOf(failure: RequestFailure): string {
  switch (failure.kind) {
    case 'limited':
      return `GitHub limits the requests of this token (${failure.status}); run the job again later`
    case 'outage':
      return `GitHub answered ${failure.status}; ${AGAIN}`
    case 'no-answer':
      return `GitHub ${failure.reason}; ${AGAIN}`
    case 'refused':
      return refusedBecause(failure)
  }
}

/** GitHub answers 404 where a token may not even know that something is there. */
function refusedBecause({ status, message }: { readonly status: number; readonly message: string }): string {
  if (status === 401) return 'GitHub does not accept the token; check the input `github-token`'
  if (status === 403 && /locked/i.test(message))
    return 'the conversation is locked; unlock it and run the job again'
  if (status === 403 || status === 404) return FORBIDDEN
  return `GitHub refused it (${status}: ${message.slice(0, 200)}); this is a fault of noisefloor's, please report it`
}

function joined(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
