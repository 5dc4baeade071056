"""One prediction as JSON."""

from collections.abc import Sequence
from typing import Any

from lrcli.jobs.case import Case
from lrcli.model.linear import Model


def case_document_of_targets(cases: Sequence[tuple[Model, Case]]) -> dict[str, Any]:
    """The predictions of each target for one case in one document, with all remarks."""
    whole: dict[str, Any] = {}
    for model, case in cases:
        whole |= case_document(model, case)
    remarks = dict.fromkeys(remark for _, case in cases for remark in case.remarks)
    return {
        **{name: whole[name] for name in whole if name not in ("values", "remarks")},
        "values": whole["values"],
        "remarks": [*remarks],
    }


def case_document(model: Model, case: Case) -> dict[str, Any]:
    """The prediction, its range and its parts under the names of the columns that a table of predictions gets."""
    return {
        f"{model.target.name}_predicted": case.predicted,
        **({} if case.mean is None else {model.mean_name: case.mean}),
        **dict(zip(model.end_names, case.ends, strict=False)),  # no range: no ends
        **dict(zip(model.contribution_names, case.parts, strict=False)),  # not explained: no parts
        "values": case.values,
        "remarks": case.remarks,
    }
