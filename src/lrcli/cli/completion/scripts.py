"""What a shell has to run so that it completes `lrcli`. No shell evaluates what is printed, which may be any text."""

from lrcli.errors import OptionError

SCRIPTS = {
    "bash": """\
_lrcli_complete() {
    local found candidate
    COMPREPLY=()
    if found=$(_LRCLI_COMPLETE=bash "${1/#\\~/$HOME}" "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null); then
        compopt +o default 2>/dev/null
        while IFS= read -r candidate; do
            [[ $candidate ]] && COMPREPLY+=("$candidate")
        done <<< "$found"
    fi
}
complete -o default -F _lrcli_complete lrcli
""",
    "zsh": """\
#compdef lrcli
_lrcli() {
    local found program=${(Q)words[1]/#\\~/$HOME}
    local -a lines
    if found=$(_LRCLI_COMPLETE=zsh "$program" "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null); then
        lines=(${(f)found})
        (( $#lines )) && _describe 'lrcli' lines -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}'
    else
        _files
    fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _lrcli lrcli
""",
    "fish": """\
function __lrcli_complete
    set -l words (commandline -opc)
    set words[1] (string replace --regex "^~" $HOME $words[1])
    set -l token (commandline -ct)
    set -l found (env _LRCLI_COMPLETE=fish $words "$token" 2>/dev/null)
    if test $status -eq 0
        printf '%s\\n' $found
    else
        __fish_complete_path "$token"
    end
end
complete --command lrcli --no-files --arguments '(__lrcli_complete)'
""",
}


def script(shell: str) -> str:
    """What a shell has to run so that it completes `lrcli`."""
    if shell not in SCRIPTS:
        raise OptionError("completion", f"{shell!r} is none of {', '.join(SCRIPTS)}")
    return SCRIPTS[shell]
