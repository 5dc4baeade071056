"""The kinds of cells that are numbers, in the order in which a column is tried for them."""

from collections.abc import Mapping
from typing import get_args

from lrcli.notation.booleans import BooleanForm
from lrcli.notation.form import Ambiguous
from lrcli.notation.hints import Hints
from lrcli.notation.marks import MarkForm
from lrcli.notation.mixed_units import MixedUnitsForm
from lrcli.notation.numbers import NumberForm
from lrcli.notation.times.clock import DurationForm, TimeOfDayForm
from lrcli.notation.times.dates import DateForm
from lrcli.notation.times.epoch_dates import EpochForm

# The one list: model.json keeps these, and all else follows. Dates come before numbers, since 20200131 and
# 1580428800 may be both, and numbers before yes and no, since 1 and 0 are. Times of day
# come before durations, which 08:30 may be as well.
Form = DateForm | EpochForm | NumberForm | BooleanForm | MarkForm | MixedUnitsForm | TimeOfDayForm | DurationForm
KINDS: tuple[type[Form], ...] = get_args(Form)


def find_form(counts: Mapping[str, int], hints: Hints) -> Form | Ambiguous | None:
    """How a column is written, by the first kind that reads nearly all its cells; None where it holds texts.

    counts: how many cells have each text, in the order of the file, missing ones left out.
    """
    return next((form for kind in KINDS if (form := kind.find(counts, hints))), None)


def names_of_ordered_kinds() -> str:
    """The kinds whose values have an order, in words."""
    *others, last = dict.fromkeys(kind.nouns for kind in KINDS if kind.ordered)  # two kinds are dates
    return f"{', '.join(others)} and {last}"
