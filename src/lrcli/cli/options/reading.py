"""The options that say how files are written, and which rows and columns are used."""

from collections.abc import Mapping
from typing import Any

from lrcli.cli.options.parameters import subset
from lrcli.data.files.layout import Layout
from lrcli.errors import OptionError
from lrcli.jobs.selection import Selection
from lrcli.options import declarations

_LAYOUT, _SELECTION = declarations(Layout), declarations(Selection)
_NOTATION = ("day_first",)  # how columns are written, which a model knows already
LAYOUT = [declaration for name, declaration in _LAYOUT.items() if name not in _NOTATION]
NOTATION = [_LAYOUT[name] for name in _NOTATION]
TARGET, WHERE, WEIGHTS = (_SELECTION[name] for name in ("target", "where", "weights"))
SELECTION = list(_SELECTION.values())


def layout(options: Mapping[str, Any]) -> Layout:
    """The values of LAYOUT, and of NOTATION where a command has it."""
    return Layout(**subset(_LAYOUT, options))


def selection(options: Mapping[str, Any]) -> Selection:
    """The values of SELECTION, LAYOUT and NOTATION."""
    values = subset(_SELECTION, options)
    if values["memory"] is not None:
        from lrcli.data.tables.scratch import parse_size

        values["memory"] = parse_size(values["memory"])
    return Selection(**values, layout=layout(options))


def check_notation(options: Mapping[str, Any]) -> None:
    """Refuse the values of NOTATION where a model already knows how its columns are written."""
    for name in _NOTATION:
        if options[name] is not None and options["where"] is None:
            raise OptionError(
                name, "has no effect here: the model knows how its columns are written; with --where it is for others"
            )
