/**
 * By the lock file of a package manager, how it runs what a package brings along. None of them fetches what is not installed: the name is not
 * registered, and whoever registers it must not run here.
 */
const RUNNERS: readonly (readonly [lock: RegExp, runner: string])[] = [
  [/(?:^|\/)pnpm-lock\.yaml$/, 'pnpm exec'],
  [/(?:^|\/)yarn\.lock$/, 'yarn'],
  [/(?:^|\/)bun\.lockb?$/, 'bun run'],
]

/**
 * How the command line is called in a repository: through its package manager where it is one of its packages, else by its name.
 * @param manifests texts of `package.json`
 */
export function shownCommand(manifests: readonly string[], paths: readonly string[]): string {
  if (!manifests.some((text) => /"noisefloor"\s*:/.test(text))) return 'noisefloor'
  const runner = RUNNERS.find(([lock]) => paths.some((path) => lock.test(path)))?.[1] ?? 'npx --no'
  return `${runner} noisefloor`
}
