"""Predictions of one model by other means than `lrcli predict`: its exports, the server, the calculator of its page."""

import asyncio
import json
import re
import runpy
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from campaigns.trial import run

Cells = dict[str, float | str | None]

IN_NODE = """
const { predict } = require("./m.js");
console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0)).map(predict)));
"""
IN_CALCULATOR = """
const { model, functions, cases } = JSON.parse(require("fs").readFileSync(0));
const predict = `return (row) => {
  const values = model.inputs.map((input) => row[input.name]);
  const [one] = model.targets;
  return exactSum([one.bias, ...one.features.map((feature) => partOf(feature, values))]);
}`;
const document = { getElementById: () => ({ textContent: model }) };
console.log(JSON.stringify(cases.map(new Function("document", functions + predict)(document))));
"""
MODEL_OF_PAGE = re.compile(r'<script[^>]* id="model"[^>]*>(.*?)</script>', re.S)
FUNCTIONS_OF_PAGE = re.compile(r'"use strict";.*?(?=/\* The page\. \*/)', re.S)  # what computes, before what draws


def by_python(folder: Path, cases: Sequence[Cells]) -> list[float | None]:
    """By the exported program, which imports nothing of lrcli."""
    _export(folder, "python", "m.py")
    program = runpy.run_path(str(folder / "m.py"))
    return [program["predict"](case) for case in cases]


def by_javascript(folder: Path, cases: Sequence[Cells]) -> list[float | None] | None:
    _export(folder, "javascript", "m.js")
    return _node(IN_NODE, folder, list(cases))


def by_calculator(folder: Path, cases: Sequence[Cells]) -> list[float | None] | None:
    """By the script of the page r.html, as it lies there."""
    page = (folder / "r.html").read_text()
    model, functions = MODEL_OF_PAGE.search(page), FUNCTIONS_OF_PAGE.search(page)
    assert model
    assert functions
    return _node(IN_CALCULATOR, folder, {"model": model[1], "functions": functions[0], "cases": list(cases)})


def by_server(folder: Path, cases: Sequence[Cells]) -> list[float | None]:
    """By the application that `lrcli serve` serves, without a socket."""
    from lrcli.model.linear import load
    from lrcli.server.app import app

    answer = asyncio.run(_post(app(load(folder / "m.json")), "/predict", json.dumps(list(cases)).encode()))
    return [case["y_predicted"] for case in json.loads(answer)["predictions"]]


async def _post(application: Any, path: str, body: bytes) -> bytes:
    """The body of an answer to JSON, asked as a server asks an application."""
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": headers,
    }
    answer = bytearray()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        answer.extend(message.get("body", b""))

    await application(scope, receive, send)
    return bytes(answer)


def _export(folder: Path, language: str, name: str) -> None:
    done = run("export", "m.json", "--to", language, "-o", name, folder=folder)
    if done.status:
        raise RuntimeError(f"no export to {language}: {done.message}")


def _node(script: str, folder: Path, given: Any) -> list[float | None] | None:
    """What a script says of JSON on its input; None where there is no node."""
    if shutil.which("node") is None:
        return None
    done = subprocess.run(
        ["node", "-e", script], input=json.dumps(given), cwd=folder, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)
