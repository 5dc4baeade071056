"""lrcli stats: what is in a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lrcli.cli.commands.overview import COMMANDS
from lrcli.cli.options.cluster import CLUSTER, check_cluster, workers
from lrcli.cli.options.common import FIGURE, FILES, VOICE, check_figure
from lrcli.cli.options.parameters import command_option, takes
from lrcli.cli.options.reading import LAYOUT, NOTATION, TARGET, WEIGHTS, WHERE, check_notation, layout
from lrcli.cli.screen.progress import Bar
from lrcli.cli.screen.terminal import Terminal
from lrcli.errors import OptionError

COLUMN_PLOT = command_option(
    "plot",
    None,
    "Draw this column of numbers: a histogram, and the target against it; may be given several times",
    "COLUMN",
    several=True,
    common=True,
)
CORRELATIONS = command_option("correlations", False, "How each column of numbers goes with each other one", common=True)

COMPARED_MODEL = command_option(
    "model_file",
    None,
    "Compare the table with the rows that this model was trained on, instead of describing it",
    "FILE",
    flags=("-m", "--model-file"),
    common=True,
)
STRICT = command_option(
    "strict", False, "With --model-file: end with status 1 where the table is not like the rows of the training"
)


@takes(
    [TARGET, WHERE, WEIGHTS, COLUMN_PLOT, CORRELATIONS, COMPARED_MODEL, STRICT, FIGURE, *VOICE],
    [CLUSTER],
    LAYOUT,
    NOTATION,
    files=FILES,
    about=COMMANDS["stats"],
    examples=[
        "lrcli stats cars.csv",
        "lrcli stats cars.csv --plot mileage --plot age",
        "lrcli stats cars.csv --correlations --where 'age < 20'",
        "lrcli stats new.csv --model-file model.json --strict",
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
) -> int:
    if options["model_file"] is not None:
        return compare_with_model(
            data, {**options, "plot": plot, "figure": figure}, as_json, Terminal(quiet=quiet, ascii=ascii)
        )
    if options["strict"]:
        raise OptionError("strict", "has no effect without --model-file")
    check_figure(figure, *data)
    check_cluster(options["cluster"], data)
    from lrcli.jobs.stats import stats
    from lrcli.report.terminal.statistics import statistics_plots, statistics_tables

    terminal = Terminal(quiet=quiet, ascii=ascii)
    arguments = {name: options[name] for name in ("target", "where", "weights", "correlations")}
    with workers(options["cluster"], terminal) as tasks, Bar(terminal, tasks) as bar:
        statistics = stats(
            data,
            plots=plot or ["*"] * bool(figure),
            layout=layout(options),
            **arguments,
            on_bytes=bar.show_bytes,
            tasks=tasks,
        )
    if figure:
        from lrcli.report.figure.file import write_figure
        from lrcli.report.figure.stats import columns_figure

        write_figure(figure, columns_figure(statistics))
    statistics = statistics if plot else replace(statistics, plots=())
    if as_json:
        terminal.json(statistics)
    else:
        terminal.show(*statistics_tables(statistics, terminal.width()), *statistics_plots(statistics, terminal.width()))
    terminal.say(*statistics.remarks)
    return 0


def compare_with_model(data: Sequence[str], options: Mapping[str, Any], as_json: bool, terminal: Terminal) -> int:
    """Say whether a table is like the rows of a training. 1 where it is not and --strict is given, else 0."""
    for name in ("target", "plot", "correlations", "figure"):
        if options[name]:
            raise OptionError(name, "has no effect with --model-file, which compares the columns of the model")
    check_notation(options)
    check_cluster(options["cluster"], data, model_file=True)
    from lrcli.jobs.comparison import compare
    from lrcli.model.linear import load
    from lrcli.report.terminal.comparison import comparison_tables

    model = load(options["model_file"])
    with Bar(terminal) as bar:
        comparison = compare(
            model,
            data,
            where=options["where"],
            weights=options["weights"],
            layout=layout(options),
            on_bytes=bar.show_bytes,
        )
    if as_json:
        terminal.json(comparison)
    else:
        terminal.show(*comparison_tables(comparison))
    terminal.say(*comparison.remarks)
    terminal.judge(comparison.verdict, error=as_json)
    return int(options["strict"] and comparison.different)


def command_for(argv: Sequence[str]) -> Callable[..., object]:
    return command
