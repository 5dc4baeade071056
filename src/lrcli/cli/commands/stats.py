"""lrcli stats: what is in a table."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from lrcli.cli.commands.overview import COMMANDS
from lrcli.cli.options.common import FIGURE, FILES, VOICE, check_figure
from lrcli.cli.options.parameters import command_option, takes
from lrcli.cli.options.reading import LAYOUT, NOTATION, TARGET, WEIGHTS, WHERE, layout
from lrcli.cli.screen.progress import Bar
from lrcli.cli.screen.terminal import Terminal

COLUMN_PLOT = command_option(
    "plot",
    None,
    "Draw this column of numbers: a histogram, and the target against it; may be given several times",
    "COLUMN",
    several=True,
    common=True,
)
CORRELATIONS = command_option("correlations", False, "How each column of numbers goes with each other one", common=True)


@takes(
    [TARGET, WHERE, WEIGHTS, COLUMN_PLOT, CORRELATIONS, FIGURE, *VOICE],
    LAYOUT,
    NOTATION,
    files=FILES,
    about=COMMANDS["stats"],
    examples=[
        "lrcli stats cars.csv",
        "lrcli stats cars.csv --plot mileage --plot age",
        "lrcli stats cars.csv --correlations --where 'age < 20'",
    ],
)
def command(
    data: Sequence[str],
    plot: Sequence[str],
    figure: str | None,
    as_json: bool,
    quiet: bool,
    ascii: bool,
    **options: Any,
) -> None:
    check_figure(figure, *data)
    from lrcli.jobs.stats import stats
    from lrcli.report.terminal.statistics import statistics_plots, statistics_tables

    terminal = Terminal(quiet=quiet, ascii=ascii)
    arguments = {name: options[name] for name in ("target", "where", "weights", "correlations")}
    with Bar(terminal) as bar:
        statistics = stats(
            data, plots=plot or ["*"] * bool(figure), layout=layout(options), **arguments, on_bytes=bar.show_bytes
        )
    if figure:
        from lrcli.report.figure.stats import draw_columns

        draw_columns(figure, statistics)
    statistics = statistics if plot else replace(statistics, plots=())
    if as_json:
        terminal.json(statistics)
    else:
        terminal.show(*statistics_tables(statistics, terminal.width()), *statistics_plots(statistics, terminal.width()))
    terminal.say(*statistics.remarks)


def command_for(argv: Sequence[str]) -> Callable[..., object]:
    return command
