import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Logger } from '../boundary/logger.ts'
import { makeOutputFolder, writeOutputFile } from '../boundary/output-folder.ts'
import type { World } from '../boundary/world.ts'
import { renderJson } from '../report/json.ts'
import { renderMarkdown } from '../report/markdown.ts'
import type { Report } from '../report/report.ts'
import { renderTerminal } from '../report/terminal.ts'

export interface PresentOptions {
  /** Folder of `report.json`. */
  readonly out: string
  /** Exactly one report on stdout. */
  readonly json: boolean
  readonly markdown?: string
}

/** Prints the report and writes its files. */
export async function presentReport(
  report: Report,
  options: PresentOptions,
  world: World,
  logger: Logger,
): Promise<void> {
  const json = renderJson(report)
  const { isTerminal, columns } = world.stdout
  const colour = isTerminal && world.environment['NO_COLOR'] === undefined
  world.stdout.write(options.json ? json : renderTerminal(report, { columns, colour }))
  // The verdict is told before anything can go wrong with a file, and no file changes it.
  const out = resolve(world.directory, options.out)
  await orWarn(logger, () => writeReport(out, json))
  if (options.markdown !== undefined) {
    const file = resolve(world.directory, options.markdown)
    await orWarn(logger, () => writeFile(file, renderMarkdown(report)))
  }
}

async function writeReport(directory: string, json: string): Promise<void> {
  await makeOutputFolder(directory)
  await writeOutputFile(join(directory, 'report.json'), json)
}

async function orWarn(logger: Logger, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    logger.warning(`${path ?? 'a report'} could not be written (${code}); the verdict stands`)
  }
}
