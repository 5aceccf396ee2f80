/** The run was asked to end: SIGINT from a terminal, SIGTERM from a CI runner that cancels a job. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}
