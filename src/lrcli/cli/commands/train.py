"""lrcli train: learn a model from a table."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lrcli.cli.commands.closing_output import judge_each, say_remarks
from lrcli.cli.commands.overview import COMMANDS
from lrcli.cli.commands.reports import check_report, check_watch, write_training_report, write_watch_page
from lrcli.cli.options.cluster import CLUSTER, workers
from lrcli.cli.options.common import FIGURE, FILES, REPORT, VOICE, check_figure
from lrcli.cli.options.features import example, questions
from lrcli.cli.options.inference import INFERENCE, confidence
from lrcli.cli.options.parameters import command_option, takes
from lrcli.cli.options.paths import check_model_output
from lrcli.cli.options.reading import LAYOUT, NOTATION, SELECTION, selection
from lrcli.cli.options.training import TRAINING, recipe
from lrcli.cli.options.trajectory import TRAJECTORY, trajectory_wish
from lrcli.cli.options.update import UPDATE, model_to_update
from lrcli.cli.screen.interrupt import InterruptListener
from lrcli.cli.screen.live_curve import LiveCurve
from lrcli.cli.screen.progress import Bar
from lrcli.cli.screen.terminal import Terminal
from lrcli.errors import OptionError
from lrcli.output import together

if TYPE_CHECKING:
    from lrcli.jobs.train import TrainingResult

MODEL_OUTPUT = command_option(
    "output",
    None,
    "Where the model goes, - for standard output",
    "FILE",
    default_text="model.json",
    flags=("-o", "--output"),
    common=True,
)
WATCH = command_option(
    "watch",
    None,
    "Write a page for a browser that does this training again, to be watched and changed: bowl, line and curves",
    "FILE",
)
EXPLAIN_STEP = command_option(
    "explain_step",
    False,
    "Show the first minibatch worked by hand: rows, ŷ, errors, gradient, state, new weights",
    group="Training",
)


@takes(
    [MODEL_OUTPUT, REPORT, WATCH, FIGURE, *VOICE],
    SELECTION,
    TRAINING,
    INFERENCE,
    UPDATE,
    [EXPLAIN_STEP],
    [CLUSTER],
    TRAJECTORY,
    LAYOUT,
    NOTATION,
    files=FILES,
    about=f"""{COMMANDS["train"]}

    Ctrl-C ends the training after the current epoch and keeps the best weights.""",
    examples=[
        "lrcli train cars.csv",
        "lrcli train cars.csv --features 'age,log(mileage)' --report report.html",
        "lrcli train cars.csv --optimizer sgd --batch-size 1 --epochs 5",
    ],
)
def command(
    words: Sequence[str],
    data: Sequence[str],
    output: str | None,
    report: str | None,
    watch: str | None,
    figure: str | None,
    as_json: bool,
    quiet: bool,
    ascii: bool,
    **options: Any,
) -> int:
    output = output or options["update"] or "model.json"
    if as_json and output == "-":
        raise OptionError("json", "and --output - both write to standard output; leave one out")
    steps, trajectory, sureness = recipe(options), trajectory_wish(options), confidence(options)
    if figure and steps.solver == "exact" and sureness is None:
        problem = "draws the loss of each epoch, and --solver exact has none; leave one out, or ask for --inference"
        raise OptionError("figure", problem)
    check_model_output(output, *data)
    check_figure(figure, output, report, watch, *data)
    check_report(report, output, *data)
    check_watch(watch, steps, output, report, figure, *data)
    earlier = model_to_update(options)
    from lrcli.jobs.train import training

    terminal = Terminal(quiet=quiet, ascii=ascii)
    with (
        workers(options["cluster"], terminal) as tasks,
        Bar(terminal, tasks) as bar,
        LiveCurve(bar) as curve,
        InterruptListener(terminal) as interrupt,
        training(
            data,
            replace(selection(options), tasks=tasks),
            steps,
            explain_step=options["explain_step"],
            diagnose=bool(report or watch),
            trajectory=trajectory,
            confidence=sureness,
            update=earlier,
            keep_moments=options["keep_moments"],
            on_bytes=bar.show_bytes,
        ) as epochs,
    ):
        for epoch in epochs:
            curve.show_epoch(epoch)
            if interrupt.pressed():
                break
        trained = epochs.result()
    if output == "-":
        terminal.document(trained.model.to_json())
    with together():  # else a model could stand beside the page of the model before
        if output != "-":
            trained.model.save(output)
        if figure:
            from lrcli.report.figure.file import write_figure
            from lrcli.report.figure.training import TrainingRecord, training_figure

            records = [TrainingRecord(each.model, each.trajectory, each.inference) for each in trained.each]
            write_figure(figure, training_figure(records))
        if report:
            write_training_report(report, trained)
        if watch:
            write_watch_page(watch, trained)
    say_remarks(terminal, trained.remarks, trained.dependence, words)
    if as_json:
        from lrcli.report.json.training import train_document

        terminal.json(train_document(trained, output))
    else:
        for each in trained.each:
            terminal.show(*renderables(each, terminal), error=output == "-")
    if trained.interrupted:
        terminal.say("interrupted: the model has the best weights up to there")
    if output != "-":
        terminal.say(
            f"wrote {output}; {questions(output)} asks for the features; use it with:",
            command=example(trained.model, output),
        )
    for page in filter(None, (report, watch)):
        terminal.say(f"wrote {page}; open it in a browser")
    verdicts = {each.model.target_option: each.verdict for each in trained.each}
    judge_each(terminal, verdicts, words, options["where"], error=output == "-" or as_json)
    return 130 if trained.interrupted else 0


def renderables(trained: "TrainingResult", terminal: Terminal) -> Iterator[Any]:
    """What is printed: the summary unless --quiet, and around it what --explain-step and --trajectory ask for."""
    if trained.first_step:
        from lrcli.report.terminal.first_step import worked_lines

        yield from worked_lines(trained.first_step, trained.model.training, terminal.width())
    if not terminal.quiet:
        from lrcli.report.terminal.training import training_summary

        yield from training_summary(trained.model, terminal.width())
    if trained.inference:
        from lrcli.report.terminal.inference import inference_tables

        yield from inference_tables(trained.inference)
    if trained.trajectory:
        from lrcli.report.terminal.pictures.trajectory import trajectory_picture

        yield from trajectory_picture(trained.trajectory, terminal.width())


def command_for(argv: Sequence[str]) -> Callable[..., object]:
    return command
