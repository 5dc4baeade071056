"""What a command says at its end: remarks with the command that the last of them proposes, and the verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrcli.cli.screen.terminal import Terminal
    from lrcli.fitting.evidence.facts import DependentRows
    from lrcli.jobs.judgement.verdict import Verdict


def say_remarks(
    terminal: "Terminal", remarks: Sequence[str], dependence: "DependentRows | None", words: Sequence[str]
) -> None:
    """Remarks, and behind the last the command that it proposes: the one that was typed, which holds others out."""
    if dependence is None:
        terminal.say(*remarks)
        return
    from lrcli.jobs.judgement.remedy import command_with

    typed = [word for word in words if word != "--stratify"]
    terminal.say(*remarks[:-1], f"{remarks[-1]}:", command=command_with({dependence.by: dependence.column}, typed))


def judge_each(
    terminal: "Terminal",
    by_target: Mapping[str, "Verdict"],
    words: Sequence[str],
    where: str | None = None,
    *,
    error: bool = False,
) -> None:
    """The last lines: the verdict on each target, by what --target names it by, and of several with that in front."""
    for target, verdict in by_target.items():
        if len(by_target) == 1:
            terminal.judge(verdict, words, where, error=error)
        else:
            own = [*without_target(words), "--target", target] if words else []
            terminal.judge(replace(verdict, text=f"{target}: {verdict.text}"), own, where, error=error)


def without_target(words: Sequence[str]) -> list[str]:
    """The words of a command line but the option that names its targets."""
    from lrcli.jobs.judgement.remedy import without_option

    typed, _ = without_option(words, ("--target", "-t"))
    return typed
