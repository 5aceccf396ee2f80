import { createLogger, type Logger } from '../boundary/logger.ts'
import { createRedactor, secretsOf } from '../boundary/redactor.ts'
import type { World } from '../boundary/world.ts'

/** Messages of a command go to stderr, so that stdout holds the report and nothing else. */
export function commandLogger(world: World): Logger {
  return createLogger({
    write: (text) => world.stderr.write(text),
    redact: createRedactor(secretsOf(world.environment, [])),
  })
}
