import { describe, expect, it } from 'vitest'
import { shownCommand } from '../../src/setup/shown-command.ts'

describe('shownCommand', () => {
  const manifest = '{ "devDependencies": { "noisefloor": "github:OWNER/noisefloor" } }'

  it('is the bare name where no manifest has the program', () => {
    expect(shownCommand(['{ "name": "shop" }'], ['package-lock.json'])).toBe('noisefloor')
  })

  it.each([
    ['pnpm-lock.yaml', 'pnpm exec noisefloor'],
    ['app/yarn.lock', 'yarn noisefloor'],
    ['bun.lock', 'bun run noisefloor'],
    ['package-lock.json', 'npx --no noisefloor'],
  ])('runs what is installed and never fetches it, with %s', (lock, command) => {
    expect(shownCommand([manifest], [lock])).toBe(command)
  })
})
