"""How bash, zsh and fish ask what can be typed next, and how they get the answer.

Each shell's script runs `lrcli` with the shell's name in _LRCLI_COMPLETE. It prints one suggestion a line and ends
with status 0, or with status 1 where a file belongs there. No shell evaluates what is printed, which any file may hold.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lrcli.cli.completion.suggestions import GroupBuilder, Suggestion, suggest
from lrcli.errors import LrcliError
from lrcli.text import plain

SUGGESTIONS, FILES = 0, 1  # exit statuses


def complete(shell: str, question: Sequence[str], build_group: GroupBuilder) -> int:
    """Print what can be typed next. Return the status that says whether these are all, or a file belongs there.

    question: what the shell's script passes on. build_group: makes the program to complete.
    """
    if shell == "bash":
        line, breaks = question
        words, word = split_line(line, breaks)
        words = words[1:]
    else:
        words, word = list(question[:-1]), split_line(question[-1])[1] if shell == "fish" else Word(question[-1])
    try:
        suggestions = suggest(build_group, words, word.text)
    except LrcliError:
        return FILES
    for suggestion in suggestions or ():
        if plain(suggestion.word) == suggestion.word:  # a line each, and no control codes
            print(_as_line(shell, suggestion, word))
    return FILES if suggestions is None else SUGGESTIONS


class Word(NamedTuple):
    """The word at the cursor, without its quotes."""

    text: str
    fixed: int = 0  # characters that stand before what bash replaces
    quote: str = ""  # the one that is open


def split_line(line: str, breaks: str = "") -> tuple[list[str], Word]:
    """The words of a line up to the cursor, and the one that is not finished.

    breaks: the characters at which bash begins a new word.
    """
    words: list[str] = []
    word, started, escaped = Word(""), False, False
    for letter in line:
        if escaped or (word.quote and letter not in (word.quote, "\\")) or (letter == "\\" and word.quote == "'"):
            word, escaped = word._replace(text=word.text + letter), False
        elif letter == "\\":
            escaped = True
        elif letter == word.quote:
            word = word._replace(quote="")
        elif letter in "'\"":
            word, started = Word(word.text, len(word.text), letter), True
        elif letter.isspace():
            words += [word.text] if started else []
            word, started = Word(""), False
            continue
        else:
            text = word.text + letter
            word = Word(text, len(text) if letter in breaks else word.fixed)
        started = True
    return words, word


def _as_line(shell: str, suggestion: Suggestion, word: Word) -> str:
    if shell == "bash":
        return quote_for_bash(suggestion.word[word.fixed :], word.quote)
    if shell == "fish":
        return f"{suggestion.word}\t{suggestion.help}"
    value = re.sub(r"([\\:])", r"\\\1", suggestion.word)
    return f"{value}:{suggestion.help}" if suggestion.help else value


def quote_for_bash(text: str, quote: str) -> str:
    """The text as it stands in bash behind this opening quote, or without one."""
    if quote == "'":
        return text.replace("'", "'\\''")
    special = r'([$`"\\])' if quote else r"([^\w@%+=:,./-])"
    return re.sub(special, r"\\\1", text)
