import { appendFile } from 'node:fs/promises'

/** GitHub drops the whole of a larger one: 1 MiB, and no character of a text takes more than 3 bytes per UTF-16 unit. */
export const MAX_SUMMARY = Math.floor((1024 * 1024) / 3) - 1_000

/** Appends to the page of the run. @param file `GITHUB_STEP_SUMMARY`; without it there is no such page */
export async function writeJobSummary(file: string | undefined, markdown: string): Promise<void> {
  if (file !== undefined) await appendFile(file, `${markdown}\n`)
}
