/**
 * What systems set that do not set `CI`: Azure Pipelines, Jenkins, TeamCity, AWS CodeBuild, Bamboo, GoCD, Prow, and older
 * names of `CI` itself (after the vendors of https://github.com/watson/ci-info).
 */
const MARKS = [
  'TF_BUILD',
  'JENKINS_URL',
  'HUDSON_URL',
  'TEAMCITY_VERSION',
  'CODEBUILD_BUILD_ARN',
  'bamboo_planKey',
  'GO_PIPELINE_LABEL',
  'PROW_JOB_ID',
  'CONTINUOUS_INTEGRATION',
  'BUILD_NUMBER',
]

/**
 * Whether a CI runs this, and so perhaps the change of a stranger beside the keys of the repository. `CI` may hold anything: `1`,
 * `True`, the name of the system (Woodpecker).
 */
export function inCi(environment: Readonly<Record<string, string | undefined>>): boolean {
  const said = environment['CI']?.trim().toLowerCase() ?? ''
  return !['', 'false', '0', 'no'].includes(said) || MARKS.some((name) => (environment[name] ?? '') !== '')
}
