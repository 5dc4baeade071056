"""Out-of-fold predictions: each row of a table, predicted by the model that was trained on the other folds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.rows.origins import LINES_OF_A_FILE
from lrcli.data.tables.split import Dealer
from lrcli.errors import DataError
from lrcli.fitting.scores import from_log, predicted
from lrcli.fitting.storage.interface import Fold, Storage


@dataclass(frozen=True)
class OutOfFold:
    """Each row that is in a fold, in the order of the files, as the model predicts it that did not see its fold."""

    rows: Ints  # (n,), the index of each among all rows
    fold: Ints  # (n,), 0 for the first
    truth: Floats  # (n,)
    predicted: Floats  # (n,)
    files: Sequence[str]  # the name of each one's file
    lines: Ints  # (n,), of the file


def out_of_fold(
    table: Storage,
    dealer: Dealer,
    folds: Sequence[Fold],
    weights: Sequence[Floats],
) -> OutOfFold:
    """Every row as its fold's model predicts it. Raise DataError where the rows are not kept in their order."""
    rows = table.in_file_order()
    if rows is None:
        raise DataError(
            f"{table.files[0].name}: of {len(table):,} rows not all are kept, so there are no predictions of each; "
            "--where takes fewer rows"
        )
    roles, held_out = dealer.of_table(rows.y, rows.keys), [role for _, role in dealer.folds()]
    y_hat, number = np.empty(len(rows)), np.empty(len(rows), dtype=np.intp)
    for k, (role, fold, w) in enumerate(zip(held_out, folds, weights, strict=True)):
        index = np.flatnonzero(roles == role)
        y_hat[index], number[index] = predicted(fold, fold.block(rows[index]), w), k
    some = np.flatnonzero(np.isin(roles, held_out))
    files, lines = np.divmod(rows.origins[some], LINES_OF_A_FILE)
    names = [table.places.files[file] for file in files.tolist()]
    return OutOfFold(some, number[some], from_log(rows.y[some], folds[0]), y_hat[some], names, lines)
