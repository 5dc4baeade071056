"""In which of several forms the cells of a column are written. In plain Python."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from lrcli.notation.form import Ambiguous, BaseForm

NEARLY_ALL = 0.9  # the share of the cells that a form must be able to read

AnyForm = TypeVar("AnyForm", bound=BaseForm)
Read = TypeVar("Read")


def best_forms(forms: Iterable[AnyForm], counts: Mapping[str, int]) -> list[AnyForm]:
    """The forms that read the most cells, in their order; none where these are not nearly all cells."""
    cells = {form: _readable(form, counts) for form in forms}
    most = max(cells.values(), default=0)
    return [form for form in cells if cells[form] == most] if is_nearly_all(most, counts) else []


def _readable(form: BaseForm, counts: Mapping[str, int]) -> int:
    """How many cells a form can read; 0 where these are not nearly all."""
    return sum(counts[text] for text in readings(counts, form.number))


def readings(counts: Mapping[str, int], read: Callable[[str], Read | None]) -> dict[str, Read]:
    """What each text is read as, for those that can be; none where these are not nearly all cells.

    It ends as soon as they cannot be, since most columns are texts, of which a reading fails with the first cells.
    """
    total = sum(counts.values())
    readable, texts = total, {}
    for text, count in counts.items():
        value = read(text)
        if value is not None:
            texts[text] = value
            continue
        readable -= count
        if readable < NEARLY_ALL * total:
            return {}
    return texts


def is_nearly_all(cells: int, counts: Mapping[str, int]) -> bool:
    return 0 < cells >= NEARLY_ALL * sum(counts.values())


def first_doubt(best: Sequence[BaseForm], texts: Iterable[str]) -> Ambiguous | None:
    """The first text that the best form and one of the others read as two different values; None if there is none."""
    for text in texts:
        for other in best[1:]:
            first, second = best[0].number(text), other.number(text)
            if first is not None and second is not None and first != second:
                return Ambiguous(text, best[0], other)
    return None
