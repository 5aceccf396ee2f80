import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProcess } from '../src/boundary/run-process.ts'
import type { World } from '../src/boundary/world.ts'
import { DEMO_CHANGES } from '../src/commands/demo.ts'
import { main } from '../src/commands/main.ts'
import { ansiToSvg } from './ansi-to-svg.ts'

// Usage: node scripts/terminal-pictures.ts
// Draws docs/pictures/*.svg from what the command line really prints on a terminal of 80 columns, in a repository made from the worked example.

const COLUMNS = 80
const packageDirectory = fileURLToPath(new URL('..', import.meta.url))
const [worse, same] = DEMO_CHANGES

await inShop(async (directory) => {
  await change(directory, worse!)
  const check = await printed(directory, ['check', '--base', 'main'])
  await draw('regression', 'noisefloor check', check, 'The report of a change that made replies worse')
})
await inShop(async (directory) => {
  await change(directory, same!)
  const check = await printed(directory, ['check', '--base', 'main'])
  await draw('pass', 'noisefloor check', check, 'The report of a change that made nothing worse')
})
await inShop(async (directory) => {
  // The simulated model takes its time, as a hosted one does.
  await rewrite(directory, 'evals/shop/sim/shop.yaml', (text) => `sleep: true\n${text}`)
  await rewrite(directory, 'noisefloor.yaml', (text) => `${text}limits: { concurrency: 24 }\n`)
  await git(directory, 'commit', '-q', '-a', '-m', 'A model that takes its time')
  for (const one of DEMO_CHANGES) await change(directory, one)
  const frames: string[] = []
  await printed(directory, ['check', '--base', 'main'], (chunk) => frames.push(...framesOf(chunk)))
  const both = frames.filter(
    (frame) => (frame.match(/█/g)?.length ?? 0) > 4 && !/ after |got worse/.test(frame),
  )
  await draw(
    'progress',
    'noisefloor check',
    both.at(-1)!,
    'A check while it runs: how far each suite is from either verdict',
  )
  // What has been recorded is what a plan rests on.
  const plan = await printed(directory, ['plan', '--base', 'main'])
  await draw('plan', 'noisefloor plan', plan, 'A plan: which suites a change affects, and what a check takes')
})

async function inShop(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'noisefloor-pictures-'))
  try {
    await cp(join(packageDirectory, 'evals/shop'), join(directory, 'evals/shop'), { recursive: true })
    await cp(join(packageDirectory, 'noisefloor.yaml'), join(directory, 'noisefloor.yaml'))
    await git(directory, 'init', '-q', '-b', 'main', '--template=')
    await git(directory, 'add', '-A')
    await git(directory, 'commit', '-q', '-m', 'A shop with two prompts and two suites')
    await work(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function git(directory: string, ...args: readonly string[]): Promise<void> {
  const settings = [
    '-c',
    'user.name=demo',
    '-c',
    'user.email=demo@example.invalid',
    '-c',
    'commit.gpgsign=false',
  ]
  const { code, stderr } = await runProcess('git', [...settings, ...args], { cwd: directory })
  if (code !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`)
}

async function change(
  directory: string,
  { file, before, after }: (typeof DEMO_CHANGES)[number],
): Promise<void> {
  await rewrite(directory, file, (text) => text.replace(before, after))
}

async function rewrite(directory: string, file: string, edit: (text: string) => string): Promise<void> {
  const path = join(directory, file)
  await writeFile(path, edit(await readFile(path, 'utf8')))
}

/** What a command prints on a terminal's stdout. */
async function printed(
  directory: string,
  args: readonly string[],
  onProgress: (chunk: string) => void = () => {},
): Promise<string> {
  let text = ''
  const sink = (write: (chunk: string) => void) => ({ write, isTerminal: true, columns: COLUMNS })
  const world: World = {
    environment: { PATH: process.env['PATH'], FORCE_COLOR: '1' },
    directory,
    packageDirectory,
    stdout: sink((chunk) => {
      text += chunk
    }),
    stderr: sink(onProgress),
    interrupted: new AbortController().signal,
    now: () => new Date(),
    random: Math.random,
  }
  await main(args, world)
  return text
}

/** What stands between the marks of a synchronised drawing, without going back and clearing. */
function framesOf(chunk: string): readonly string[] {
  const [, drawn] = chunk.split('\u001b[?2026h')
  return drawn === undefined ? [] : [drawn.split('\u001b[?2026l')[0]!.split('\u001b[J').at(-1)!]
}

async function draw(name: string, command: string, text: string, title: string): Promise<void> {
  const file = new URL(`../docs/pictures/${name}.svg`, import.meta.url)
  await writeFile(file, ansiToSvg(`\u001b[2m$\u001b[22m ${command}\n${text}`, title, COLUMNS))
}
