import type { Operation } from '../fake-github/exchange.ts'

/** What the action asks of GitHub where there is a checkout; a test keeps this list complete. */
export const OPERATIONS: readonly (Operation | 'graphql')[] = [
  'graphql',
  'pulls/get',
  'issues/list-comments',
  'issues/create-comment',
  'issues/update-comment',
  'checks/create',
  'checks/update',
  'checks/list-for-ref',
]

/** What a runner sets and the gate can do without. */
export const OPTIONAL_VARIABLES: readonly string[] = [
  'GITHUB_OUTPUT',
  'GITHUB_STEP_SUMMARY',
  'GITHUB_REPOSITORY',
  'GITHUB_RUN_ID',
  'GITHUB_RUN_ATTEMPT',
  'GITHUB_SERVER_URL',
  'GITHUB_SHA',
  'GITHUB_WORKSPACE',
  'GITHUB_ACTOR',
  'RUNNER_TEMP',
  'HOME',
]
