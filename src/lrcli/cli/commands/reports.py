"""The files of --report and --watch: whether they can be written, and their writing."""

from pathlib import Path
from typing import TYPE_CHECKING

from lrcli.cli.options.paths import check_apart, check_output_file
from lrcli.errors import OptionError
from lrcli.output import check_writable, write_text

if TYPE_CHECKING:
    from lrcli.fitting.recipe import Recipe
    from lrcli.jobs.train import TrainingResult


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
