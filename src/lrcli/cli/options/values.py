"""Words of a command line as typer hands them on: as they are, since what they mean is declared elsewhere."""

from typing import Any


class AsTyped:
    """Stands in for typer's own conversion, which would import pydantic: that takes as long as all else together."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        return value


def convert_plainly(command: Any) -> None:
    """Let a command, and those in it, hand on what was typed.

    `get_runtime_param` is no documented name of typer's, which is why pyproject.toml stays below its next version.
    """
    for parameter in command.params:
        parameter.get_runtime_param = AsTyped
    for inner in getattr(command, "commands", {}).values():
        convert_plainly(inner)
