"""The description of the server, as OpenAPI: what a case is and what is answered."""

from typing import Any

from lrcli.data.files.layout import Layout
from lrcli.model.features import Input
from lrcli.model.linear import Model
from lrcli.notation.numbers import PLAIN
from lrcli.options import declarations
from lrcli.server.answers import CSV_OPTIONS

VERSION = "1"  # of the addresses and answers
MOST_LISTED_LEVELS = 50  # levels that are listed


def description(model: Model, most_bytes: int) -> dict[str, Any]:
    """For this model: its columns are the properties of a case."""
    names = [column.name for column in model.inputs]
    case = {
        "type": "object",
        "properties": {column.name: _value(column) for column in model.inputs},
        "required": names,
        "additionalProperties": False,
    }
    predictions, targets = [f"{name}_predicted" for name in model.target_names], " and ".join(model.target_names)
    answer = {
        "type": "object",
        "properties": {name: {"type": ["number", "null"]} for name in predictions},
        "required": predictions,
    }
    many = {
        "type": "object",
        "properties": {
            "predictions": {"type": "array", "items": answer},
            "remarks": {"type": "array", "items": {"type": "string"}},
        },
    }
    problem = {"type": "object", "properties": {"error": {"type": "string"}}}
    predict = {
        "summary": f"Predict {targets} for one case, a list of cases, or the rows of a CSV",
        "description": f"A body has at most {most_bytes:,} bytes. A CSV is answered as the same CSV with more columns, "
        "or as JSON where the request accepts application/json.",
        "parameters": [
            _parameter("interval", "number", "Also a range that holds in so many of 100 new cases"),
            _parameter("mean", "boolean", "Also the mean, where the target's logarithm was learned"),
            _parameter("explain", "boolean", "Also the average, and what each feature adds to it or multiplies it by"),
            *(
                _parameter(name, "string", f"Of a CSV: {declarations(Layout)[name].option.help}")
                for name in CSV_OPTIONS
            ),
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": _content({"oneOf": [case, {"type": "array", "items": case}]}),
                "text/csv": _content({"type": "string"}),
            },
        },
        "responses": {
            "200": {
                "description": "The predictions",
                "content": {
                    "application/json": _content({"oneOf": [answer, many]}),
                    "text/csv": _content({"type": "string"}),
                },
            },
            **{
                status: {"description": meaning, "content": {"application/json": _content(problem)}}
                for status, meaning in {
                    "400": "The body is not JSON",
                    "413": "The body is too large",
                    "415": "The body is neither JSON nor CSV",
                    "422": "A value is absent, or cannot be read, or may be read in two ways",
                }.items()
            },
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{targets}: a linear model", "version": VERSION},
        "paths": {
            "/": {"get": _get("A page to try the model", "text/html", {"type": "string"})},
            "/predict": {"post": predict},
            "/health": {"get": _get("Whether the server answers", "application/json", {"type": "object"})},
        },
    }


def _value(column: Input) -> dict[str, Any]:
    """A column's value, null where it is missing."""
    if column.levels is None:
        form = column.form or PLAIN
        types = ["number"] * (form.of_values("number") is not None) + ["boolean"] * (
            form.of_values("boolean") is not None
        )
        return {"type": [*types, "string", "null"], "description": f"seen in training: {column.span}"}
    return {"type": ["string", "null"], "examples": [*column.levels[:MOST_LISTED_LEVELS]]}


def _parameter(name: str, kind: str, about: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": about, "schema": {"type": kind}}


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"schema": schema}


def _get(about: str, kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"summary": about, "responses": {"200": {"description": about, "content": {kind: _content(schema)}}}}
