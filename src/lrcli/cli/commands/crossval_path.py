"""What lrcli crossval does with --path: the regularization path in place of trainings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lrcli.cli.options.cluster import workers
from lrcli.cli.options.reading import selection
from lrcli.cli.screen.progress import Bar
from lrcli.cli.screen.terminal import Terminal
from lrcli.fitting.recipe import Recipe


@dataclass(frozen=True)
class PathWish:
    """What is asked of a path."""

    folds: int
    ratio: float
    figure: str | None
    as_json: bool


def show_path(
    words: Sequence[str],
    data: Sequence[str],
    recipe: Recipe,
    options: Mapping[str, Any],
    wanted: PathWish,
    terminal: Terminal,
) -> None:
    """Solve the path, and show the picture, the table, the choice, the command that trains it, and the verdict."""
    from lrcli.jobs.regularization_path import trace_path
    from lrcli.report.json.regularization_path import document
    from lrcli.report.terminal.regularization_path import path_lines
    from lrcli.report.words.regularization_path import training_command

    with workers(options["cluster"], terminal) as tasks, Bar(terminal, tasks) as bar:
        chosen = replace(selection(options), tasks=tasks)
        result = trace_path(data, recipe, chosen, k=wanted.folds, ratio=wanted.ratio, on_bytes=bar.show_bytes)
    if wanted.figure:
        from lrcli.report.figure.file import write_figure
        from lrcli.report.figure.regularization_path import path_figure

        write_figure(wanted.figure, path_figure(result))
    command = training_command(result, words)
    terminal.say(*result.remarks)
    if wanted.as_json:
        terminal.json(document(result, command))
    else:
        terminal.show(*path_lines(result, terminal.width(), pictures=not terminal.quiet))
    terminal.say("train it with:", command=command)
    terminal.judge(result.verdict, words, options["where"], error=wanted.as_json)
