"""lrcli stats: what is in a table."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from lrcli.cli.options.common import Ascii, AsJson, Data, FigureFile, Quiet, check_figure
from lrcli.cli.options.parameters import own, parameter, takes
from lrcli.cli.options.reading import LAYOUT, NOTATION, TARGET, WHERE, layout
from lrcli.cli.screen.progress import Bar
from lrcli.cli.screen.terminal import Terminal

PLOT = own(
    "plot",
    None,
    "Draw this column of numbers: a histogram, and the target against it; may be given several times",
    "COLUMN",
)
CORRELATIONS = own("correlations", False, "How each column of numbers goes with each other one")


@takes([TARGET, WHERE, parameter(PLOT, several=True), parameter(CORRELATIONS)], LAYOUT, NOTATION)
def command(
    data: Data,
    as_json: AsJson = False,
    quiet: Quiet = False,
    ascii: Ascii = False,
    figure: FigureFile = None,
    **options: Any,
) -> None:
    """Describe every column: counts, mean, deviation, quartiles, a histogram, the correlation with the target."""
    plots = options["plot"] or []
    check_figure(figure, *data)
    from lrcli.jobs.stats import stats
    from lrcli.report.terminal.statistics import pictures, tables

    terminal = Terminal(quiet=quiet, ascii=ascii)
    how = {name: options[name] for name in ("target", "where", "correlations")} | {"layout": layout(options)}
    with Bar(terminal) as bar:
        statistics = stats(data, plots=plots or ["*"] * bool(figure), **how, on_bytes=bar.reading)
    if figure:
        from lrcli.report.figure.stats import columns

        columns(figure, statistics)
    statistics = statistics if plots else replace(statistics, plots=())
    if as_json:
        terminal.json(statistics)
    else:
        terminal.show(*tables(statistics), *pictures(statistics, terminal.width()))
    terminal.say(*statistics.remarks)


def made_for(argv: Sequence[str]) -> tuple[Callable[..., object], str]:
    """The command and what stands below its options."""
    return command, "Example: lrcli stats cars.csv"
