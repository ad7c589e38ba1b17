/** What a shell runs to complete a command line of merkl: it asks `merkl __complete`. */

/** The shells, and their scripts. */
export const SHELL_SCRIPTS: Readonly<Record<string, string>> = {
  // readline replaces only what follows the last of COMP_WORDBREAKS, to which : and = belong
  bash: `# merkl's completions for bash: source <(merkl completions bash)
_merkl() {
  local line paths="none"
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :paths=*) paths=\${line#:paths=} ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(_MERKL_WORDBREAKS=$COMP_WORDBREAKS merkl __complete bash -- "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  case $paths in
    files) compopt -o default ;;
    folders) compopt -o filenames; COMPREPLY+=($(compgen -d -- "\${COMP_WORDS[COMP_CWORD]}")) ;;
  esac
}
complete -F _merkl merkl
`,
  zsh: `#compdef merkl
# merkl's completions for zsh: source <(merkl completions zsh), or write them to a file _merkl in $fpath
_merkl() {
  local line paths=none
  local -a texts shown
  while IFS= read -r line; do
    case $line in
      :paths=*) paths=\${line#:paths=} ;;
      *$'\\t'*) texts+=("\${line%%$'\\t'*}"); shown+=("\${line%%$'\\t'*}  -- \${line#*$'\\t'}") ;;
      *) texts+=("$line"); shown+=("$line") ;;
    esac
  done < <(merkl __complete zsh -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( \${#texts} )) && compadd -l -d shown -a texts
  case $paths in
    files) _files ;;
    folders) _files -/ ;;
  esac
  return 0
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _merkl "$@"; else compdef _merkl merkl; fi
`,
  fish: `# merkl's completions for fish: merkl completions fish | source
function __merkl_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l paths none
    for line in (merkl __complete fish -- $words[2..-1] 2>/dev/null)
        switch $line
            case ':paths=*'
                set paths (string replace ':paths=' '' -- $line)
            case '*'
                echo $line
        end
    end
    switch $paths
        case files
            __fish_complete_path (commandline -ct)
        case folders
            __fish_complete_directories (commandline -ct)
    end
end
complete -c merkl -f -a '(__merkl_complete)'
`,
  powershell:
    `# merkl's completions for PowerShell: merkl completions powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName merkl -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { $_.ToString() })
    $words += $wordToComplete
    $paths = 'none'
    merkl __complete powershell -- @words 2>$null | ForEach-Object {
        if ($_ -like ':paths=*') { $paths = $_.Substring(7) }
        else {
            $text, $help = $_ -split "\`t", 2
            if (-not $help) { $help = $text }
            [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $help)
        }
    }
    if ($paths -ne 'none') {
        [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
    }
}
`,
};
