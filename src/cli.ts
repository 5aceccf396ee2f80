#!/usr/bin/env node
import { systemWorld } from './boundary/world.ts'
import { main } from './commands/main.ts'

// Not a top-level await: bundled commands import from this file, and would wait for it while it waits for them.
main(process.argv.slice(2), systemWorld(import.meta.url)).then((code) => {
  process.exitCode = code
})
