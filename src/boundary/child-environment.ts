/**
 * The environment of a program that the repository brings: where programs are, the language and the time zone. Nothing else of this
 * process's environment, where keys and tokens are.
 * @param home folder for what it wants to keep
 */
export function childEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): Readonly<Record<string, string>> {
  const kept = (['PATH', 'LANG', 'TZ'] as const).flatMap((name) => {
    const value = environment[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(kept), HOME: home, TMPDIR: home }
}
