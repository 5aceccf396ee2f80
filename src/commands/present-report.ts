import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { linkInRepository } from '../boundary/link-in-repository.ts'
import type { Logger } from '../boundary/logger.ts'
import { makeOutputFolder, writeOutputFile } from '../boundary/output-folder.ts'
import type { World } from '../boundary/world.ts'
import { renderJson } from '../report/json.ts'
import { renderJunit } from '../report/junit.ts'
import { renderMarkdown } from '../report/markdown.ts'
import type { Report } from '../report/report.ts'
import { renderTerminal, renderVerdict } from '../report/terminal.ts'
import { terminalLook } from './terminal-look.ts'

export interface PresentOptions {
  /** Folder of `report.json`. */
  readonly out: string
  /** Exactly one report on stdout. */
  readonly json: boolean
  /** Of the terminal's report only the first sentence. */
  readonly quiet?: boolean
  /** Files, relative to the world's directory. */
  readonly markdown?: string
  readonly junit?: string
}

/** Prints the report and writes its files. */
export async function presentReport(
  report: Report,
  options: PresentOptions,
  world: World,
  logger: Logger,
): Promise<void> {
  const json = renderJson(report)
  const look = terminalLook(world.stdout, world)
  const text = options.quiet === true ? renderVerdict(report, look) : renderTerminal(report, look)
  world.stdout.write(options.json ? json : text)
  // The verdict is told before anything can go wrong with a file, and no file changes it.
  const out = resolve(world.directory, options.out)
  await orWarn(logger, () => writeReport(out, json))
  for (const [name, render] of [
    [options.markdown, renderMarkdown],
    [options.junit, renderJunit],
  ] as const) {
    if (name === undefined) continue
    const file = resolve(world.directory, name)
    const link = await linkInRepository(file, world.directory)
    if (link !== undefined) {
      logger.warning(
        `${file} was not written: ${link} is a symbolic link of the repository, which leads where its author wants; the verdict stands`,
      )
      continue
    }
    await orWarn(logger, async () => {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, render(report))
    })
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
