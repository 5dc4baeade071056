"""lrcli predict: one case by its features, or every row of a table."""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from lrcli.cli.commands.overview import COMMANDS
from lrcli.cli.options.cluster import CLUSTER, check_cluster, workers
from lrcli.cli.options.common import FILES, model_path
from lrcli.cli.options.features import column_flags, column_spelling, example
from lrcli.cli.options.help import Group, HelpEntry
from lrcli.cli.options.parameters import takes
from lrcli.cli.options.paths import check_output_file, check_output_folder, is_folder
from lrcli.cli.options.prediction import PREDICTION
from lrcli.cli.options.reading import LAYOUT, layout
from lrcli.cli.screen.progress import Bar
from lrcli.cli.screen.questions import ask
from lrcli.cli.screen.terminal import Terminal
from lrcli.errors import LrcliError, OptionError
from lrcli.jobs.case import case_remarks, predict_case, understood
from lrcli.model.linear import Model, load
from lrcli.notation.entry import nearest, read_level
from lrcli.options import Declaration, Option
from lrcli.text import plain, shell_word

EXAMPLE = "lrcli predict --mileage 120000 --age 10"


def command_with_columns(model: Model | None, path: str) -> Callable[..., object]:
    """The command, with one option for each column that the model of this path needs."""

    @takes(
        PREDICTION,
        column_options(model) if model else [],
        [CLUSTER],
        LAYOUT,
        files=FILES,
        needs_files=False,
        about=about(model, path),
        examples=examples(model, path),
        below=columns_without_option(model) if model else [],
    )
    def command(
        data: Sequence[str] | None,
        model_file: str,
        settings: Sequence[str],
        output: str | None,
        as_json: bool,
        quiet: bool,
        ascii: bool,
        **options: Any,
    ) -> int:
        if as_json and output:
            raise OptionError("json", "and --output: JSON goes to standard output; leave one out")
        loaded = model or load(model_file)
        terminal = Terminal(quiet=quiet, ascii=ascii)
        texts = {
            column.name: options[f"column_{index}"]
            for index, column in enumerate(loaded.inputs)
            if options.get(f"column_{index}") is not None
        }
        for name, text in read_settings(loaded, settings).items():
            if name in texts:
                raise OptionError(column_spelling(loaded, name), f"and --set both give {name}; leave one out")
            texts[name] = text
        if not data and not texts and not sys.stdin.isatty():
            data = ["-"]
        if data:
            if texts:
                raise OptionError(
                    "DATA", f"{data[0]!r} and {column_spelling(loaded, next(iter(texts)))} exclude each other"
                )
            check_cluster(options["cluster"], data)
            if output and is_folder(output):
                check_output_folder("output", output, *data)
            elif output != "-":
                check_output_file("output", output, model_file, *data)
            return predict_rows(loaded, data, options, output, as_json, terminal)
        for name, meaning in (("output", "one prediction goes to standard output"), ("cluster", "this reads no file")):
            if value := output if name == "output" else options[name]:
                is_feature = any(column.name == name for column in loaded.inputs)
                also = f"; the feature {name} is given with --set {name}={shell_word(value)}" if is_feature else ""
                raise OptionError(name, f"is for DATA; {meaning}{also}")
        for name in ("decimal", "thousands"):
            if options[name] is not None:
                raise OptionError(name, "is for DATA; write one case so that each number has one reading")
        return predict_one(loaded, texts or ask(loaded), options, as_json, terminal)

    return command


def predict_one(
    model: Model, texts: Mapping[str, str], options: Mapping[str, Any], as_json: bool, terminal: Terminal
) -> int:
    """Print one prediction, or a line for each of several targets."""
    wanted = {name: options[name] for name in ("interval", "mean", "explain")}
    cases = predict_case(model, texts, **wanted, spelling=partial(column_spelling, model))
    # What was understood comes before the price that follows from it.
    if sys.stderr.isatty():
        terminal.say(understood(model, cases[0][1].values))
    terminal.say(*case_remarks(cases))
    if as_json:
        from lrcli.report.json.case import case_document

        terminal.json(case_document(cases))
        return 0
    for each, case in cases:
        ends = f" ({' to '.join(map(each.written, case.ends))})" if case.ends else ""
        mean = "" if case.mean is None else f", mean {each.written(case.mean)}"
        name = f"{plain(each.target.name)} " if model.others else ""
        print(name + each.written(case.predicted) + ends + mean)
        if options["explain"]:
            from lrcli.report.terminal.explanation import explanation_table

            sys.stdout.flush()
            terminal.show(explanation_table(each, case.values, terminal.width()))
    return 0


def predict_rows(
    model: Model, data: Sequence[str], options: Mapping[str, Any], output: str | None, as_json: bool, terminal: Terminal
) -> int:
    """Write every row with its prediction."""
    from lrcli.jobs.predict import predict, predict_into
    from lrcli.output import replacing

    written_away = output not in (None, "-") or not sys.stdout.isatty()
    arguments = {name: options[name] for name in ("interval", "mean", "explain")} | {"layout": layout(options)}
    with workers(options["cluster"], terminal) as tasks, Bar(terminal, tasks, visible=written_away) as bar:
        arguments |= {"on_bytes": bar.show_bytes, "tasks": tasks}
        if output and is_folder(output):
            terminal.say(*predict_into(Path(output), model, data, **arguments))
            return 0
        with predict(model, data, **arguments) as predictions:
            if as_json:
                from lrcli.report.json.predictions import json_lines

                for piece in predictions.written(json_lines):
                    terminal.document(piece.decode(), flush=predictions.paused)
            elif output is None or output == "-":
                for piece in predictions.as_csv():
                    sys.stdout.buffer.write(piece)
                    if predictions.paused:  # whoever waits for the answer gets it
                        sys.stdout.buffer.flush()
                sys.stdout.buffer.flush()
            else:
                with replacing(Path(output)) as file:
                    file.writelines(predictions.as_csv())
    terminal.say(*predictions.remarks())
    return 0


def about(model: Model | None, path: str) -> str:
    """What stands above the options."""
    features = "The features of the model are options. An empty value stands for a missing one."
    if model is None:
        features = f"There is no model {plain(path)} yet; its features will be options."
    return f"{COMMANDS['predict']}\n\n{features}"


def examples(model: Model | None, path: str) -> list[str]:
    one = example(model, path) if model else EXAMPLE
    case = one if not one.endswith("DATA") else "lrcli predict"
    return [
        one,
        f"{case} --explain --interval 90",
        "lrcli predict cars.csv --output predicted.csv",
        "lrcli predict 'data/*.csv' --output predicted/",
    ]


def command_for(argv: Sequence[str]) -> Callable[..., object]:
    """The command with the options of the model that argv names."""
    return command_with_columns(load_if_there(argv), model_path(argv))


def load_if_there(argv: Sequence[str]) -> Model | None:
    """The model that `lrcli predict …` names; None where another command runs or there is none to be read."""
    if not argv or argv[0] != "predict":
        return None
    try:
        return load(model_path(argv))
    except LrcliError:
        if {"-h", "--help"} & set(argv):
            return None
        raise


def read_settings(model: Model, pairs: Sequence[str]) -> dict[str, str]:
    """The values of --set NAME=VALUE."""
    names = [column.name for column in model.inputs]
    texts: dict[str, str] = {}
    for pair in pairs:
        signs = [index for index, letter in enumerate(pair) if letter == "="]
        if not signs:
            raise OptionError("set", f"{pair!r} is not like NAME=VALUE")
        # A name may have a = itself: the longest one that is a feature counts, exact spellings first.
        sign = next((sign for sign in reversed(signs) if pair[:sign] in names), None)
        if sign is None:
            sign = next((sign for sign in reversed(signs) if read_level(pair[:sign], names) is not None), None)
        if sign is None:
            like = nearest(pair[: signs[0]], names)
            advice = f"did you mean {like!r}?" if like else f"the model's features are {', '.join(names)}"
            raise OptionError("set", f"{pair!r}: no such feature; {advice}")
        name = read_level(pair[:sign], names) or ""
        if name in texts:
            raise OptionError("set", f"{pair!r}: {name} has a value already")
        texts[name] = pair[sign + 1 :]
    return texts


def column_options(model: Model) -> list[Declaration]:
    """A model's columns as options."""
    targets = " and ".join(model.target_names)
    names, group = column_flags(model), f"Features that predict {targets}, with what training saw of them"
    options = {
        column.name: Option(column.span, column.metavar, flags=tuple(names[column.name]), group=group, common=True)
        for column in model.inputs
    }
    return [
        Declaration(f"column_{index}", None, option) for index, option in enumerate(options.values()) if option.flags
    ]


def columns_without_option(model: Model) -> list[Group]:
    """The columns whose names are options of something else, or no words for a shell, by what they are given with."""
    names = column_flags(model)
    others = [column for column in model.inputs if not names[column.name]]
    entries = [HelpEntry(f"    {column_spelling(model, column.name)}", column.span) for column in others]
    return [("Features with no option of their own", entries)]
