const PLAIN = /^[A-Za-z_.][A-Za-z0-9_./@-]*$/
const KEYWORD = /^(?:true|false|null|yes|no|on|off|~|\.+|\.inf|\.nan)$/i

/** Text as a YAML scalar on one line, in quotes where it needs them. JSON's strings are YAML's. */
export function yamlScalar(text: string): string {
  return PLAIN.test(text) && !KEYWORD.test(text) ? text : JSON.stringify(text)
}
