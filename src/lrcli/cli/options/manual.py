"""The manual page of man(1): what --help says of the program and each command, in roff.

Its format is that of groff_man(7), which mandoc reads too.
"""

from collections.abc import Iterator, Mapping, Sequence

from lrcli.cli.options.help import HelpEntry, HelpText

EXIT_STATUS = {
    "0": "The work is done.",
    "1": "A problem with the data or the model; it is named, and nothing is half-written.",
    "2": "Wrong usage.",
    "130": "Interrupted.",
}


def manual(program: HelpText, commands: Mapping[str, HelpText], version: str) -> str:
    """The page of the whole program, all of its commands in it. version: of lrcli."""
    return "".join(f"{line}\n" for line in _lines(program, commands, version))


def _lines(program: HelpText, commands: Mapping[str, HelpText], version: str) -> Iterator[str]:
    yield f'.TH LRCLI 1 "" "lrcli {version}" "User Commands"'
    yield ".SH NAME"
    yield rf"lrcli \- {_escaped(_without_end(program.about))}"
    yield ".SH SYNOPSIS"
    for name, text in commands.items():
        yield rf".B lrcli {name}"
        yield _escaped(text.arguments)
        yield ".br"
    yield ".SH DESCRIPTION"
    yield _escaped(program.about)
    yield "Results go to standard output, everything else to standard error."
    for title, entries in program.groups:
        if title != "Commands":
            yield f".SS {_escaped(title)}"
            yield from _entries(entries)
    for name, text in commands.items():
        yield f".SH LRCLI {name.upper()}"
        for paragraph in text.about.split("\n\n"):
            yield ".PP"
            yield _escaped(paragraph)
        for title, entries in text.groups:
            yield f".SS {_escaped(title)}"
            yield from _entries(entries)
        yield ".SS Examples"
        for example in text.examples:
            yield ".PP"
            yield ".EX"
            yield _escaped(example)
            yield ".EE"
    yield ".SH EXIT STATUS"
    yield from _entries([HelpEntry(status, meaning) for status, meaning in EXIT_STATUS.items()])


def _entries(entries: Sequence[HelpEntry]) -> Iterator[str]:
    for entry in entries:
        yield ".TP"
        yield rf"\fB{_escaped(entry.flags.strip())}\fR"
        yield _escaped(entry.help)


def _without_end(sentence: str) -> str:
    return sentence.rstrip(".")


def _escaped(text: str) -> str:
    r"""One line that roff prints as it is. `\` and `-` mean something there, `.` and `'` at the start of a line."""
    line = " ".join(text.split()).replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{line}" if line.startswith((".", "'")) else line
