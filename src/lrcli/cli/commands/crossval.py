"""lrcli crossval: how well a recipe, or the best of a grid, generalizes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lrcli.cli.commands.closing_output import judge_each, say_remarks
from lrcli.cli.commands.crossval_path import PathWish, show_path
from lrcli.cli.commands.overview import COMMANDS
from lrcli.cli.options.cluster import CLUSTER, workers
from lrcli.cli.options.common import FIGURE, FILES, VOICE, check_figure
from lrcli.cli.options.parameters import command_option, takes
from lrcli.cli.options.paths import check_model_output, check_output_file
from lrcli.cli.options.reading import LAYOUT, NOTATION, SELECTION, selection
from lrcli.cli.options.regularization_path import PATH
from lrcli.cli.options.training import GRID, recipes_of_grid
from lrcli.cli.screen.progress import Bar
from lrcli.cli.screen.terminal import Terminal
from lrcli.errors import OptionError
from lrcli.fitting.options.regularization_path import ratio_of
from lrcli.options import COUNT
from lrcli.output import write_text

if TYPE_CHECKING:
    from lrcli.jobs.measurement.out_of_fold import OutOfFold

FOLD_COUNT = command_option("folds", 5, "How many folds", "INT", limits=COUNT, flags=("-k", "--folds"), common=True)
FINAL_MODEL = command_option(
    "output",
    None,
    "Train the best setting on all rows and save it",
    "FILE",
    flags=("-o", "--output"),
    common=True,
)
PREDICTIONS = command_option(
    "predictions", None, "Write each row's truth and its prediction by the model without its fold, as CSV", "FILE"
)
LEARNING_CURVE = command_option(
    "learning_curve", False, "Train on 10, 20, 40 and 70 % of the rows as well: do more rows help?", common=True
)


@takes(
    [FOLD_COUNT, FINAL_MODEL, PREDICTIONS, LEARNING_CURVE, *PATH, FIGURE, *VOICE],
    SELECTION,
    GRID,
    [CLUSTER],
    LAYOUT,
    NOTATION,
    files=FILES,
    about=f"""{COMMANDS["crossval"]}

    An option given several times makes a grid; every combination is measured on the same folds.""",
    examples=[
        "lrcli crossval cars.csv",
        "lrcli crossval cars.csv -k 10 --weight-decay 0 --weight-decay 0.01 -o best.json",
        "lrcli crossval cars.csv --optimizer sgd --optimizer adam --learning-curve",
    ],
)
def command(
    words: Sequence[str],
    data: Sequence[str],
    folds: int,
    output: str | None,
    predictions: str | None,
    learning_curve: bool,
    figure: str | None,
    as_json: bool,
    quiet: bool,
    ascii: bool,
    **options: Any,
) -> None:
    if as_json and output == "-":
        raise OptionError("json", "and --output - both write to standard output; leave one out")
    recipes = recipes_of_grid(options)
    trains = bool(output or predictions or learning_curve)
    ratio = ratio_of(options["path"], options["l1_ratio"], candidates=len(recipes), trains=trains)
    if output:
        check_model_output(output, *data)
    check_output_file("predictions", predictions, output, *data)
    check_figure(figure, output, predictions, *data)
    terminal = Terminal(quiet=quiet, ascii=ascii)
    if ratio is not None:
        wanted = PathWish(folds, ratio, figure, as_json)
        show_path(words, data, recipes[0], options, wanted, terminal)
        return
    from lrcli.jobs.crossval import crossvalidation, final_result
    from lrcli.jobs.judgement.targets import remarks_of_targets

    with (
        workers(options["cluster"], terminal) as tasks,
        Bar(terminal, tasks) as bar,
        crossvalidation(
            data,
            recipes,
            replace(selection(options), tasks=tasks),
            k=folds,
            final=output is not None,
            learning=learning_curve,
            predictions=predictions is not None,
            on_bytes=bar.show_bytes,
        ) as epochs,
    ):
        for epoch in epochs:
            bar.show_epoch(epoch)
        results = epochs.result()
    final = final_result(results)
    if final and output == "-":
        terminal.document(final.model.to_json())
    elif final and output:
        final.model.save(output)
    first, several = results[0], len(results) > 1
    if predictions:
        write_predictions(predictions, {each.target: each.predictions for each in results if each.predictions})
    if figure:
        from lrcli.report.figure.crossval import crossval_figure
        from lrcli.report.figure.file import write_figure

        write_figure(figure, crossval_figure(results))
    if several:
        terminal.say(*remarks_of_targets({each.target: each.remarks for each in results}))
    else:
        say_remarks(terminal, first.remarks, first.dependence, words)
    if as_json:
        from lrcli.report.json.crossval import crossval_document_of_targets, document

        terminal.json(crossval_document_of_targets(results) if several else document(first))
    elif not (quiet and output == "-"):
        from lrcli.report.terminal.crossval import crossval_tables

        for each in results:
            terminal.show(*crossval_tables(each, terminal.width(), pictures=not quiet), error=output == "-")
    if output and output != "-":
        terminal.say(f"wrote {output}, the best setting trained on all {first.rows:,} rows")
    if predictions:
        some = "every row but the earliest" if options["time"] else "every row"
        terminal.say(f"wrote {predictions}, the prediction of {some} by the model without its fold")
    verdicts = {each.target_option: each.verdict for each in results}
    judge_each(terminal, verdicts, words, options["where"], error=output == "-" or as_json)


def write_predictions(path: str, by_target: Mapping[str, "OutOfFold"]) -> None:
    """One line a row, in the order of the files; its row is counted from 1, as its line and its fold are.

    Of several targets each has its truth and its prediction, of the same rows in the same folds.
    """
    import csv
    import io

    first = next(iter(by_target.values()))
    columns: list[Iterable[object]] = [(first.rows + 1).tolist(), first.files, first.lines.tolist()]
    columns += [(first.fold + 1).tolist()]
    names = ["row", "file", "line", "fold"]
    for target, each in by_target.items():
        names += [target, f"{target}_predicted"]
        columns += [each.truth.tolist(), each.predicted.tolist()]
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(names)
    table.writerows(zip(*columns, strict=True))
    write_text(path, text.getvalue())


def command_for(argv: Sequence[str]) -> Callable[..., object]:
    return command
