import { defineConfig } from 'rolldown'

/**
 * The bundle that GitHub runs without an install step. The same sources give the same bytes:
 * names of chunks come from their content, and nothing of the machine or the time goes in.
 */
export default defineConfig({
  input: { cli: 'src/cli.ts', action: 'src/action.ts' },
  platform: 'node',
  resolve: { conditionNames: ['node', 'import', 'module', 'default'] },
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    minify: true,
    comments: { legal: true },
    cleanDir: true,
  },
})
