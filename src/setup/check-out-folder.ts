import type { runProcess } from '../boundary/run-process.ts'
import { gitEnvironment, SAFE_SETTINGS } from '../change/git-command.ts'
import type { DoctorFinding } from './doctor-finding.ts'

/**
 * Whether recorded trials, which hold outputs of models, stay out of git.
 * @param root top folder of the repository
 */
export async function checkOutFolder(
  root: string,
  run: typeof runProcess,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<DoctorFinding> {
  // Not by `createGit`: check-ignore refuses literal pathspecs.
  const git = (...args: readonly string[]) =>
    run('git', [...SAFE_SETTINGS, ...args], { cwd: root, environment: { ...gitEnvironment(environment) } })
  const tracked = await git('ls-files', '-z', '--', '.noisefloor')
  if (tracked.code === 0 && tracked.stdout.length > 0) {
    return {
      subject: 'out',
      status: 'problem',
      message: 'recorded trials are committed: they hold outputs of models, and every check changes them',
      remedy: 'run `git rm -r --cached .noisefloor` and add .noisefloor/ to .gitignore',
      file: '.noisefloor',
    }
  }
  const { code } = await git('check-ignore', '--quiet', '.noisefloor/trials.jsonl')
  if (code === 0) {
    return { subject: 'out', status: 'ok', message: 'git ignores .noisefloor/, where trials are recorded' }
  }
  return {
    subject: 'out',
    status: 'warning',
    message: 'git does not ignore .noisefloor/, where trials are recorded',
    remedy: 'add .noisefloor/ to .gitignore (the folder ignores itself from the first check on)',
  }
}
