"""How bash, zsh and fish ask what can be typed next, and how they are told.

Each shell's script runs `lrcli` with the shell's name in _LRCLI_COMPLETE. It prints a candidate a line and ends with
status 0, or with status 1 where a file belongs there. No shell evaluates what is printed: it may come from any file.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lrcli.cli.completion import Candidate, candidates
from lrcli.errors import LrcliError, OptionError
from lrcli.report.text import plain

THESE, FILES = 0, 1
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
        (( $#lines )) && _describe 'lrcli' lines
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
        raise OptionError(f"--completion {shell!r} is none of {', '.join(SCRIPTS)}")
    return SCRIPTS[shell]


def answer(shell: str, asked: Sequence[str]) -> int:
    """Print what can be typed next, and return the status that says whether it is that or a file."""
    if shell == "bash":
        line, breaks = asked
        words, word = words_of(line, breaks)
        words = words[1:]
    else:
        words, word = list(asked[:-1]), words_of(asked[-1])[1] if shell == "fish" else Word(asked[-1])
    try:
        found = candidates(words, word.text)
    except LrcliError:
        return FILES
    for candidate in found or ():
        if plain(candidate.word) == candidate.word:  # a line each, and no control codes
            print(_as_line(shell, candidate, word))
    return FILES if found is None else THESE


class Word(NamedTuple):
    """The word at the cursor, without its quotes."""

    text: str
    kept: int = 0  # how much of it stands before what bash replaces
    quote: str = ""  # the one that is open


def words_of(line: str, breaks: str = "") -> tuple[list[str], Word]:
    """The words of a line up to the cursor, and the one that is not finished. breaks: where bash begins a word anew."""
    words: list[str] = []
    word, begun, escaped = Word(""), False, False
    for letter in line:
        if escaped or (word.quote and letter not in (word.quote, "\\")) or (letter == "\\" and word.quote == "'"):
            word, escaped = word._replace(text=word.text + letter), False
        elif letter == "\\":
            escaped = True
        elif letter == word.quote:
            word = word._replace(quote="")
        elif letter in "'\"":
            word, begun = Word(word.text, len(word.text), letter), True
        elif letter.isspace():
            words += [word.text] if begun else []
            word, begun = Word(""), False
            continue
        else:
            text = word.text + letter
            word = Word(text, len(text) if letter in breaks else word.kept)
        begun = True
    return words, word


def _as_line(shell: str, candidate: Candidate, word: Word) -> str:
    if shell == "bash":
        return quoted(candidate.word[word.kept :], word.quote)
    if shell == "fish":
        return f"{candidate.word}\t{candidate.help}"
    value = re.sub(r"([\\:])", r"\\\1", candidate.word)
    return f"{value}:{candidate.help}" if candidate.help else value


def quoted(text: str, quote: str) -> str:
    """The text as it stands in bash behind this opening quote, or without one."""
    if quote == "'":
        return text.replace("'", "'\\''")
    special = r'([$`"\\])' if quote else r"([^\w@%+=:,./-])"
    return re.sub(special, r"\\\1", text)
