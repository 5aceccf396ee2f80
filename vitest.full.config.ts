import { defineConfig } from 'vitest/config'

/** The long tests: kills at random instants, slow answers of GitHub, long fuzzing. */
export default defineConfig({ test: { include: ['test/full/**/*.test.ts'], testTimeout: 600_000 } })
