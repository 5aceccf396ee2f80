import type { FileTree } from '../boundary/file-tree.ts'
import { type Finding, UserError } from '../boundary/finding.ts'
import { plural } from '../report/format-number.ts'
import { loadPolicy } from '../suite/load-policy.ts'
import type { DoctorFinding } from './doctor-finding.ts'

/** What `validate` finds in the files of the working tree. */
export interface Mistakes {
  readonly findings: readonly Finding[]
  readonly suites: number
  readonly cases: number
}

/** The files as they are now, and whether base has the policy that decides. */
export async function checkPolicy(
  file: string,
  { findings, suites, cases }: Mistakes,
  base: FileTree | undefined,
): Promise<readonly DoctorFinding[]> {
  const mistakes = findings.map(
    (finding): DoctorFinding => ({
      subject: finding.file === file ? 'policy' : 'suites',
      status: 'problem',
      message: finding.message,
      ...(finding.hint === undefined ? {} : { remedy: finding.hint }),
      ...(finding.file === undefined ? {} : { file: finding.file }),
      ...(finding.line === undefined ? {} : { line: finding.line }),
    }),
  )
  const valid: DoctorFinding = {
    subject: 'suites',
    status: 'ok',
    message: `${plural(suites, 'suite')} with ${plural(cases, 'case')}, valid`,
  }
  return [
    ...(base === undefined ? [] : [await inBase(file, base)]),
    ...(mistakes.length > 0 ? mistakes : [valid]),
  ]
}

async function inBase(file: string, base: FileTree): Promise<DoctorFinding> {
  try {
    if ((await loadPolicy(base, file)) !== undefined) {
      return { subject: 'policy', status: 'ok', message: `${file} is in base, where it decides` }
    }
    return {
      subject: 'policy',
      status: 'warning',
      message: `${file} is not in base yet: pull requests are only validated, and nothing is called, until it is merged`,
      remedy: 'merge it',
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const [finding] = error.findings
    return {
      subject: 'policy',
      status: 'problem',
      message: `in base: ${finding!.message}; it decides there, so every pull request fails until it is mended`,
      remedy: 'merge a valid one',
      file,
      ...(finding!.line === undefined ? {} : { line: finding!.line }),
    }
  }
}
