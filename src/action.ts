import { debug, error, notice, setOutput, setSecret, warning } from '@actions/core'
import { systemWorld } from './boundary/world.ts'
import { runAction } from './commands/run-action.ts'

// Until there is an answer it is not a good one: a process that dies on the way must not look green.
process.exitCode = 2
// Not a top-level await: bundled chunks import from this file, and would wait for it while it waits for them.
runAction(systemWorld(import.meta.url), { debug, error, notice, setOutput, setSecret, warning }).then(
  (code) => {
    process.exitCode = code
  },
)
