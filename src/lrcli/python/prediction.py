"""The predictions for every row of a table, as a data frame on the index of that table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import NDArray

from lrcli.data.files.chunk import row_of
from lrcli.data.files.frames import Table, frame_of
from lrcli.jobs import predict as job
from lrcli.jobs.prediction.predictor import Predicted
from lrcli.model.linear import Model
from lrcli.python.frames import index_of
from lrcli.python.keywords import FILE_OPTIONS, in_python, layout_of, takes

if TYPE_CHECKING:
    from pandas import DataFrame

    from lrcli.python.options import FileOptions


@takes(*FILE_OPTIONS)
def predict(
    model: Model,
    data: Table,
    *,
    interval: float | None = None,
    mean: bool = False,
    explain: bool = False,
    **options: Unpack[FileOptions],
) -> DataFrame:
    """The new columns of every row. Of a file there is a row for each record, as `lrcli predict` writes them."""
    import pandas

    frame = frame_of(data)
    source = data if frame is None else frame
    blocks, notes, indices = [], [], []
    how: dict[str, Any] = {"interval": interval, "mean": mean, "explain": explain}
    with job.predict(model, source, **how, layout=layout_of(options)) as predictions:
        before = 0
        for some in predictions:
            chunk, n = some.cells.chunk, len(some.columns[0])
            in_table = row_of(chunk.block.line) + chunk.records.lines
            indices.append(np.arange(before, before + n) if frame is None else in_table)
            blocks.append(np.array(some.columns))
            notes.append(note_texts(some))
            before += n
        names, remarks = predictions.columns, predictions.remarks()
    rows = np.concatenate([np.zeros(0, dtype=np.intp), *indices])
    count = before if frame is None else frame.rows
    values, noted = np.full((len(names), count), np.nan), np.full(count, "blank", dtype=object)
    values[:, rows] = np.concatenate([np.zeros((len(names), 0)), *blocks], axis=1)
    noted[rows] = np.concatenate([np.zeros(0, dtype=object), *notes])
    predicted = pandas.DataFrame(dict(zip(names, values, strict=True)), index=index_of(frame))
    if noted.any():
        predicted[predictions.note_column] = noted
    predicted.attrs["remarks"] = list(map(in_python, remarks))
    return predicted


def note_texts(some: Predicted) -> NDArray[np.object_]:
    """The notes on records (n,), and of those that are no rows, as blank ones, the kind."""
    noted = np.array(some.notes.texts().to_pylist(), dtype=object)
    for record in some.cells.chunk.irregular:
        if not record.is_row and not noted[record.index]:
            noted[record.index] = record.kind
    return noted
