"""A model as a graph of ONNX, run by onnxruntime."""

import math

import numpy as np
import onnxruntime
from exports import CENT, INTERVAL

from lrcli.export.languages import export
from lrcli.notation.entry import read_level


def inputs(one, rows):
    """A tensor for each column."""
    tensors = {}
    for column in one.model.inputs:
        values = [row[column.name] for row in rows]
        if column.levels is None:
            tensors[column.name] = np.array([math.nan if x is None else x for x in values], dtype=np.float64)
        else:
            tensors[column.name] = np.array([x or "" for x in values], dtype=object)
    return tensors


def spelled_otherwise(one, row):
    """Whether a text is a level but for its case and blanks, which a graph of ONNX does not see."""
    texts = [(column, row[column.name]) for column in one.model.inputs if column.levels is not None]
    return any(text and read_level(text, column.levels) not in (None, text) for column, text in texts)


def test_onnx_agrees_with_predict_on_rows_of_numbers_and_levels_as_spelled_in_training(examples):
    for one in examples:
        session = onnxruntime.InferenceSession(export(one.model, "onnx", interval=INTERVAL).content)
        columns = session.run(None, inputs(one, one.numbers))
        assert [output.name for output in session.get_outputs()] == ["price_predicted", "price_low", "price_high"]
        said = [tuple(None if math.isnan(x) else x for x in row) for row in zip(*columns, strict=True)]
        others = [spelled_otherwise(one, row) for row in one.numbers]
        assert sum(others) <= 5
        said = [truth if other else row for truth, row, other in zip(one.truth, said, others, strict=True)]
        assert max(one.differences(said)) < CENT, one.name
