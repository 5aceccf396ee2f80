async function e({shell:e},n){return n.stdout.write(t[e]),0}const t={bash:`# noisefloor completion for bash
# In ~/.bashrc:  source <(noisefloor completion bash)
_noisefloor() {
  local line kind=
  COMPREPLY=()
  while IFS= read -r line; do
    case "$line" in
      :files | :folders) kind="\${line#:}" ;;
      *) COMPREPLY+=("$line") ;;
    esac
  done < <("\${COMP_WORDS[0]}" __complete bash "$COMP_POINT" "$COMP_LINE" "$2" 2>/dev/null)
  case "$kind" in
    files) compopt -o filenames -o default 2>/dev/null ;;
    folders) compopt -o dirnames 2>/dev/null ;;
  esac
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -F _noisefloor noisefloor
`,zsh:`#compdef noisefloor
# noisefloor completion for zsh
# In ~/.zshrc, after compinit:  source <(noisefloor completion zsh)
_noisefloor() {
  local -a lines candidates
  local line value
  lines=("\${(@f)$("\${words[1]}" __complete words "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  case "\${lines[1]}" in
    :files) _files; return ;;
    :folders) _files -/; return ;;
  esac
  for line in "\${lines[@]}"; do
    [[ -n "$line" ]] || continue
    value="\${line%%$'\\t'*}"
    candidates+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
  done
  (( \${#candidates} )) && _describe -V 'noisefloor' candidates
}
if [[ "\${funcstack[1]}" == _noisefloor ]]; then
  _noisefloor "$@"
else
  compdef _noisefloor noisefloor
fi
`,fish:`# noisefloor completion for fish
# noisefloor completion fish > ~/.config/fish/completions/noisefloor.fish
function __noisefloor_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l found ($words[1] __complete words $words[2..-1] 2>/dev/null)
    switch "$found[1]"
        case ':files'
            __fish_complete_path (commandline -ct)
        case ':folders'
            __fish_complete_directories (commandline -ct)
        case '*'
            string join \\n -- $found
    end
end
complete -c noisefloor -f -a '(__noisefloor_complete)'
`};export{e as completion};