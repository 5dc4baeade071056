"""lrcli evaluate: how well a model predicts rows whose truth is known."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from lrcli.cli.options.common import Ascii, AsJson, Data, FigureFile, ModelFile, Quiet, Report, check_figure
from lrcli.cli.options.parameters import takes
from lrcli.cli.options.reading import LAYOUT, NOTATION, WHERE, check_notation, layout
from lrcli.cli.reports import check_report, write_report
from lrcli.cli.screen.progress import Bar
from lrcli.cli.screen.terminal import Terminal
from lrcli.model.linear import load

Plot = Annotated[
    bool, typer.Option("--plot", metavar="", help="Draw predicted against actual, and the errors against predicted.")
]


@takes([WHERE], LAYOUT, NOTATION)
def command(
    data: Data,
    model_file: ModelFile = "model.json",
    report: Report = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    ascii: Ascii = False,
    plot: Plot = False,
    figure: FigureFile = None,
    **options: Any,
) -> None:
    """Predict the rows of DATA and compare with the truth in it."""
    check_figure(figure, model_file, report, *data)
    check_notation(options)
    model = load(model_file)
    check_report(report, model_file, *data)
    from lrcli.jobs.diagnostics import Showing
    from lrcli.jobs.evaluate import evaluate
    from lrcli.report.terminal.evaluation import pictures, tables

    terminal = Terminal(quiet=quiet, ascii=ascii)
    showing = Showing(model) if report else None
    with Bar(terminal) as bar:
        how = {"where": options["where"], "layout": layout(options)}
        evaluation = evaluate(model, data, **how, on_bytes=bar.reading, showing=showing)
    if figure and evaluation.points:
        from lrcli.report.figure.evaluation import evaluation as drawn

        drawn(figure, evaluation.points, model.target.name)
    if report and showing:
        scores = {"model": evaluation.model, "always the mean": evaluation.baseline}
        write_report(report, model, showing.shown(scores))
    evaluation = evaluation if plot else replace(evaluation, points=None)
    if as_json:
        terminal.json(evaluation)
    else:
        terminal.show(*tables(evaluation, model), *pictures(evaluation, model, terminal.width()))
    terminal.say(*evaluation.remarks)
    if report:
        terminal.say(f"wrote {report}; open it in a browser")


def made_for(argv: Sequence[str]) -> tuple[Callable[..., object], str]:
    """The command and what stands below its options."""
    return command, "Example: lrcli evaluate held_out.csv"
