"""Which columns are the targets: those that are named, else the one that is most like a target."""

import re
from collections.abc import Sequence

from lrcli.data.columns.first_rows import First
from lrcli.data.columns.names import is_identifier, is_price, target_by_name
from lrcli.data.columns.schema import FurtherTarget
from lrcli.data.columns.values import numbers_rows
from lrcli.errors import OptionError

LOGARITHM = re.compile(r"\s*(log|log1p)\((.+)\)\s*", re.DOTALL)  # of a target


def choose_target(first: First, wanted: str | None, *apart: str | None) -> tuple[str, str | None]:
    """The wanted column, else one by its name, else the last that has values and does not number the rows; why.

    apart: columns that say what rows are for, as weights, and are not taken.
    """
    if wanted is not None:
        return find(first.header, wanted, "target"), None
    header = [name for name in first.header if name not in apart]
    filled = dict.fromkeys(name for name in header if first.table[name].null_count < len(first.table))
    if (named := target_by_name([name for name in header if name in filled or is_price(name)])) is not None:
        return named, "by its name"
    measured = [name for name in filled if not (is_identifier(name) and numbers_rows(first.table[name]))]
    last = (measured or [*filled] or header)[-1]
    return last, "the last column" + " with measured values" * (last != header[-1])


def choose_targets(
    first: First, wanted: str | Sequence[str] | None, *apart: str | None, log_target: bool
) -> tuple[list[FurtherTarget], str | None]:
    """All targets in the order in which they are named, and why the one, where none is named.

    wanted: a name, names with commas between them, or a list of names. log1p(visits) is log(1 + visits), which 0 has.
    """
    names = [wanted] if wanted is None else split_names(first.header, wanted)
    targets: list[FurtherTarget] = []
    for name in names:
        column, log, shift = split_logarithm(first.header, name, log_target=log_target)
        column, reason = choose_target(first, column, *apart)
        if column in {target.name for target in targets}:
            raise OptionError("target", f": {column!r} is named twice")
        targets.append(FurtherTarget(column, log, shift))
    return targets, reason if wanted is None else None


def split_names(header: Sequence[str], wanted: str | Sequence[str]) -> list[str]:
    """The names of targets in a text, or in a list as it is.

    A column may have a comma in its name: the longest part between commas that is a column, or its logarithm, counts.
    """
    if not isinstance(wanted, str):
        return [*wanted]
    if not wanted.strip():
        raise OptionError("target", f"{wanted!r} has an empty name")
    parts, names = wanted.split(","), list[str]()
    while parts:
        ends = range(len(parts), 0, -1)
        end = next((end for end in ends if is_column(header, ",".join(parts[:end]))), 1)
        names.append(",".join(parts[:end]))
        parts = parts[end:]
    names = [name if name in header else name.strip() for name in names]
    if not all(names):
        raise OptionError("target", f"{wanted!r} has an empty name")
    return names


def is_column(header: Sequence[str], text: str) -> bool:
    """Whether a text is a column or the logarithm of one."""
    match = LOGARITHM.fullmatch(text)
    return text in header or text.strip() in header or (match is not None and match[2].strip() in header)


def split_logarithm(header: Sequence[str], wanted: str | None, *, log_target: bool) -> tuple[str | None, bool, int]:
    """The column that a target's name names, whether its logarithm is learned, and what is added to it before."""
    match = LOGARITHM.fullmatch(wanted or "")
    if wanted is None or wanted in header or not match:
        return wanted, log_target, 0
    if log_target and match[1] == "log1p":
        raise OptionError("log_target", f"and --target {wanted} are two logarithms; leave one out")
    return match[2].strip(), True, int(match[1] == "log1p")


def find(header: Sequence[str], name: str, option: str) -> str:
    """The column of the name that an option gives; an error lists what there is."""
    if name in header:
        return name
    raise OptionError(option, f": no column {name!r}; the columns are {', '.join(header)}")
