"""What can be typed next: commands, options, and the values that a header or a model knows."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typer

from lrcli.cli.options.common import model_path
from lrcli.cli.options.parameters import value_of
from lrcli.cli.options.reading import LAYOUT, layout
from lrcli.errors import LrcliError
from lrcli.model.features import OTHER
from lrcli.model.linear import load
from lrcli.notation.entry import folded

COLUMN, COLUMNS, TERMS = (
    {"target", "plot", "weights", "group", "time"},
    {"exclude", "numeric", "categorical", "trajectory"},
    {"features"},
)
FUNCTION_STARTS = ("log(", "sqrt(")  # of a term
GroupBuilder = Callable[[Sequence[str]], Any]  # a command line → the program that runs it, as typer's group


class Suggestion(NamedTuple):
    """A whole word, and what it is."""

    word: str
    help: str = ""


def suggest(build_group: GroupBuilder, words: Sequence[str], start: str) -> list[Suggestion] | None:
    """The words that begin like `start` and can follow `words`; None where a file belongs there."""
    group = _group(build_group, words)
    named = bool(words) and not words[0].startswith("-")
    command, before = (group.commands.get(words[0]), list(words[1:])) if named else (group, list(words))
    if command is None:
        return []
    options = options_by_flag(command)
    option = pending_option(options, before)
    if option is not None:
        return values_of(option, command, before[:-1], start)
    if "--" not in before and start.startswith("-"):
        flag, equals, value = start.partition("=")
        if not equals:
            return beginning(start, flags_of_command(command))
        if flag not in options or options[flag].is_flag:
            return []
        suggestions = values_of(options[flag], command, before, value)
        if suggestions is None:
            return None
        return [Suggestion(f"{flag}={suggestion.word}", suggestion.help) for suggestion in suggestions]
    if command is group:
        return beginning(start, (Suggestion(name, _first_line(inner.help)) for name, inner in group.commands.items()))
    return None


def beginning(start: str, suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """The suggestions that begin like `start`."""
    return [suggestion for suggestion in suggestions if suggestion.word.startswith(start)]


def _group(build_group: GroupBuilder, words: Sequence[str]) -> Any:
    """The program with its commands, also where the model of predict cannot be read."""
    try:
        return build_group(words)
    except LrcliError:
        return build_group([words[0], "--help"])  # help needs no model


def options_by_flag(command: Any) -> dict[str, Any]:
    """Each option under all its flags."""
    parameters = command.get_params(typer.Context(command, **command.context_settings))
    options = [parameter for parameter in parameters if parameter.param_type_name == "option"]
    return {flag: option for option in options for flag in (*option.opts, *option.secondary_opts)}


def flags_of_command(command: Any) -> Iterator[Suggestion]:
    """The flags, long ones first."""
    for flag, option in sorted(options_by_flag(command).items(), key=lambda item: not item[0].startswith("--")):
        yield Suggestion(flag, _first_line(option.help))


def pending_option(options: Mapping[str, Any], words: Sequence[str]) -> Any:
    """The option that the last word names and whose value comes next, else None."""
    option = None
    for word in words:
        if option is not None:
            option = None  # the word is its value
        elif word == "--":
            return None
        elif word.startswith("--"):
            option = options.get(word)
        elif word.startswith("-"):
            option = _last_of_cluster(options, word)
        option = None if option is None or option.is_flag else option
    return option


def _last_of_cluster(options: Mapping[str, Any], word: str) -> Any:
    """The option whose value comes behind -qm, which is -q -m; none behind -mFILE, which has its value."""
    for position, letter in enumerate(word[1:], 2):
        option = options.get(f"-{letter}")
        if option is None or not option.is_flag:
            return option if position == len(word) else None
    return None


def values_of(option: Any, command: Any, before: Sequence[str], start: str) -> list[Suggestion] | None:
    """The values that an option can have; None where they are files or folders."""
    if option.metavar in ("FILE", "FOLDER"):
        return None
    if option.name in COLUMN:
        return beginning(start, map(Suggestion, first_header(command, before)))
    if option.name in COLUMNS | TERMS:
        return beginning(start, _continued_list(first_header(command, before), start, terms=option.name in TERMS))
    if option.name == "delimiter":
        from lrcli.data.files.layout import DELIMITER_WORDS

        return beginning(start, map(Suggestion, DELIMITER_WORDS.values()))
    if match := re.fullmatch(r"column_(\d+)", option.name):
        levels = load(model_path(["predict", *before])).inputs[int(match[1])].levels or ()
        # In any case, as the level is found that is typed: bash and fish put the whole word in the place of its start.
        return [Suggestion(level) for level in levels if level != OTHER and folded(level).startswith(folded(start))]
    words = (option.metavar or "").strip("[]").split("|")  # "INT|full|auto" and the like
    return beginning(start, (Suggestion(word) for word in words if len(words) > 1 and not word.isupper()))


def _continued_list(columns: Sequence[str], start: str, *, terms: bool) -> Iterator[Suggestion]:
    """A list of names, separated by commas, continued by each column that is not in it."""
    prefix = start[: start.rfind(",") + 1]
    listed = prefix.split(",")
    if terms:
        product = re.match(r"(?:.*:)?(?:log\(|sqrt\()?", start[len(prefix) :])
        prefix += product[0] if product else ""
        if not product or not product[0]:
            yield Suggestion(f"{prefix}*", "all columns")
    closing = ")" if prefix.endswith(FUNCTION_STARTS) else ""
    for column in columns:
        if column not in listed:
            yield Suggestion(f"{prefix}{column}{closing}")


def first_header(command: Any, words: Sequence[str]) -> tuple[str, ...]:
    """The columns of the first DATA file among the words, by its first bytes; none where no file can be read."""
    from lrcli.data.files.dataset import Files, expand

    typed = command.make_context(None, list(words), resilient_parsing=True).params
    options = {option.name: value_of(option, typed.get(option.name)) for option in LAYOUT}
    try:
        paths = expand([str(Path(path).expanduser()) for path in typed.get("data") or ()])
        files = [path for path in paths if Path(path).is_file()]  # no pipe is read, and nothing is fetched
        if not files:
            return ()
        with Files(files[:1], layout(options)) as table:
            return table.header
    except LrcliError:
        return ()


def _first_line(text: str | None) -> str:
    """The first line of a help text, as plain text."""
    return (text or "").strip().partition("\n")[0].rstrip(".").replace("\\[", "[")
