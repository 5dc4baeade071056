"""The report that --report writes, and the command that a remark proposes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lrcli.cli.options.paths import check_apart, check_output_file
from lrcli.errors import OptionError
from lrcli.output import check_writable, write_text

if TYPE_CHECKING:
    from lrcli.cli.screen.terminal import Terminal
    from lrcli.fitting.evidence.facts import DependentRows
    from lrcli.fitting.recipe import Recipe
    from lrcli.jobs.judgement.verdict import Verdict
    from lrcli.jobs.train import TrainingResult


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


def check_report(path: str | None, *others: str) -> None:
    """Raise where a report cannot be written, before time is spent on it. others: files of the same command."""
    if path is None:
        return
    if path == "-":
        raise OptionError("report", "goes to a file, not to standard output; name it, as in --report report.html")
    check_apart("report", path, *others)
    check_writable(Path(path))


def check_watch(path: str | None, recipe: "Recipe", *others: str | None) -> None:
    """Raise where --watch could not be written. others: files of the same command."""
    if path is None:
        return
    from lrcli.fitting.replay import obstacle

    if problem := obstacle(recipe):
        raise OptionError("watch", problem)
    check_output_file("watch", path, *others)


def write_training_report(path: str, trained: "TrainingResult") -> None:
    """Write one HTML file, which replaces an old one when it is complete."""
    from lrcli.report.page.page import report_of_training

    write_text(path, report_of_training(trained))


def write_watch_page(path: str, trained: "TrainingResult") -> None:
    """Write the page that does the training again."""
    from lrcli.report.page.page import watch_page

    write_text(path, watch_page(trained.model, [each.replay for each in trained.each]))
