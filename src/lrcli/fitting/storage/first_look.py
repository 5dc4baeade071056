"""A first look at the times of many rows, since a single pass cannot know which of them will be the latest."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.files.dataset import Files, can_be_read_again
from lrcli.data.rows.read import Cells, Reading
from lrcli.errors import DataError
from lrcli.fitting.storage.incoming import Incoming


def with_times(incoming: Incoming) -> Incoming:
    """The same pass with a dealer that knows where the past ends; the files are opened once more for that.

    Raise DataError where they cannot be.
    """
    plan = incoming.plan
    if not plan.dealer.waits_for_times:
        return incoming
    return replace(incoming, plan=replace(plan, dealer=plan.dealer.with_cuts(times(incoming))))


def times(incoming: Incoming) -> Floats:
    """The times of all rows that have one and a target: 8 bytes each."""
    files, columns = incoming.reading.files, incoming.reading.columns
    if not all(map(can_be_read_again, files.paths)):
        raise DataError(
            f"{files.name}: --time needs a first look at {columns.time} in all rows, and what comes through a pipe "
            f"cannot be read twice; write it to a file, or take fewer than {2 * incoming.window:,} rows"
        )
    numeric = columns.numeric[columns.features_read :]  # a row that lacks one of several targets is left out as well
    only = replace(columns, numeric=numeric, categorical=(), terms={}, joined={}, weights=None, log_target=False)
    with Files(files.paths, files.layout, None, files.limits, names=files.names) as again:
        again.split(files.splits)
        reading = Reading(again, only, condition=incoming.reading.condition)
        keys = [cells.keys for cells in _rows(reading, incoming)]
    return np.concatenate([each for each in keys if each is not None])


def _rows(reading: Reading, incoming: Incoming) -> Iterator[Cells]:
    """All rows, read by whoever reads those of the pass itself."""
    if incoming.apart is None:
        yield from reading.cells(incoming.workers, keep_bytes=False)
        return
    from lrcli.data.rows.reading_apart import ReadingApart

    apart = ReadingApart(reading, incoming.apart.tasks, hashed=False)
    yield from apart.cells(incoming.workers)
    apart.release()
