import type { DoctorFinding } from './doctor-finding.ts'

/** The oldest that the command line runs on; the action brings its own. */
const OLDEST = [22, 19] as const

/** @param version such as `24.21.0` */
export function checkNode(version: string): DoctorFinding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) {
    return { subject: 'node', status: 'ok', message: `Node ${version}` }
  }
  return {
    subject: 'node',
    status: 'problem',
    message: `Node ${version} is too old for the command line; the action in CI brings its own`,
    remedy: `install Node ${OLDEST.join('.')} or newer`,
  }
}
