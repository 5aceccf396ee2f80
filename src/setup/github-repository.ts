/** The repository on GitHub: from the runner's variable, else from the address of `origin`. */
export function gitHubRepository(
  environment: Readonly<Record<string, string | undefined>>,
  origin: string | undefined,
): { readonly owner: string; readonly repo: string } | undefined {
  const text =
    environment['GITHUB_REPOSITORY'] ?? /github\.com[/:](.+?)(?:\.git)?\/?$/.exec(origin ?? '')?.[1]
  const [owner, repo, more] = text?.split('/') ?? []
  return owner && repo && more === undefined ? { owner, repo } : undefined
}
