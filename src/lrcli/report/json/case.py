"""One prediction as JSON."""

from collections.abc import Sequence
from typing import Any

from lrcli.jobs.case import Case, case_remarks
from lrcli.model.linear import Model


def case_document(cases: Sequence[tuple[Model, Case]]) -> dict[str, Any]:
    """The prediction of each target, its range and its parts under the names of the columns that a table gets."""
    predicted = {name: value for model, case in cases for name, value in _of_target(model, case).items()}
    _, first = cases[0]
    return {**predicted, "values": first.values, "remarks": case_remarks(cases)}


def _of_target(model: Model, case: Case) -> dict[str, Any]:
    return {
        f"{model.target.name}_predicted": case.predicted,
        **({} if case.mean is None else {model.mean_name: case.mean}),
        **dict(zip(model.end_names, case.ends, strict=False)),  # no range: no ends
        **dict(zip(model.contribution_names, case.parts, strict=False)),  # not explained: no parts
    }
