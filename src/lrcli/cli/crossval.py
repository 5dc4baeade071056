"""lrcli crossval: how well a recipe, or the best of a grid, generalizes."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from lrcli.cli.options.common import Ascii, AsJson, Data, FigureFile, Quiet, check_figure
from lrcli.cli.options.parameters import takes
from lrcli.cli.options.places import check_apart
from lrcli.cli.options.reading import LAYOUT, NOTATION, SELECTION, selection
from lrcli.cli.options.training import GRID, grid
from lrcli.cli.screen.progress import Bar
from lrcli.cli.screen.terminal import Terminal
from lrcli.errors import OptionError
from lrcli.output import check_place

Folds = Annotated[int, typer.Option("-k", "--folds", metavar="INT", help="How many folds.")]
Output = Annotated[
    str | None,
    typer.Option(
        "-o", "--output", metavar="FILE", help="Train the best setting on all rows and save it.", show_default=False
    ),
]
LearningCurve = Annotated[
    bool,
    typer.Option(
        "--learning-curve", metavar="", help="Train on 10, 20, 40 and 70 % of the rows as well: do more rows help?"
    ),
]


@takes(SELECTION, LAYOUT, NOTATION, GRID)
def command(
    data: Data,
    folds: Folds = 5,
    output: Output = None,
    learning_curve: LearningCurve = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    ascii: Ascii = False,
    figure: FigureFile = None,
    **options: Any,
) -> None:
    """Train k times, each time without one fold of the rows, and measure on that fold.

    An option given several times makes a grid; every combination is measured on the same folds.
    """
    if as_json and output == "-":
        raise OptionError("json", "and --output - both write to standard output; leave one out")
    recipes = grid(options)
    check_apart("output", output, *data)
    if output and output != "-":
        check_place(Path(output))
    check_figure(figure, output, *data)
    from lrcli.jobs.crossval import crossvalidation
    from lrcli.report.json.crossval import document
    from lrcli.report.terminal.crossval import tables

    terminal = Terminal(quiet=quiet, ascii=ascii)
    with (
        Bar(terminal) as bar,
        crossvalidation(
            data,
            recipes,
            selection(options),
            k=folds,
            final=output is not None,
            learning=learning_curve,
            on_bytes=bar.reading,
        ) as epochs,
    ):
        for epoch in epochs:
            bar.training(epoch)
        result = epochs.result()
    if result.final and output == "-":
        terminal.document(result.final.model.to_json())
    elif result.final and output:
        result.final.model.save(output)
    if figure:
        from lrcli.report.figure.crossval import errors

        errors(figure, result)
    terminal.say(*result.remarks)
    if as_json:
        terminal.json(document(result))
    elif not (quiet and output == "-"):
        terminal.show(*tables(result, terminal.width(), pictures=not quiet), error=output == "-")
    if output and output != "-":
        terminal.say(f"wrote {output}, the best setting trained on all {result.rows:,} rows")


def made_for(argv: Sequence[str]) -> tuple[Callable[..., object], str]:
    """The command and what stands below its options."""
    return command, "Example: lrcli crossval cars.csv -k 5 --weight-decay 0 --weight-decay 0.01"
