"""Whether anything can be learned from the rows of a fold."""

import numpy as np

from lrcli.errors import DataError
from lrcli.fitting.storage.interface import Fold, Storage


def check_trainable(table: Storage, fold: Fold) -> None:
    """Raise DataError where nothing can be learned from the training rows."""
    name, target, statistics = table.files[0].name, table.columns.target, fold.encoding.statistics
    for column, mean, std in (
        (target, statistics.y_mean, statistics.y_std),
        *zip(table.columns.numeric, statistics.mean, statistics.std, strict=True),
    ):
        if not np.isfinite([mean, std]).all():
            raise DataError(f"{name}: the values of {column!r} are too large to be squared; divide them by a constant")
    if statistics.y_std == 0:
        value = np.exp(statistics.y_mean) - table.columns.log_shift if table.columns.log_target else statistics.y_mean
        raise DataError(
            f"{name}: the target {target!r} is {value:g} in every training row, or too nearly so to be squared"
        )
    if not table.columns.numeric and not table.columns.categorical:
        reasons = "; ".join(f"{column.name}: {column.reason}" for column in table.columns.left_out)
        raise DataError(f"{name}: no column to learn {target!r} from{' (' + reasons + ')' if reasons else ''}")
