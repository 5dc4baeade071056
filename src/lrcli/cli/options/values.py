"""Words of a command line as values. typer would import pydantic for it, which takes as long as all else together."""

from typing import Any, get_args

import typer

from lrcli.errors import OptionError

NUMBERS = {int: "a whole number", float: "a number"}


class Values:
    """Stands in for typer's own conversion of a parameter whose values are texts, numbers or lists of these."""

    def __init__(self, annotation: Any) -> None:
        inner = get_args(annotation)
        self.several, self.kind = bool(inner), inner[0] if inner else annotation

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        if value is None:
            return () if self.several else None
        return [self._one(word, param) for word in value] if self.several else self._one(value, param)

    def _one(self, value: Any, param: Any) -> Any:
        if self.kind not in NUMBERS or not isinstance(value, str):
            return value
        try:
            return self.kind(value)
        except ValueError:
            raise OptionError(max(param.opts, key=len), f"{value!r} is not {NUMBERS[self.kind]}") from None


def _nothing(ctx: Any) -> None:
    """What stands where the help has a word for a value."""


def convert_plainly(command: Any, parent: typer.Context | None = None) -> None:
    """Let a command, and those in it, convert their words by `Values`."""
    context = typer.Context(command, parent=parent, **command.context_settings)
    for parameter in command.get_params(context):  # also --help
        if not parameter.metavar:
            parameter.display_type_rich = _nothing  # typer would show Python's names of types
        parameter._runtime_param = Values(
            parameter.type_descriptor.annotation
        )  # typer makes its own only where none is
    for inner in getattr(command, "commands", {}).values():
        convert_plainly(inner, context)
