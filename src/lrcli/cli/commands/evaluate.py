"""lrcli evaluate: how well a model predicts rows whose truth is known."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from lrcli.cli.commands.closing_output import judge_each
from lrcli.cli.commands.overview import COMMANDS
from lrcli.cli.commands.reports import check_report
from lrcli.cli.options.cluster import CLUSTER, check_cluster, workers
from lrcli.cli.options.common import FIGURE, FILES, MODEL_FILE, REPORT, VOICE, check_figure
from lrcli.cli.options.parameters import command_option, takes
from lrcli.cli.options.prediction import COVERAGE
from lrcli.cli.options.reading import LAYOUT, NOTATION, WEIGHTS, WHERE, check_notation, layout
from lrcli.cli.screen.progress import Bar
from lrcli.cli.screen.terminal import Terminal
from lrcli.model.linear import load
from lrcli.output import write_text
from lrcli.text import plain

PREDICTION_PLOTS = command_option(
    "plot", False, "Draw predicted against actual, and the errors against predicted", common=True
)
DIAGNOSE = command_option(
    "diagnose",
    False,
    "Fit these rows by least squares, and show what R's plot(lm) does: residuals, their distribution, and the rows "
    "that decide the fit",
)


@takes(
    [MODEL_FILE, COVERAGE, PREDICTION_PLOTS, DIAGNOSE, REPORT, FIGURE, *VOICE],
    [WHERE, WEIGHTS],
    [CLUSTER],
    LAYOUT,
    NOTATION,
    files=FILES,
    about=COMMANDS["evaluate"],
    examples=[
        "lrcli evaluate held_out.csv",
        "lrcli evaluate held_out.csv --plot --report report.html",
        "lrcli evaluate -m cars.json held_out.csv --where \"fuel == 'diesel'\"",
    ],
)
def command(
    words: Sequence[str],
    data: Sequence[str],
    model_file: str,
    plot: bool,
    report: str | None,
    figure: str | None,
    as_json: bool,
    quiet: bool,
    ascii: bool,
    **options: Any,
) -> None:
    check_figure(figure, model_file, report, *data)
    check_notation(options)
    check_cluster(options["cluster"], data, report=report, diagnose=options["diagnose"])
    model = load(model_file)
    check_report(report, model_file, *data)
    from lrcli.jobs.evaluate import evaluate
    from lrcli.jobs.measurement.prediction_diagnostics import DiagnosticsGatherer
    from lrcli.report.terminal.evaluation import evaluation_plots, evaluation_tables

    terminal = Terminal(quiet=quiet, ascii=ascii)
    several = len(model.each) > 1
    gatherers = {each.target.name: DiagnosticsGatherer(each) for each in model.each} if report else {}
    with workers(options["cluster"], terminal) as tasks, Bar(terminal, tasks) as bar:
        evaluations = evaluate(
            model,
            data,
            where=options["where"],
            weights=options["weights"],
            interval=options["interval"],
            layout=layout(options),
            on_bytes=bar.show_bytes,
            gatherers=gatherers,
            tasks=tasks,
        )
        if options["diagnose"]:
            from lrcli.jobs.measurement.influence import diagnose

            rows = {name: options[name] for name in ("where", "weights")}
            influence = diagnose(model, data, **rows, layout=layout(options), on_bytes=bar.show_bytes)
            evaluations = {name: replace(each, influence=influence[name]) for name, each in evaluations.items()}
    first = evaluations[model.target.name]
    if figure:
        from lrcli.report.figure.evaluation import evaluation_figure
        from lrcli.report.figure.file import write_figure

        write_figure(figure, evaluation_figure(evaluations))
    if report:
        from lrcli.report.page.page import report_of_evaluation

        write_text(report, report_of_evaluation(model, evaluations, gatherers))
    if not plot:
        evaluations = {name: replace(evaluation, points=None) for name, evaluation in evaluations.items()}
    if as_json:
        terminal.json({"targets": evaluations} if several else evaluations[model.target.name])
    else:
        for each in model.each:
            evaluation = evaluations[each.target.name]
            terminal.show(*([plain(each.target.name)] if several else ()), *evaluation_tables(evaluation, each))
            terminal.show(*evaluation_plots(evaluation, each, terminal.width()))
            if evaluation.influence:
                from lrcli.report.terminal.influence import influence_pictures

                terminal.show(*influence_pictures(evaluation.influence, terminal.width()))
    terminal.say(*first.remarks)
    if report:
        terminal.say(f"wrote {report}; open it in a browser")
    verdicts = {name: each.verdict for name, each in evaluations.items()}
    judge_each(terminal, verdicts, words, options["where"], error=as_json)


def command_for(argv: Sequence[str]) -> Callable[..., object]:
    return command
