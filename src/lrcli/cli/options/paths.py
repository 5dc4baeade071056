"""The files that a command writes: none may replace another that it uses."""

from pathlib import Path

from lrcli.errors import OptionError


def check_apart(option: str, path: str | None, *others: str | None) -> None:
    """Raise where a file would replace one of the others. None and - stand for no file."""
    used = {Path(other).resolve() for other in others if other and other != "-"}
    if path and path != "-" and Path(path).resolve() in used:
        raise OptionError(option, f"{path} would replace a file that is used already; name another")
