"""Predicted rows as JSON, one document a row."""

import math
from collections.abc import Iterator
from typing import Any

from lrcli.jobs.prediction.predictor import Predicted, Predictor
from lrcli.model.file import to_json_lines


def documents(predictor: Predictor, predicted: Predicted) -> Iterator[dict[str, Any]]:
    """Where each row is, its new columns, null where there is no prediction, and the notes on it."""
    chunk, names = predicted.cells.chunk, predictor.columns
    lines = (chunk.records.lines + chunk.block.line).tolist()
    columns = [column.tolist() for column in predicted.columns]
    for record in sorted({*chunk.rows.tolist(), *(index for index, _ in chunk.ragged)}):
        values = (None if math.isnan(column[record]) else column[record] for column in columns)
        yield {
            "file": chunk.name,
            "line": lines[record],
            **dict(zip(names, values, strict=True)),
            "notes": predicted.notes.of_record(record),
        }


def json_lines(predictor: Predictor, predicted: Predicted) -> bytes:
    """The documents of some records, one a line."""
    return to_json_lines(list(documents(predictor, predicted))).encode()
