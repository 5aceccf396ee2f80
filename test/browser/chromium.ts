import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Path of a Chromium, or `undefined` where there is none. */
export const CHROMIUM = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
]

/**
 * Opens a page in Chromium, lets its scripts run, and gives the document as it then stands.
 *
 * @param screenshot where a picture of the page is written besides, for people to look at
 * @param height of the picture, CSS pixels
 * @param scale pixels of the picture per CSS pixel
 */
export async function openPage(
  html: string,
  options: {
    readonly width: number
    readonly height?: number
    readonly scale?: number
    readonly screenshot?: string | undefined
  },
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'noisefloor-browser-'))
  try {
    const page = join(folder, 'page.html')
    writeFileSync(page, html)
    const { width, height = 1600, scale = 1 } = options
    const common = [
      ...FLAGS,
      `--user-data-dir=${folder}/profile`,
      `--window-size=${width},${height}`,
      `--force-device-scale-factor=${scale}`,
    ]
    if (options.screenshot !== undefined) {
      await run(CHROMIUM!, [...common, `--screenshot=${options.screenshot}`, `file://${page}`])
    }
    const { stdout } = await run(CHROMIUM!, [...common, '--dump-dom', `file://${page}`], {
      maxBuffer: 64 * 1024 * 1024,
    })
    return stdout
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
