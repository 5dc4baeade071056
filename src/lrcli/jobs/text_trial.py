"""Columns that were split into several numbers, tried as one text: which of both predicts held-out rows better."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lrcli.data.files.dataset import can_be_read_again, files_of
from lrcli.data.files.frames import Frame, Table
from lrcli.data.tables.gather import Plan
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.split import TEST, TRAIN, VALIDATION, Split
from lrcli.errors import LrcliError
from lrcli.fitting.evidence.facts import TextTrial
from lrcli.fitting.evidence.split_rows import TRIAL_COST, TRIAL_ROWS
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import Fold, Storage
from lrcli.fitting.storage.rule import dealt_by
from lrcli.jobs.selection import Selection


def try_as_texts(
    table: Storage,
    data: Table | Frame,
    selection: Selection,
    recipe: Recipe,
    split: Split,
    plan: Plan,
    scratch: Scratch,
) -> Iterator[TextTrial]:
    """Each split column of a small table, whose cells are read once more for it.

    A text like "190Nm@ 2000rpm" often stands for one engine, and a level for each text may then predict better than a
    straight line through its numbers. Which is better depends on the table, so it is measured.
    """
    if table.earlier is not None or len(table.columns.together) > 1:
        return
    if not (table.columns.splits and table.keeps_rows and recipe.squared and len(table) <= TRIAL_ROWS):
        return
    if not all(map(can_be_read_again, files_of(data))):
        return
    own = None
    for quantities in table.columns.splits:
        as_text = replace(selection, categorical=(*selection.categorical, quantities.column))
        try:
            other = _with_rows_of(table, as_text.gather(data, plan, scratch, None))
        except LrcliError:  # an option names one of the numbers, and a column of texts has none
            continue
        if other is None:
            continue
        own = own or _r2(_fold(table, selection, recipe, split))
        tried = _r2(_fold(other, as_text, recipe, split))
        if own and tried:
            yield TextTrial(quantities.column, len(quantities.names), own[0], tried[0], own[1])


def _with_rows_of(table: Storage, other: Storage) -> Storage | None:
    """The other table without the rows that this one lacks, since a cell that is no quantity is still a text."""
    own, rows = table.in_file_order(), other.in_file_order()
    if own is None or rows is None:
        return None
    same = rows[np.flatnonzero(np.isin(rows.origins, own.origins))]
    return dealt_by(other, same, same.keys) if np.array_equal(same.origins, own.origins) else None


def _fold(table: Storage, selection: Selection, recipe: Recipe, split: Split) -> Fold:
    return table.fold(selection.dealing.split(split, recipe.seed), [TRAIN], recipe)


def _r2(fold: Fold) -> tuple[float, str] | None:
    """R² of the analytic solution on held-out rows, and which rows these are; None where that takes too long."""
    if fold.n * fold.encoding.p**2 > TRIAL_COST:
        return None
    w = fold.solve(fold.recipe.weight_decay).w
    apart = fold.table.columns.held_out_words
    rows, of = fold.left_out(w, w), f"rows, each predicted by a model of others{apart}"
    for role, words in ((VALIDATION, "validation rows"), (TEST, "test rows")):
        if held_out := fold.predicted(role, w):
            rows, of = held_out, words + apart
    if rows is None:
        return None
    y = rows.y_hat - rows.errors
    mean = np.average(y, weights=rows.weights)
    around = float(np.average((y - mean) ** 2, weights=rows.weights))
    return (1 - float(np.average(rows.errors**2, weights=rows.weights)) / around, of) if around > 0 else None
