"""The options that say how files are written, and which rows and columns are used."""

from collections.abc import Mapping
from typing import Any

from lrcli.cli.options.parameters import parameter, parameters, values_of
from lrcli.data.files.layout import Layout
from lrcli.errors import OptionError
from lrcli.jobs.selection import Selection
from lrcli.options import declared

NOTATION_NAMES = ("decimal", "thousands", "day_first")  # what a model knows of its columns already
_LAYOUT, _SELECTION = declared(Layout), declared(Selection)
LAYOUT = [parameter(each) for name, each in _LAYOUT.items() if name not in NOTATION_NAMES]
NOTATION = [parameter(_LAYOUT[name]) for name in NOTATION_NAMES]
WHERE = parameter(_SELECTION["where"])
TARGET = parameter(_SELECTION["target"])
SELECTION = parameters(_SELECTION)


def layout(options: Mapping[str, Any]) -> Layout:
    """The values of LAYOUT, and of NOTATION where a command has it."""
    return Layout(**values_of(_LAYOUT, options))


def selection(options: Mapping[str, Any]) -> Selection:
    """The values of SELECTION, LAYOUT and NOTATION."""
    values = values_of(_SELECTION, options)
    if values["memory"] is not None:
        from lrcli.data.tables.scratch import parse_size

        values["memory"] = parse_size(values["memory"])
    return Selection(**values, layout=layout(options))


def check_notation(options: Mapping[str, Any]) -> None:
    """Refuse the values of NOTATION where a model already knows how its columns are written."""
    for name in NOTATION_NAMES:
        if options[name] is not None and options["where"] is None:
            raise OptionError(
                name, "has no effect here: the model knows how its columns are written; with --where it is for others"
            )
