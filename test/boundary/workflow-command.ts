/**
 * The commands that a runner finds in what a step writes: a port of `ActionCommandManager.TryProcessCommand` with
 * `ActionCommand.TryParseV2` and `TryParse` of actions/runner (src/Runner.Common/ActionCommand.cs), for every command name.
 *
 * .NET compares these texts by culture, for which ignorable characters do not exist; both readings count here.
 */
export function workflowCommandsIn(output: string): readonly string[] {
  return output.split(/\r\n|\n|\r/).filter((line) => [line, line.replace(IGNORABLE, '')].some(isCommand))
}

const IGNORABLE = /(?!\p{White_Space})[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}\p{Cc}]/gu

function isCommand(line: string): boolean {
  return parsesAsV2(line) || parsesAsV1(line)
}

/** `::name key=value::data`, after white space. */
function parsesAsV2(line: string): boolean {
  const message = line.replace(/^\p{White_Space}+/u, '')
  return message.startsWith('::') && message.indexOf('::', 2) >= 0
}

/** `##[name key=value]data`, anywhere. */
function parsesAsV1(line: string): boolean {
  const prefix = line.indexOf('##[')
  return prefix >= 0 && line.indexOf(']', prefix) >= 0
}
