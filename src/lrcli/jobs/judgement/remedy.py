"""A reason's remedy as a command: the line that was typed, with other options."""

from collections.abc import Sequence

from lrcli.fitting.recipe import NEEDS_NO_STEPS, all_options
from lrcli.jobs.judgement.reason import Remedy
from lrcli.jobs.judgement.verdict import Verdict
from lrcli.text import shell_word

SPELLINGS = {"where": ("--where",), "exclude": ("--exclude", "-x"), "missing_values": ("--missing-values",)}
JOINED_BY_COMMAS = ("exclude", "missing_values")  # a second one would take the place of the first


def mended_command(verdict: Verdict, words: Sequence[str], where: str | None = None) -> str | None:
    """The command that the first reason's remedy makes of the command that was given; None where nothing mends it.

    words: the command line as it was typed. where: the condition that is in it, with which a new one is joined.
    """
    remedy = verdict.reasons[0].remedy if verdict.reasons else {}
    return command_with(remedy, words, where) if remedy else None


def command_with(options: Remedy, words: Sequence[str], where: str | None = None) -> str:
    """A command line as it was typed, with other options."""
    command = list(words) if options.get("solver") != "exact" else without_steps(words)
    for name, value in options.items():
        flag = f"--{name.replace('_', '-')}"
        if name == "where" and where:
            command, _ = without_option(command, SPELLINGS[name])
            value = f"({where}) and {value}"
        if name in JOINED_BY_COMMAS:
            command, earlier = without_option(command, SPELLINGS[name])
            value = ",".join([*earlier[-1:], str(value)])
        if value is True:
            command = [word for word in command if word != f"--no-{name}"]
            command += [] if name == "standardize" else [flag]
        else:
            command += [flag, f"{value:g}" if isinstance(value, float) else str(value)]
    return " ".join(["lrcli", *map(shell_word, command)])


def without_steps(words: Sequence[str]) -> list[str]:
    """The words of a command line except all that says how steps are taken or shown, which the exact solver refuses."""
    flags = [f"--{name.replace('_', '-')}" for name in all_options() if name not in NEEDS_NO_STEPS]
    others, _ = without_option(words, [*flags, "--trajectory", "--figure"])
    return [word for word in others if word != "--explain-step"]


def without_option(words: Sequence[str], flags: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words of a command line except an option, and the values that it had. flags: its spellings."""
    others: list[str] = []
    values: list[str] = []
    following = iter(words)
    for word in following:
        prefix = next((flag for flag in flags if word.startswith(flag + "=" * flag.startswith("--"))), None)
        if word in flags:
            values.append(next(following, ""))
        elif prefix is not None:
            values.append(word[len(prefix) :].removeprefix("="))
        else:
            others.append(word)
    return others, values
