"""lrcli merge: one model of the rows of several."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from lrcli.cli.commands.overview import COMMANDS
from lrcli.cli.commands.train import MODEL_OUTPUT, renderables
from lrcli.cli.options.common import ASCII, JSON, QUIET
from lrcli.cli.options.features import example, questions
from lrcli.cli.options.parameters import takes
from lrcli.cli.options.paths import check_model_output
from lrcli.cli.screen.terminal import Terminal
from lrcli.errors import OptionError

# Of so few options all but one matter, and stand in the short help too.
VOICE_OF_MERGE = [*(replace(each, option=replace(each.option, common=True)) for each in (JSON, QUIET)), ASCII]


@takes(
    [MODEL_OUTPUT, *VOICE_OF_MERGE],
    files="Models that lrcli train has written with --keep-moments, each of other files",
    argument="MODEL",
    about=f"""{COMMANDS["merge"]}

    The result is what a training on all files would give, with the options that the models have in common. It keeps
    its moments, so that it can be merged and updated in turn. Models do not fit together where their columns, the way
    in which these are written, or options differ; other levels of a category are no obstacle.""",
    examples=[
        "lrcli merge north.json south.json -o all.json",
        "lrcli merge shards/*.json -o all.json --quiet",
        "lrcli merge monday.json tuesday.json --json",
    ],
)
def command(data: Sequence[str], output: str | None, as_json: bool, quiet: bool, ascii: bool) -> None:
    output = output or "model.json"
    if as_json and output == "-":
        raise OptionError("json", "and --output - both write to standard output; leave one out")
    check_model_output(output, *data)
    from lrcli.jobs.merge import merge
    from lrcli.model.linear import load

    merged = merge([(path, load(path)) for path in data])
    terminal = Terminal(quiet=quiet, ascii=ascii)
    if output == "-":
        terminal.document(merged.model.to_json())
    else:
        merged.model.save(output)
    terminal.say(*merged.remarks)
    if as_json:
        from lrcli.report.json.training import train_document

        terminal.json(train_document(merged, output))
    else:
        terminal.show(*renderables(merged, terminal), error=output == "-")
    if output != "-":
        terminal.say(
            f"wrote {output}; {questions(output)} asks for the features; use it with:",
            command=example(merged.model, output),
        )
    terminal.judge(merged.verdict, error=output == "-" or as_json)


def command_for(argv: Sequence[str]) -> Callable[..., object]:
    return command
