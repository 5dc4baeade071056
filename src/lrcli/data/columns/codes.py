"""Numbers that are no quantities: those that stand for a missing value, and those that stand for things.

Neither can be known, only pointed out with the option that says so; the person who has the table knows. So what is
pointed out should be rare, and right when it is.
"""

import re

import numpy as np

from lrcli.arrays import Floats, distinct
from lrcli.data.columns.names import is_identifier

LIKE_A_CODE = re.compile(r"-?9{2,}|-[1-9]0*|-?[1-9]0{3,}|123456789\d?")  # as people write what is not known
FEWEST_CODES = 3  # cells: what occurs once or twice may be a slip of the pen
FEWEST_OTHERS = 10  # different values beside a code: of fewer, as of a flag, none is far from the others
FEWEST_OF_A_SCALE = 3  # of answers from 1 to 5: a 99 among them is written like a code and stranger than any answer
STRANGE_GAP = 10.0  # times the range of all others, for a value that does not look like a code
FEWEST_THINGS = 20  # under an identifier's name: people see of fewer whether they have an order
FEWEST_EQUAL = 100  # without such a name: hours, days and ages have fewer different values
FEWEST_PER_THING = 2.0  # rows: what does not repeat has no level to learn


def missing_code(values: Floats) -> float | None:
    """The lowest or highest of the values (n,) if it occurs repeatedly far from all others, as codes for missing do.

    Farther from them than they are from one another, and written like a code: 999, -200, 1234567890. Or the only
    negative value, -1 or -9.
    """
    if len(values) < FEWEST_CODES:
        return None
    for code in (float(values.max()), float(values.min())):
        others = values[values != code]
        if len(values) - len(others) < FEWEST_CODES or not len(others):
            continue
        low, high = float(others.min()), float(others.max())
        gap, spread = (code - high if code > high else low - code), high - low
        like_a_code = LIKE_A_CODE.fullmatch(f"{code:.15g}") is not None
        alone = like_a_code and (gap > spread or code < 0 <= low)
        strange = gap > STRANGE_GAP * spread
        fewest = FEWEST_OF_A_SCALE if like_a_code and strange else FEWEST_OTHERS
        if (alone or strange) and len(distinct(others)) >= fewest:
            return code
    return None


def are_codes_of_things(name: str, values: Floats) -> bool:
    """Whether whole numbers (n,) that repeat stand for things, as type 3 does, by the name of the column."""
    if not len(values) or not is_identifier(name) or not (values == np.floor(values)).all():
        return False
    different = len(distinct(values))
    return different >= FEWEST_THINGS and len(values) >= FEWEST_PER_THING * different


def occur_equally_often(values: Floats) -> bool:
    """Whether values (n,) are the whole numbers from 0 or 1 on, and each as often as another but for chance.

    Things drawn at random for each row are so: their counts have a variance as large as their mean. Ages and years are
    not. Scores may be, so that it takes more to tell what they are.
    """
    if not len(values) or values.min() not in (0, 1) or not (values == np.floor(values)).all():
        return False
    numbers = values.max() - values.min() + 1
    if not FEWEST_EQUAL <= numbers <= len(values) / FEWEST_PER_THING:
        return False
    counts = np.bincount((values - values.min()).astype(np.intp))
    return bool(counts.var() <= 2 * counts.mean())
