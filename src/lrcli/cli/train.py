"""lrcli train: learn a model from a CSV."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from lrcli.cli.interrupt import Interruptible
from lrcli.cli.options import READING, TRAINING, AsJson, Data, Quiet, option, reading, recipe, takes
from lrcli.cli.terminal import Terminal
from lrcli.errors import OptionError

if TYPE_CHECKING:
    from lrcli.model import Model

Output = Annotated[
    str, typer.Option("-o", "--output", metavar="FILE", help="Where the model goes, - for standard output.")
]
SPLIT = option(
    "split",
    str,
    "--split",
    metavar="80/10/10|none",
    help="Parts that train, validate and test. (default: 80/10/10 from 500 rows on, else none)",
    rich_help_panel="Training",
)


@takes(READING, [SPLIT], TRAINING)
def command(
    data: Data, output: Output = "model.json", as_json: AsJson = False, quiet: Quiet = False, **options: Any
) -> int:
    """Learn to predict a column; write model.json, show a summary and the loss curve.

    Ctrl-C ends the training after the current epoch and keeps the best weights.
    """
    if as_json and output == "-":
        raise OptionError("--json and --output - both write to standard output; leave one out")
    how = recipe(options)
    from lrcli.jobs.train import train

    terminal = Terminal(quiet=quiet)
    with Interruptible(terminal) as interrupted:
        trained = train(data, **reading(options), recipe=how, watch=interrupted)
    if output == "-":
        print(trained.model.to_json(), end="")
    else:
        trained.model.save(output)
    terminal.say(*trained.remarks)
    if as_json:
        terminal.json({"output": output, "model": trained.model, "remarks": trained.remarks})
    elif not quiet:
        from lrcli.report.training import summary

        terminal.show(*summary(trained.model, terminal.width()), error=output == "-")
    if trained.interrupted:
        terminal.say("interrupted: the model has the best weights up to there")
    if output != "-":
        terminal.say(f"wrote {output}; use it with: {usage(trained.model, output)}")
    return 130 if trained.interrupted else 0


def usage(model: "Model", output: str) -> str:
    """A prediction of the average case, as one would type it."""
    from lrcli.cli.predict import flags
    from lrcli.model import Numeric
    from lrcli.report.text import typed

    names = flags(model)
    words = ["lrcli predict"] + (["-m", typed(output)] if output != "model.json" else [])
    if len(model.features) > 4 or not all(names.values()):
        return " ".join([*words, "DATA"])
    for feature in model.features:
        value = f"{float(f'{feature.mean:.2g}'):g}" if isinstance(feature, Numeric) else next(iter(feature.weights), "")
        words += [names[feature.name][-1], typed(value)]
    return " ".join(words)
