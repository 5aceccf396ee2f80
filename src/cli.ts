#!/usr/bin/env node
import { boundHeapGrowth } from './boundary/heap-growth.ts'

boundHeapGrowth()

/** The oldest Node that undici and the providers' packages run on. */
const OLDEST = [22, 19] as const

// Until there is an answer it is not a good one: a process that dies on the way must not look green.
process.exitCode = 2

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  console.error(`noisefloor needs Node ${OLDEST.join('.')} or newer; this is ${process.versions.node}`)
} else {
  // Loaded late, so that an older Node gets the sentence above; not awaited, since bundled commands may import from this file.
  Promise.all([import('./boundary/world.ts'), import('./commands/main.ts')])
    .then(([{ systemWorld }, { main }]) => main(process.argv.slice(2), systemWorld(import.meta.url)))
    .then((code) => {
      process.exitCode = code
    })
}
