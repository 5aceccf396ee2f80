/** A line of a step's output that the runner obeys instead of printing it. */
export interface RunnerCommand {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

/** What `ActionCommandManager` of actions/runner has registered. */
const REGISTERED = new Set([
  ...['add-mask', 'add-matcher', 'add-path', 'debug', 'echo', 'endgroup', 'error', 'group'],
  ...['internal-set-repo-path', 'notice', 'remove-matcher', 'save-state', 'set-env', 'set-output'],
  ...['stop-commands', 'warning'],
])

/**
 * Port of `ActionCommand.TryParseV2` and `TryParse` of actions/runner, on the lines that .NET's `StreamReader.ReadLine` makes of
 * a stream: a lone carriage return ends one too. The runner compares by culture, which does not see invisible characters: they are
 * taken out first.
 */
export function parseRunnerCommands(output: string): {
  readonly commands: readonly RunnerCommand[]
  readonly lines: readonly string[]
} {
  const commands: RunnerCommand[] = []
  const lines: string[] = []
  for (const line of output.split(/\r\n|\r|\n/)) {
    const seen = line.replace(/[\p{Default_Ignorable_Code_Point}\0]/gu, '')
    const command = parseSecondForm(seen) ?? parseFirstForm(seen)
    if (command === undefined) lines.push(line)
    else commands.push(command)
  }
  return { commands, lines }
}

/** `::name key=value,key=value::data`, after white space only. */
function parseSecondForm(line: string): RunnerCommand | undefined {
  const message = line.trimStart()
  if (!message.startsWith('::')) return undefined
  const end = message.indexOf('::', 2)
  if (end < 0) return undefined
  return command(message.slice(2, end), ',', unescapeData(message.slice(end + 2)), unescapeProperty)
}

/** `##[name key=value;key=value]data`, anywhere in a line. */
function parseFirstForm(line: string): RunnerCommand | undefined {
  const start = line.indexOf('##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) return undefined
  return command(line.slice(start + 3, end), ';', unescapeFirstForm(line.slice(end + 1)), unescapeFirstForm)
}

function command(
  information: string,
  separator: string,
  data: string,
  decode: (text: string) => string,
): RunnerCommand | undefined {
  const space = information.indexOf(' ')
  const name = space < 0 ? information : information.slice(0, space)
  if (!REGISTERED.has(name.toLowerCase())) return undefined
  const pairs =
    space < 0
      ? []
      : information
          .slice(space + 1)
          .trim()
          .split(separator)
  const properties = pairs.flatMap((pair) => {
    const equals = pair.indexOf('=')
    return equals <= 0 ? [] : [[pair.slice(0, equals).trim(), decode(pair.slice(equals + 1).trim())] as const]
  })
  return { name: name.toLowerCase(), properties: Object.fromEntries(properties), data }
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}

function unescapeProperty(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%')
}

function unescapeFirstForm(text: string): string {
  return text
    .replaceAll('%3B', ';')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%5D', ']')
    .replaceAll('%25', '%')
}

/**
 * Port of `SetOutputFileCommand` of actions/runner: `name=value`, or `name<<END`, lines, `END`.
 * @throws Error where the runner would fail the step
 */
export function parseOutputFile(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {}
  const lines = text.split('\n')
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      outputs[line.slice(0, equals)] = line.slice(equals + 1)
    } else if (heredoc > 0) {
      const end = lines.indexOf(line.slice(heredoc + 2), index + 1)
      if (end < 0) throw new Error(`no end of the value of ${line.slice(0, heredoc)}`)
      outputs[line.slice(0, heredoc)] = lines.slice(index + 1, end).join('\n')
      index = end
    } else {
      throw new Error(`invalid format: ${line}`)
    }
  }
  return outputs
}
