"""Write json.schema.json from the types of what --json prints: `python docs/json_schema.py`."""

import json
from pathlib import Path
from typing import Any

import msgspec

from lrcli.jobs.comparison import Comparison
from lrcli.jobs.evaluator import Evaluation
from lrcli.jobs.stats import TableStatistics
from lrcli.report.json.documents import (
    CrossvalDocument,
    CrossvalDocumentOfTargets,
    EvaluateDocumentOfTargets,
    PathDocument,
    TrainDocument,
)

DOCUMENTS: dict[str, Any] = {
    "train": TrainDocument,
    "crossval": CrossvalDocument,
    "crossval_of_targets": CrossvalDocumentOfTargets,
    "crossval_path": PathDocument,
    "evaluate": Evaluation,
    "evaluate_of_targets": EvaluateDocumentOfTargets,
    "stats": TableStatistics,
    "stats_of_model": Comparison,
}
NUMBER = {"type": ["number", "null"]}
NEW_COLUMNS = {  # named after the target, the features and their levels
    "_predicted$": NUMBER,
    "_mean$": NUMBER,
    "_low$": NUMBER,
    "_high$": NUMBER,
    "_average$": NUMBER,
    "_(part|factor):": NUMBER,
}
CASE = {
    "title": "lrcli predict --json, of one case",
    "type": "object",
    "properties": {
        "values": {"type": "object", "additionalProperties": {"type": ["number", "string", "null"]}},
        "remarks": {"type": "array", "items": {"type": "string"}},
    },
    "patternProperties": NEW_COLUMNS,
    "required": ["values", "remarks"],
    "additionalProperties": False,
}
ROW = {
    "title": "a line of lrcli predict DATA --json",
    "type": "object",
    "properties": {
        "file": {"type": "string"},
        "line": {"type": "integer"},
        "notes": {"type": "array", "items": {"type": "string"}},
    },
    "patternProperties": NEW_COLUMNS,
    "required": ["file", "line", "notes"],
    "additionalProperties": False,
}


def json_schema() -> str:
    """One schema; what a command prints is valid under the definition of its name."""
    roots, definitions = msgspec.json.schema_components(DOCUMENTS.values(), ref_template="#/$defs/{name}")
    for definition in definitions.values():
        if "properties" in definition:
            definition["additionalProperties"] = False  # so that a test finds a key that nobody described
    commands = dict(zip(DOCUMENTS, roots, strict=True)) | {"predict": CASE, "predict_row": ROW}
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": {**commands, **definitions}}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("json.schema.json").write_text(json_schema(), encoding="utf-8")
