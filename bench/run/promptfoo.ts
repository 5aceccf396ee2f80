import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Measured, measure } from './measure.ts'

const QUIET = {
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
  PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
}

/**
 * Runs the same prompts and checks through promptfoo, as its command line is used in CI.
 * @param home the folder in which it was installed (`npm install promptfoo`); it is no dependency of ours
 */
export async function runPromptfoo(
  home: string,
  directory: string,
  options: { readonly baseUrl: string; readonly trials: number; readonly inFlight: number },
): Promise<Measured & { readonly lost: number }> {
  mkdirSync(directory, { recursive: true })
  const config = {
    providers: [
      {
        id: 'openai:chat:fake',
        config: { apiBaseUrl: options.baseUrl, apiKey: 'none', max_tokens: 100 },
      },
    ],
    prompts: [
      'You are a support-ticket classifier. Answer with one JSON object and nothing else. This is case {{k}} of the regression suite.',
    ],
    tests: Array.from({ length: options.trials }, (_, k) => ({
      vars: { k: `${k}` },
      assert: [
        { type: 'contains', value: `token-${k}` },
        { type: 'is-json' },
        { type: 'regex', value: '"verdict"\\s*:\\s*"PASS"' },
      ],
    })),
  }
  writeFileSync(join(directory, 'config.json'), JSON.stringify(config))
  const root = join(home, 'node_modules/promptfoo')
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    bin: Record<string, string>
  }
  const flags = ['--no-cache', '--no-table', '--no-progress-bar', '--no-share', '-o', 'out.json']
  const measured = await measure(
    [join(root, bin['promptfoo']!), 'eval', '-c', 'config.json', '-j', `${options.inFlight}`, ...flags],
    directory,
    { ...QUIET, PROMPTFOO_CONFIG_DIR: join(directory, 'home') },
  )
  const { results } = JSON.parse(readFileSync(join(directory, 'out.json'), 'utf8')) as {
    results: { stats: { successes: number } }
  }
  return { ...measured, lost: options.trials - results.stats.successes }
}
