"""The options that several commands share, each written once, and how a function takes them."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from lrcli.cli.options.places import check_apart
from lrcli.errors import OptionError

if TYPE_CHECKING:
    from lrcli.data.files.layout import Layout
    from lrcli.fitting.recipe import Recipe

Command = TypeVar("Command", bound=Callable[..., Any])

DATA_HELP = "Files with one table: CSV, Excel, Parquet, SQLite, JSON, …, packed or not; - is standard input."
Data = Annotated[list[str], typer.Argument(help=DATA_HELP, show_default=False)]
ModelFile = Annotated[str, typer.Option("-m", "--model-file", metavar="FILE", help="The model.")]
Quiet = Annotated[
    bool, typer.Option("-q", "--quiet", metavar="", help="Say nothing but results, warnings left out too.")
]
AsJson = Annotated[bool, typer.Option("--json", metavar="", help="One JSON document on standard output.")]
Ascii = Annotated[
    bool, typer.Option("--ascii", metavar="", help="Tables and curves of plain characters, as old terminals have.")
]
FigureFile = Annotated[
    str | None,
    typer.Option("--figure", metavar="FILE", help="Draw into a file as well: .png, .svg or .pdf.", show_default=False),
]
Report = Annotated[
    str | None,
    typer.Option(
        "--report", metavar="FILE", help="Write a page for a browser: pictures and a calculator.", show_default=False
    ),
]
TargetName = Annotated[
    str | None,
    typer.Option(
        "-t",
        "--target",
        metavar="NAME",
        help="The column to predict. (default: the one called price, else the last)",
        show_default=False,
    ),
]


def option(name: str, kind: Any, *flags: str, default: Any = None, **details: Any) -> inspect.Parameter:
    """One keyword parameter of a command that typer turns into an option."""
    whole = kind if default is not None else kind | None
    annotation: Any = Annotated[whole, typer.Option(*flags, **details)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


_FILES = "How the files are written (found out by default)"
LAYOUT = [
    option("delimiter", str, "--delimiter", metavar="CHAR", help="Or comma, semicolon, tab, pipe, blanks.",
           rich_help_panel=_FILES),
    option("quote", str, "--quote", metavar="CHAR", help='(default: ")', rich_help_panel=_FILES),
    option("no_header", bool, "--no-header", default=False, metavar="", help="Call the columns c1, c2, …",
           rich_help_panel=_FILES),
    option("skip_lines", int, "--skip-lines", default=0, metavar="INT", help="Lines before the header.",
           rich_help_panel=_FILES),
    option("comment", str, "--comment", metavar="TEXT", help="What a line of comment begins with.",
           rich_help_panel=_FILES),
    option("encoding", str, "--encoding", metavar="NAME", help="UTF-8, UTF-16, cp1252, …", rich_help_panel=_FILES),
    option("sheet", str, "--sheet", metavar="NAME", help="Of a workbook with several.", rich_help_panel=_FILES),
    option("table", str, "--table", metavar="NAME", help="Of a database; the number of a web page's.",
           rich_help_panel=_FILES),
    option("query", str, "--query", metavar="SQL", help="SELECT … of a database.", rich_help_panel=_FILES),
    option("member", str, "--member", metavar="NAME", help="Of a zip or tar archive.", rich_help_panel=_FILES),
    option("missing_values", str, "--missing-values", metavar="A,B", help="More words for a missing cell.",
           rich_help_panel=_FILES),
]  # fmt: skip
NOTATION = [
    option("decimal", str, "--decimal", metavar="MARK", help="The decimal mark: . or a comma.", rich_help_panel=_FILES),
    option("thousands", str, "--thousands", metavar="MARK", help="What groups digits: comma, point, blank or '.",
           rich_help_panel=_FILES),
    option("day_first", bool, "--day-first/--month-first", metavar="", help="Of dates like 3/4/2020.",
           rich_help_panel=_FILES),
]  # fmt: skip
WHERE = option(
    "where", str, "--where", metavar="CONDITION", help="Use these rows only: fuel == 'diesel' and year >= 2010."
)
READING = [
    inspect.Parameter("target", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=TargetName),
    option("features", str, "-f", "--features", metavar="A,B,C",
           help="Learn from these columns and terms only: log(x), sqrt(x), x^2, x:y; * stands for all columns."),
    option("exclude", str, "-x", "--exclude", metavar="A,B", help="Do not learn from these columns."),
    option("numeric", str, "--numeric", metavar="A,B", help="Columns of numbers, whatever else is in them."),
    option("categorical", str, "--categorical", metavar="A,B", help="Columns of categories, also of numbers."),
    option("log_target", bool, "--log-target", default=False, metavar="",
           help="Learn the target's logarithm: for prices, which multiply."),
    WHERE,
    option("strict", bool, "--strict", default=False, metavar="", help="End at the first row that cannot be used."),
    option("memory", str, "--memory", metavar="SIZE",
           help="Of the rows kept in memory, where rows are kept; the rest goes to a temporary file. "
           "(default: a quarter of the machine's)"),
]  # fmt: skip

_HOW, _RULE, _PACE = "Training", "Optimizer", "Learning rate"
TRAINING = [
    option("solver", str, "--solver", default="sgd", metavar="sgd|exact", help="Steps, or the analytic solution.",
           rich_help_panel=_HOW),
    option("epochs", str, "--epochs", metavar="INT|auto",
           help="Passes over the rows. (default: 20,000 steps' worth; 5,000 where that is plenty)",
           rich_help_panel=_HOW),
    option("batch_size", str, "--batch-size", metavar="INT|full|auto",
           help="Rows of a minibatch; 1 is stochastic, full is plain gradient descent. (default: by rows, mostly 256)",
           rich_help_panel=_HOW),
    option("weight_decay", float, "--weight-decay", default=0.0, metavar="λ",
           help="Adds λ/2 Σ w² to the loss, over the standardised weights without the bias.", rich_help_panel=_HOW),
    option("tolerance", float, "--tolerance", metavar="PART",
           help="Stop when an epoch lowers the training loss by less than this part of it.", rich_help_panel=_HOW),
    option("patience", int, "--patience", metavar="EPOCHS",
           help="Stop when the validation loss had no new minimum for so long; keep the best weights.",
           rich_help_panel=_HOW),
    option("min_count", int, "--min-count", default=1, metavar="INT",
           help="Categories with fewer training rows share one weight, called (other).", rich_help_panel=_HOW),
    option("seed", int, "--seed", default=0, metavar="INT", help="Of all that is drawn by chance.",
           rich_help_panel=_HOW),
    option("standardize", bool, "--standardize/--no-standardize", default=True, metavar="",
           help="Scale features and target to mean 0, deviation 1 inside.", rich_help_panel=_HOW),
    option("optimizer", str, "--optimizer", metavar="RULE",
           help="sgd, momentum, adagrad, rmsprop, adadelta or adam. (default: adam)", rich_help_panel=_RULE),
    option("beta", float, "--beta", metavar="β", help="momentum: its memory. (default: 0.9)", rich_help_panel=_RULE),
    option("alpha", float, "--alpha", metavar="α", help="rmsprop: memory of squares. (default: 0.99)",
           rich_help_panel=_RULE),
    option("rho", float, "--rho", metavar="ρ", help="adadelta: memory of squares. (default: 0.9)",
           rich_help_panel=_RULE),
    option("beta1", float, "--beta1", metavar="β₁", help="adam: memory of gradients. (default: 0.9)",
           rich_help_panel=_RULE),
    option("beta2", float, "--beta2", metavar="β₂", help="adam: memory of squares. (default: 0.999)",
           rich_help_panel=_RULE),
    option("epsilon", float, "--epsilon", metavar="ε",
           help="adagrad, rmsprop, adadelta, adam: keeps the division finite. (default: 1e-10, 1e-8, 1e-6, 1e-8)",
           rich_help_panel=_RULE),
    option("learning_rate", str, "--learning-rate", metavar="FLOAT|auto",
           help="η₀. (default: adam 0.1 (0.3 for over 200 weights), adagrad 0.5, rmsprop 0.1, adadelta 1, "
           "sgd and momentum 1/λmax)", rich_help_panel=_PACE),
    option("schedule", str, "--schedule", metavar="NAME",
           help="constant, time, inverse-scaling, step, exponential, cosine or plateau. (default: cosine)",
           rich_help_panel=_PACE),
    option("decay", float, "--decay", metavar="k", help="time: η₀ / (1 + k epoch). (default: 0.01)",
           rich_help_panel=_PACE),
    option("power", float, "--power", metavar="p", help="inverse-scaling: η₀ / (1 + step)ᵖ. (default: 0.25)",
           rich_help_panel=_PACE),
    option("gamma", float, "--gamma", metavar="γ",
           help="step and exponential: the factor. (default: 0.5 and 0.95)", rich_help_panel=_PACE),
    option("every", int, "--every", metavar="EPOCHS", help="step: epochs between drops. (default: 10)",
           rich_help_panel=_PACE),
    option("factor", float, "--factor", metavar="PART", help="plateau: the drop. (default: 0.5)",
           rich_help_panel=_PACE),
    option("plateau_patience", int, "--plateau-patience", metavar="EPOCHS",
           help="plateau: epochs without progress before a drop. (default: 5)", rich_help_panel=_PACE),
]  # fmt: skip


def several(parameters: Iterable[inspect.Parameter]) -> list[inspect.Parameter]:
    """The same options, each of which may be given several times."""
    return [
        _several(parameter) if parameter.annotation.__origin__ is not bool else parameter for parameter in parameters
    ]


def _several(parameter: inspect.Parameter) -> inspect.Parameter:
    kind, info = parameter.annotation.__origin__, parameter.annotation.__metadata__[0]
    single = next((part for part in getattr(kind, "__args__", ()) if part is not type(None)), kind)
    default = None if parameter.default is None else [parameter.default]
    annotation: Any = Annotated[list[single] | None, info]  # type: ignore[valid-type]  # made while running
    return parameter.replace(annotation=annotation, default=default)


def takes(*groups: Sequence[inspect.Parameter]) -> Callable[[Command], Command]:
    """Give a command these options; it finds them in its `**options`."""

    def give(command: Command) -> Command:
        own = [p for p in inspect.signature(command).parameters.values() if p.kind is not p.VAR_KEYWORD]
        parameters = [*own, *(parameter for group in groups for parameter in group)]
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return command

    return give


def reading(options: Mapping[str, Any]) -> dict[str, Any]:
    """The values of READING and LAYOUT."""
    from lrcli.data.tables.scratch import parse_size

    columns = ("features", "exclude", "numeric", "categorical")
    return {
        "target": options["target"],
        **{name: names(options[name], name) for name in columns},
        "log_target": options["log_target"],
        "where": options["where"],
        "strict": options["strict"],
        "memory": None if options["memory"] is None else parse_size(options["memory"]),
        "layout": layout(options),
    }


def check_figure(path: str | None, *taken: str | None) -> None:
    """Raise where --figure could not be drawn, before the work for it. taken: other files."""
    if path is not None:
        check_apart("figure", path, *taken)
        from lrcli.report.figure.file import check

        check(path)


def check_notation(options: Mapping[str, Any]) -> None:
    """Refuse the values of NOTATION where a model already knows how its columns are written."""
    for parameter in NOTATION:
        if options[parameter.name] is not None and options["where"] is None:
            raise OptionError(
                parameter.name,
                "has no effect here: the model knows how its columns are written; with --where it is for others",
            )


def layout(options: Mapping[str, Any]) -> "Layout":
    """The values of LAYOUT, and of NOTATION where a command has it."""
    from lrcli.data.files.layout import Layout

    written = ("delimiter", "quote", "skip_lines", "comment", "encoding", "sheet", "table", "query", "member")
    given: dict[str, Any] = {name: options[name] for name in written}
    given |= {name: options.get(name) for name in ("decimal", "thousands", "day_first")}
    return Layout(
        **given,
        header=not options["no_header"],
        missing=names(options["missing_values"], "missing_values"),
    )


def names(text: str | None, option: str) -> tuple[str, ...]:
    """ "a, b" → ("a", "b")."""
    if text is None:
        return ()
    found = tuple(name.strip() for name in text.split(","))
    if not all(found):
        raise OptionError(option, f"{text!r} has an empty name")
    return found


def recipe(options: Mapping[str, Any]) -> "Recipe":
    """The values of TRAINING (and of --split, where a command has it)."""
    from lrcli.fitting.recipe import Recipe

    values = {parameter.name: options[parameter.name] for parameter in TRAINING} | {"split": options.get("split")}
    values["learning_rate"] = number_or(values["learning_rate"], "learning_rate", float)
    values["epochs"] = number_or(values["epochs"], "epochs", int)
    if values["batch_size"] != "full":
        values["batch_size"] = number_or(values["batch_size"], "batch_size", int, words="full or auto")
    return Recipe(**values)


def grid(options: Mapping[str, Any]) -> list["Recipe"]:
    """Every combination of the options that were given several times.

    An option that only some combinations can use (--beta of --optimizer momentum and sgd) is left out of the others.
    """
    from lrcli.fitting.recipe import usable

    axes = {
        parameter.name: value if isinstance(value := options[parameter.name], list) and value else [value or None]
        for parameter in TRAINING
        if parameter.name != "standardize"
    }
    recipes = []
    for values in product(*axes.values()):
        chosen = {**dict(zip(axes, values, strict=True)), "standardize": options["standardize"]}
        recipes.append(recipe({**chosen, **dict.fromkeys(usable(axes) - usable({k: [v] for k, v in chosen.items()}))}))
    return list(dict.fromkeys(recipes))


def number_or(text: str | None, option: str, kind: Callable[[str], Any], *, words: str = "auto") -> Any:
    """A number, or None for "auto" and where nothing is given."""
    if text is None or text == "auto":
        return None
    try:
        return kind(text)
    except ValueError:
        raise OptionError(
            option, f"{text!r} is neither {'a whole number' if kind is int else 'a number'} nor auto"
        ) from None
