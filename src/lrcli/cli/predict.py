"""lrcli predict: one case by its features, or every row of a CSV."""

import inspect
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from lrcli.cli.options.common import DATA_HELP, Ascii, AsJson, ModelFile, Quiet
from lrcli.cli.options.features import example, flags, spelled
from lrcli.cli.options.parameters import own, parameter, takes, value_of
from lrcli.cli.options.reading import LAYOUT, layout
from lrcli.cli.screen.progress import Bar
from lrcli.cli.screen.terminal import Terminal
from lrcli.errors import LrcliError, OptionError
from lrcli.jobs.case import predict_case, read_value
from lrcli.model.features import Input
from lrcli.model.linear import Model, load
from lrcli.options import Declared, Option, Range
from lrcli.text import plain

DEFAULT_MODEL = "model.json"
EXAMPLE = "lrcli predict --mileage 120000 --age 10"

Rows = Annotated[list[str] | None, typer.Argument(help=DATA_HELP, show_default=False)]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="A feature by its column name, for any name.", show_default=False),
]
Output = Annotated[
    str | None,
    typer.Option(
        "-o", "--output", metavar="FILE", help="Where the rows go. (default: standard output)", show_default=False
    ),
]
INTERVAL = own(
    "interval",
    None,
    "Also a range that holds in so many of 100 new cases, as 90",
    "PERCENT",
    limits=Range(0, 100, low_too=False),
)
EXPLAIN = own("explain", False, "Also the sum worked out: the bias, and what each feature adds or multiplies by")


def command_for(model: Model | None) -> Callable[..., int]:
    """The command, with one option for each column that the model needs."""
    names = flags(model) if model else {}
    parameters = [
        _column_option(place, column, names[column.name], model.target.name)
        for place, column in enumerate(model.inputs if model else [])
        if model and names[column.name]
    ]

    @takes([parameter(INTERVAL), parameter(EXPLAIN)], parameters, LAYOUT)
    def command(
        data: Rows = None,
        model_file: ModelFile = DEFAULT_MODEL,
        set_: Settings = None,
        output: Output = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
        ascii: Ascii = False,
        **options: Any,
    ) -> int:
        """Predict one case from its features, or every row of DATA, which gets one more column.

        The features of the model are options: see below. An empty value stands for a missing one.
        """
        options["interval"] = value_of(INTERVAL, options["interval"])
        INTERVAL.check(options["interval"])
        if as_json and output:
            raise OptionError("json", "and --output: JSON goes to standard output; leave one out")
        chosen = model or load(model_file)
        terminal = Terminal(quiet=quiet, ascii=ascii)
        texts = {
            column.name: options[f"column_{place}"]
            for place, column in enumerate(chosen.inputs)
            if options.get(f"column_{place}") is not None
        }
        for name, text in settings(chosen, set_ or ()).items():
            if name in texts:
                raise OptionError(spelled(chosen, name), f"and --set both give {name}; leave one out")
            texts[name] = text
        if not data and not texts and not sys.stdin.isatty():
            data = ["-"]
        if data:
            if texts:
                raise OptionError("DATA", f"{data[0]!r} and {spelled(chosen, next(iter(texts)))} exclude each other")
            return predict_rows(chosen, data, options, output, as_json, terminal)
        if output:
            raise OptionError("output", "is for DATA; one prediction goes to standard output")
        return predict_one(chosen, texts or ask(chosen), options, as_json, terminal)

    return command


def predict_one(
    model: Model, texts: Mapping[str, str], options: Mapping[str, Any], as_json: bool, terminal: Terminal
) -> int:
    """Print one prediction."""
    how = {"interval": options["interval"], "explain": options["explain"]}
    case = predict_case(model, texts, **how, called=partial(spelled, model))
    if as_json:
        from lrcli.report.json.case import document

        terminal.json(document(model, case))
    else:
        ends = f" ({' to '.join(map(model.written, case.ends))})" if case.ends else ""
        print(model.written(case.predicted) + ends)
    if options["explain"] and not as_json:
        from lrcli.report.terminal.explanation import worked_out

        terminal.show(worked_out(model, case.values, terminal.width()))
    terminal.say(*case.remarks)
    return 0


def predict_rows(
    model: Model, data: Sequence[str], options: Mapping[str, Any], output: str | None, as_json: bool, terminal: Terminal
) -> int:
    """Write every row with its prediction."""
    from lrcli.jobs.predict import predict
    from lrcli.output import replacing

    written_away = output not in (None, "-") or not sys.stdout.isatty()
    how = {"layout": layout(options), "interval": options["interval"], "explain": options["explain"]}
    with Bar(terminal, shown=written_away) as bar, predict(model, data, **how, on_bytes=bar.reading) as predictions:
        if as_json:
            found: dict[str, list[float | None]] = {name: [] for name in predictions.columns}
            for some in predictions:
                for numbers, values in zip(found.values(), some.columns, strict=True):
                    numbers += [None if value != value else value for value in values.tolist()]
            terminal.json({**found, "remarks": predictions.remarks()})
        elif output is None or output == "-":
            sys.stdout.buffer.writelines(predictions.as_csv())
            sys.stdout.buffer.flush()
        else:
            with replacing(Path(output)) as file:
                file.writelines(predictions.as_csv())
    terminal.say(*predictions.remarks())
    return 0


def epilog_for(model: Model | None, path: str) -> str:
    """Below the options: an example, and the features that are none."""
    if model is None:
        return f"There is no model {_unmarked(path)} yet; its features will be options.\n\nExample: {EXAMPLE}"
    hidden = [column for column in model.inputs if not flags(model)[column.name]]
    lines = [f"{spelled(model, column.name)}  {column.span}" for column in hidden]
    return _unmarked("\n\n".join([*lines, f"Example: {example(model, path)}"]))


def made_for(argv: Sequence[str]) -> tuple[Callable[..., object], str]:
    """The command, with the options of the model that argv names, and what stands below them."""
    model = load_if_there(argv)
    return command_for(model), epilog_for(model, model_file(argv))


def load_if_there(argv: Sequence[str]) -> Model | None:
    """The model that `lrcli predict …` names; None where another command runs or there is none to be read."""
    if not argv or argv[0] != "predict":
        return None
    try:
        return load(model_file(argv))
    except LrcliError:
        if {"-h", "--help"} & set(argv):
            return None
        raise


def model_file(argv: Sequence[str]) -> str:
    """The path behind -m or --model-file."""
    path = DEFAULT_MODEL
    for place, word in enumerate(argv):
        if found := re.fullmatch("-[qh]*m(.+)|--model-file=(.*)", word):  # -qm FILE is -q -m FILE
            path = found[1] or found[2]
        elif re.fullmatch("-[qh]*m|--model-file", word) and place + 1 < len(argv):
            path = argv[place + 1]
    return path


def settings(model: Model, pairs: Sequence[str]) -> dict[str, str]:
    """The values of --set NAME=VALUE."""
    names = [column.name for column in model.inputs]
    found = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise OptionError("set", f"{pair!r} is not like NAME=VALUE")
        if name not in names:
            raise OptionError("set", f"{pair!r}: no such feature; the model's features are {', '.join(names)}")
        found[name] = text
    return found


def ask(model: Model) -> dict[str, str]:
    """Each column's value, asked for on the terminal until it is one."""
    answers = {}
    for column in model.inputs:
        question = plain(f"{column.name} ({column.span})")
        while column.name not in answers:
            text = typer.prompt(question, default="", show_default=False, err=True)
            try:
                read_value(model, column, text, partial(spelled, model))
                answers[column.name] = text
            except OptionError as error:
                print(plain(str(error)), file=sys.stderr)
    return answers


def _column_option(place: int, column: Input, own: Sequence[str], target: str) -> inspect.Parameter:
    group = _unmarked(f"Features that predict {target}, with what training saw of them")
    seen = Option(_unmarked(column.span), column.metavar, flags=tuple(own), group=group)
    return parameter(Declared(f"column_{place}", None, seen))


def _unmarked(text: str) -> str:
    """Text from a file in a help page: no control codes, and brackets that are no markup."""
    return plain(text).replace("[", "\\[")
