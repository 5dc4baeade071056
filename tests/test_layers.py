"""The layers of the house: who may import whom."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "lrcli"
ALLOWED = {
    "learning": {"lrcli.learning", "lrcli.arrays", "numpy"},
    "data": {"lrcli.data", "lrcli.arrays", "lrcli.errors", "lrcli.model.EXACT", "lrcli.model.numeral"}
    | {"numpy", "pyarrow", "msgspec"},
    "jobs": {
        "lrcli.jobs",
        "lrcli.data",
        "lrcli.learning",
        "lrcli.model",
        "lrcli.features",
        "lrcli.residuals",
        "lrcli.arrays",
        "lrcli.errors",
        "msgspec",
        "numpy",
    },
    "report": {"lrcli.report", "lrcli.jobs", "lrcli.data", "lrcli.model", "lrcli.features", "rich", "plotext"}
    | {"lrcli.errors", "lrcli.output", "matplotlib"},
}
STANDARD = {
    "abc", "base64", "bisect", "bz2", "codecs", "collections", "concurrent", "contextlib", "copy", "csv", "dataclasses",
    "datetime", "functools", "glob", "hashlib", "html", "importlib", "io", "itertools", "json", "lzma", "math",
    "operator", "os", "pathlib", "re", "shlex", "statistics", "sys", "tempfile", "typing", "unicodedata", "warnings",
}  # fmt: skip


def imports(path):
    """The full names of all that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("layer", ALLOWED)
def test_a_layer_imports_only_what_lies_below_it(layer):
    files = list((SOURCE / layer).glob("*.py"))
    assert len(files) > 3
    for file in files:
        for name in imports(file):
            top = name.split(".")[0]
            permitted = top in STANDARD or any(name == a or name.startswith(a + ".") for a in ALLOWED[layer])
            assert permitted, f"{layer}/{file.name} imports {name}"


def test_nothing_imports_the_command_line():
    for file in SOURCE.rglob("*.py"):
        if file.parent.name != "cli" and file.name != "__main__.py":
            assert not [name for name in imports(file) if name.startswith("lrcli.cli")], file


def test_no_file_is_longer_than_a_room():
    assert [file.name for file in SOURCE.rglob("*.py") if len(file.read_text().splitlines()) > 350] == []
