import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

interface Job {
  readonly permissions?: unknown
  readonly 'timeout-minutes'?: number
  readonly steps: readonly {
    readonly uses?: string
    readonly run?: string
    readonly with?: Record<string, unknown>
  }[]
}

const FOLDER = new URL('../.github/workflows/', import.meta.url)

describe.each(readdirSync(FOLDER))('the workflow %s', (file) => {
  const text = readFileSync(new URL(file, FOLDER), 'utf8')
  const workflow = parse(text) as Workflow
  const jobs = Object.values(workflow.jobs)
  const steps = jobs.flatMap((job) => job.steps)

  it('grants nothing by default, and each job names what it needs', () => {
    expect(workflow.permissions).toEqual({})
    for (const job of jobs)
      expect(job).toMatchObject({ permissions: { contents: 'read' }, 'timeout-minutes': expect.any(Number) })
  })

  it('names every action of others by its commit, with the version beside it', () => {
    const uses = text.split('\n').filter((line) => /\buses:/.test(line) && !/uses: \.\//.test(line))
    expect(uses.length).toBeGreaterThan(0)
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it('leaves no credentials in checkouts and puts no data of strangers into scripts', () => {
    for (const { uses, run, with: inputs } of steps) {
      if (uses?.startsWith('actions/checkout@'))
        expect(inputs).toMatchObject({ 'persist-credentials': false })
      expect(run ?? '').not.toContain('${{')
    }
  })

  it('does not run with the rights of the repository on what strangers wrote', () => {
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target')
    expect(Object.keys(workflow.on)).not.toContain('workflow_run')
    expect(text).not.toContain('secrets.')
  })
})
