/** What the workflow of a starter depends on. */
export interface WorkflowChoice {
  readonly branch: string
  readonly policyFile: string
  /** Names of the environment variables that hold keys. */
  readonly variables: readonly string[]
}

/** The action as it is named until the user says which release. `doctor` finds it. */
export const ACTION_PLACEHOLDER = 'OWNER/noisefloor@<full commit SHA>'

const CHECKOUT = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1'
const CACHE = '27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5'

/** The text of the workflow: `docs/github-action.md` with what is recorded kept between re-runs. */
export function starterWorkflow({ branch, policyFile, variables }: WorkflowChoice): string {
  const key = `noisefloor-\${{ github.event.pull_request.number }}-`
  const attempt = `${key}\${{ github.run_id }}-\${{ github.run_attempt }}`
  return `# The eval gate: https://github.com/OWNER/noisefloor/blob/main/docs/github-action.md
name: evals
on:
  pull_request:
    branches: [${JSON.stringify(branch)}]
    types: [opened, synchronize, reopened, labeled, edited]
permissions: {}
concurrency:
  group: evals-\${{ github.event.pull_request.number }}
  cancel-in-progress: true
jobs:
  evals:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions: { contents: read, pull-requests: write, checks: write }
    steps:
      - uses: ${CHECKOUT}
        with: { fetch-depth: 2, persist-credentials: false }
      # What a cancelled or failed run has paid for is not paid for again.
      - uses: actions/cache/restore@${CACHE}
        with:
          path: \${{ runner.temp }}/noisefloor
          key: ${attempt}
          restore-keys: ${key}
      # Replace OWNER and the SHA by those of the release that you use.
      - uses: ${ACTION_PLACEHOLDER}
${withLines(policyFile)}${environmentLines(variables)}      - uses: actions/cache/save@${CACHE}
        if: always()
        with:
          path: \${{ runner.temp }}/noisefloor
          key: ${attempt}
`
}

function withLines(policyFile: string): string {
  return policyFile === 'noisefloor.yaml' ? '' : `        with: { config: ${JSON.stringify(policyFile)} }\n`
}

function environmentLines(variables: readonly string[]): string {
  if (variables.length === 0) return ''
  const lines = variables.map((name) => `          ${name}: \${{ secrets.${name} }}\n`)
  return `        env:\n${lines.join('')}`
}
