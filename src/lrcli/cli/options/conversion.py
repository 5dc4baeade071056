"""Let typer hand on the words of a command line as they are: their meaning is declared with each option."""

from typing import Any


class AsTyped:
    """Stands in for typer's own conversion, which would import pydantic: that takes as long as all else together."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        return value


def convert_plainly(command: Any) -> None:
    """Let a command, and the commands in it, hand on the words as they were typed.

    typer does not document `get_runtime_param`, which is why pyproject.toml stays below its next version.
    """
    for parameter in command.params:
        parameter.get_runtime_param = AsTyped
    for inner in getattr(command, "commands", {}).values():
        convert_plainly(inner)
