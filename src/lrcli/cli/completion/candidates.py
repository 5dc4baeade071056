"""What can be typed next: commands, options, and the values that a header or a model knows."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typer

from lrcli.cli.commands.application import application
from lrcli.cli.commands.predict import model_file
from lrcli.cli.options.parameters import value
from lrcli.cli.options.reading import LAYOUT, layout
from lrcli.cli.options.values import convert_plainly
from lrcli.errors import LrcliError
from lrcli.model.features import OTHER
from lrcli.model.linear import load

COLUMN, COLUMNS, TERMS = {"target", "plot"}, {"exclude", "numeric", "categorical", "trajectory"}, {"features"}
CALLS = ("log(", "sqrt(")  # that a term may begin with


class Candidate(NamedTuple):
    """A whole word, and what it is."""

    word: str
    help: str = ""


def candidates(words: Sequence[str], start: str) -> list[Candidate] | None:
    """What a word that begins so can become behind these words; None where a file belongs there."""
    group = _group(words)
    named = bool(words) and not words[0].startswith("-")
    command, before = (group.commands.get(words[0]), list(words[1:])) if named else (group, list(words))
    if command is None:
        return []
    known = options_by_flag(command)
    option = waiting(known, before)
    if option is not None:
        return values(option, command, before[:-1], start)
    if "--" not in before and start.startswith("-"):
        flag, equals, value = start.partition("=")
        if not equals:
            return beginning(start, options_of(command))
        if flag not in known or known[flag].is_flag:
            return []
        found = values(known[flag], command, before, value)
        return None if found is None else [Candidate(f"{flag}={item.word}", item.help) for item in found]
    if command is group:
        return beginning(start, (Candidate(name, _first(inner.help)) for name, inner in group.commands.items()))
    return None


def beginning(start: str, offered: Iterable[Candidate]) -> list[Candidate]:
    """Of what is offered that which begins so."""
    return [candidate for candidate in offered if candidate.word.startswith(start)]


def _group(words: Sequence[str]) -> Any:
    """The program with its commands, also where the model of predict cannot be read."""
    try:
        group = typer.main.get_command(application(words))
    except LrcliError:
        group = typer.main.get_command(application([words[0], "--help"]))  # help needs no model
    convert_plainly(group)
    return group


def options_by_flag(command: Any) -> dict[str, Any]:
    """Each option by all its flags."""
    parameters = command.get_params(typer.Context(command, **command.context_settings))
    options = [parameter for parameter in parameters if parameter.param_type_name == "option"]
    return {flag: option for option in options for flag in (*option.opts, *option.secondary_opts)}


def options_of(command: Any) -> Iterator[Candidate]:
    """The flags, long ones first."""
    for flag, option in sorted(options_by_flag(command).items(), key=lambda item: not item[0].startswith("--")):
        yield Candidate(flag, _first(option.help))


def waiting(known: Mapping[str, Any], words: Sequence[str]) -> Any:
    """The option that the last word is and whose value comes next, else None."""
    option = None
    for word in words:
        if option is not None:
            option = None  # the word is its value
        elif word == "--":
            return None
        elif word.startswith("--"):
            option = known.get(word)
        elif word.startswith("-"):
            option = _last_of_cluster(known, word)
        option = None if option is None or option.is_flag else option
    return option


def _last_of_cluster(known: Mapping[str, Any], word: str) -> Any:
    """The option whose value comes behind -qm, which is -q -m; none behind -mFILE, where it came already."""
    for place, letter in enumerate(word[1:], 2):
        option = known.get(f"-{letter}")
        if option is None or not option.is_flag:
            return option if place == len(word) else None
    return None


def values(option: Any, command: Any, before: Sequence[str], start: str) -> list[Candidate] | None:
    """What the value of an option can be; None where it is a file."""
    if option.metavar == "FILE":
        return None
    if option.name in COLUMN:
        return beginning(start, map(Candidate, header(command, before)))
    if option.name in COLUMNS | TERMS:
        return beginning(start, _listed(header(command, before), start, terms=option.name in TERMS))
    if option.name == "delimiter":
        from lrcli.data.files.layout import DELIMITER_WORDS

        return beginning(start, map(Candidate, DELIMITER_WORDS.values()))
    if place := re.fullmatch(r"column_(\d+)", option.name):
        levels = load(model_file(["predict", *before])).inputs[int(place[1])].levels or ()
        return beginning(start, (Candidate(level) for level in levels if level != OTHER))
    words = (option.metavar or "").strip("[]").split("|")  # "INT|full|auto" and the like
    return beginning(start, (Candidate(word) for word in words if len(words) > 1 and not word.isupper()))


def _listed(columns: Sequence[str], start: str, *, terms: bool) -> Iterator[Candidate]:
    """A list of names, separated by commas, whose last one is each of those that are not in it."""
    done = start[: start.rfind(",") + 1]
    named = done.split(",")
    if terms:
        product = re.match(r"(?:.*:)?(?:log\(|sqrt\()?", start[len(done) :])
        done += product[0] if product else ""
        if not product or not product[0]:
            yield Candidate(f"{done}*", "all columns")
    closing = ")" if done.endswith(CALLS) else ""
    for column in columns:
        if column not in named:
            yield Candidate(f"{done}{column}{closing}")


def header(command: Any, words: Sequence[str]) -> tuple[str, ...]:
    """The columns of the first DATA file among the words, by its first bytes; none where no file can be read."""
    from lrcli.data.files.dataset import Files, expand

    given = command.make_context(None, list(words), resilient_parsing=True).params
    asked = {each.name: value(each, given.get(each.name)) for each in LAYOUT}
    try:
        paths = expand([str(Path(path).expanduser()) for path in given.get("data") or ()])
        there = [path for path in paths if Path(path).is_file()]  # no pipe is read, and nothing is fetched
        if not there:
            return ()
        with Files(there[:1], layout(asked)) as files:
            return files.header
    except LrcliError:
        return ()


def _first(text: str | None) -> str:
    """The first line of a help text, as plain text."""
    return (text or "").strip().partition("\n")[0].rstrip(".").replace("\\[", "[")
