import type { components } from '@octokit/openapi-types'
import type { Requirement } from './exchange.ts'

type ValidationErrors = NonNullable<components['schemas']['validation-error']['errors']>

/** An answer that is not a success, in GitHub's form. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly errors: ValidationErrors | undefined

  constructor(
    status: number,
    message: string,
    more: { readonly headers?: Readonly<Record<string, string>>; readonly errors?: ValidationErrors } = {},
  ) {
    super(message)
    this.status = status
    this.headers = more.headers ?? {}
    this.errors = more.errors
  }
}

export function errorBody(error: GitHubError, operation: string | undefined) {
  const body = {
    message: error.message,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    documentation_url:
      operation === undefined ? 'https://docs.github.com/rest' : `https://docs.github.com/rest/${operation}`,
    status: String(error.status),
  }
  return body satisfies components['schemas']['basic-error']
}

export function badCredentials(): GitHubError {
  return new GitHubError(401, 'Bad credentials')
}

/** Also what somebody is told who may not know that the thing exists. */
export function notFound(): GitHubError {
  return new GitHubError(404, 'Not Found')
}

export function forbidden(tokenOfApp: boolean, required: readonly Requirement[]): GitHubError {
  return new GitHubError(
    403,
    tokenOfApp
      ? 'Resource not accessible by integration'
      : 'Resource not accessible by personal access token',
    { headers: { 'x-accepted-github-permissions': acceptedPermissions(required) } },
  )
}

/** Alternatives are separated by `;`, what is needed together by `,`. */
export function acceptedPermissions(required: readonly Requirement[]): string {
  return required
    .map((one) =>
      Object.entries(one)
        .map(([permission, level]) => `${permission}=${level}`)
        .join(','),
    )
    .join('; ')
}

export function invalidField(resource: string, field: string, message: string): GitHubError {
  return new GitHubError(422, 'Validation Failed', {
    errors: [{ resource, code: 'custom', field, message }],
  })
}

/** The checks API words its refusals otherwise than the rest. */
export function invalidRequest(...problems: readonly string[]): GitHubError {
  return new GitHubError(422, `Invalid request.\n\n${problems.join('\n')}`)
}
