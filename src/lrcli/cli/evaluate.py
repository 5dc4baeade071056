"""lrcli evaluate: how well a model predicts rows whose truth is known."""

from collections.abc import Callable, Sequence
from typing import Any

from lrcli.cli.options import LAYOUT, WHERE, Ascii, AsJson, Data, ModelFile, Quiet, layout, takes
from lrcli.cli.progress import Bar
from lrcli.cli.terminal import Terminal
from lrcli.model import load


@takes([WHERE], LAYOUT)
def command(
    data: Data,
    model_file: ModelFile = "model.json",
    as_json: AsJson = False,
    quiet: Quiet = False,
    ascii: Ascii = False,
    **options: Any,
) -> None:
    """Predict the rows of DATA and compare with the truth in it."""
    model = load(model_file)
    from lrcli.jobs.evaluate import evaluate
    from lrcli.report.evaluation import tables

    terminal = Terminal(quiet=quiet, ascii=ascii)
    with Bar(terminal) as bar:
        evaluation = evaluate(model, data, where=options["where"], layout=layout(options), follow=bar.reading)
    if as_json:
        terminal.json(evaluation)
    else:
        terminal.show(*tables(evaluation, model))
    terminal.say(*evaluation.remarks)


def made_for(argv: Sequence[str]) -> tuple[Callable[..., object], str]:
    """The command and what stands below its options."""
    return command, "Example: lrcli evaluate held_out.csv"
