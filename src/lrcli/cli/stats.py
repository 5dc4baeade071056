"""lrcli stats: what is in a table."""

from collections.abc import Callable, Sequence
from typing import Any

from lrcli.cli.options import LAYOUT, WHERE, Ascii, AsJson, Data, Quiet, TargetName, layout, takes
from lrcli.cli.progress import Bar
from lrcli.cli.terminal import Terminal


@takes([WHERE], LAYOUT)
def command(
    data: Data,
    target: TargetName = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    ascii: Ascii = False,
    **options: Any,
) -> None:
    """Describe every column: counts, mean, deviation, quartiles, a histogram, the correlation with the target."""
    from lrcli.jobs.stats import stats
    from lrcli.report.statistics import tables

    terminal = Terminal(quiet=quiet, ascii=ascii)
    with Bar(terminal) as bar:
        statistics = stats(data, target=target, where=options["where"], layout=layout(options), follow=bar.reading)
    if as_json:
        terminal.json(statistics)
    else:
        terminal.show(*tables(statistics))
    terminal.say(*statistics.remarks)


def made_for(argv: Sequence[str]) -> tuple[Callable[..., object], str]:
    """The command and what stands below its options."""
    return command, "Example: lrcli stats cars.csv"
