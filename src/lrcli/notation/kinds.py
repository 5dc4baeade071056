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

# The only list of kinds; a new one stands in it where a column should be tried for it. Dates come before numbers, since
# 20200131 and 1580428800 may be either, and numbers before yes and no, since 1 and 0 may be either. Times of day come
# before durations, since 08:30 may be either.
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
