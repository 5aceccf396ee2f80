import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { VERSION } from '../../src/version.ts'

const root = resolve(import.meta.dirname, '../..')
const rebuilt = mkdtempSync(join(tmpdir(), 'noisefloor-dist-'))

function contents(directory: string): ReadonlyMap<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return new Map(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(directory.length + 1), readFileSync(file, 'utf8')]),
  )
}

beforeAll(() => {
  execFileSync(join(root, 'node_modules/.bin/rolldown'), ['-c', '-d', rebuilt], { cwd: root, stdio: 'pipe' })
}, 60_000)
afterAll(() => rmSync(rebuilt, { recursive: true, force: true }))

describe('the committed bundle', () => {
  it('is what the sources give, byte for byte', () => {
    const [committed, fresh] = [contents(join(root, 'dist')), contents(rebuilt)]
    expect([...committed.keys()], 'run `npm run build` and commit dist/').toEqual([...fresh.keys()])
    const stale = [...fresh].filter(([file, text]) => committed.get(file) !== text).map(([file]) => file)
    expect(stale, 'run `npm run build` and commit dist/').toEqual([])
  })

  it('holds one undici, one octokit, and one of what the model providers share', () => {
    const bundle = [...contents(rebuilt).values()].join('\n')
    const copies = (mark: RegExp): number => bundle.match(mark)?.length ?? 0
    // Each string stands once in the package's sources.
    expect(copies(/undici:request:create/g)).toBe(1)
    expect(copies(/vercel\.ai\.providerStreamError/g)).toBe(1)
    expect(copies(/octokit-core\.js\//g)).toBeLessThanOrEqual(1)
  })

  it('loads each model provider when its first model is opened, and not before', () => {
    const files = contents(rebuilt)
    for (const name of ['openai', 'openai-compatible', 'azure', 'anthropic', 'google', 'amazon-bedrock']) {
      const chunk = [...files.keys()].find((file) => new RegExp(`^chunks/${name}-[\\w-]{8}\\.js$`).test(file))
      expect(chunk, `${name} has a chunk of its own`).toBeDefined()
      const statically = [...files].filter(([, text]) =>
        text.includes(`from"./${chunk!.slice('chunks/'.length)}"`),
      )
      expect(statically.map(([file]) => file)).toEqual([])
    }
  })

  it('names no machine and no registry', () => {
    const bundle = [...contents(rebuilt).values()].join('\n')
    expect(bundle).not.toContain(root)
    expect(bundle).not.toMatch(/registry\.npmjs/)
  })

  it('runs on the version that the package has', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(VERSION).toBe(manifest.version)
    const printed = execFileSync(process.execPath, [join(root, 'dist/cli.js'), '--version'], {
      encoding: 'utf8',
    })
    expect(printed.trim()).toBe(VERSION)
  })
})
