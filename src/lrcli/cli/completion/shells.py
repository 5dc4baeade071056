"""How bash, zsh and fish ask what can be typed next, and how they are told.

Each shell's script runs `lrcli` with the shell's name in _LRCLI_COMPLETE. It prints a candidate a line and ends with
status 0, or with status 1 where a file belongs there. No shell evaluates what is printed: it may come from any file.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lrcli.cli.completion.candidates import Candidate, candidates
from lrcli.errors import LrcliError
from lrcli.text import plain

THESE, FILES = 0, 1


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
