"""What tests of every folder use."""

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from lrcli.cli.app import main
from lrcli.data.rows.tasks import Tasks
from lrcli.limits import LIMITS, Limits

assert "OPENBLAS_NUM_THREADS" in os.environ or "numpy" not in sys.modules, "NumPy, once imported, does not look again"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does: more threads cost three times the work
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each of some hundred processes compiles the source anew
# No test measures time. `pytest --hypothesis-profile long` tries forty times as many examples.
settings.register_profile("lrcli", deadline=None, max_examples=25)
settings.register_profile("long", deadline=None, max_examples=1000)
settings.load_profile("lrcli")

SAMPLES = Path(__file__).parents[1] / "sample_data"
SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture
def shared() -> Path:
    """The folder of real tables, which lies beside the project and is no part of it."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the real tables in {SHARED}")
    return SHARED


@pytest.fixture(scope="module")
def tasks() -> Iterator[Tasks]:
    """Two threads that run tasks as on another machine: all that they are given and return goes through bytes."""
    from tasks_apart import Pickled  # imports NumPy, which must know by then that one thread is to do the arithmetic

    with ThreadPoolExecutor(2) as executor:
        yield Pickled(executor, 2)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """write(content, name="table.csv") → the path of a new file that holds exactly this content."""

    def to_file(content: str | bytes, name: str = "table.csv") -> str:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(file)

    return to_file


@dataclass(frozen=True)
class Outcome:
    """What a command line did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be one strict JSON document."""
        return json.loads(self.out, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))


@pytest.fixture
def lrcli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """lrcli("train", path, …) → Outcome, run in a folder of its own on 80 columns; stdin="…" is piped in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*argv: str, stdin: str = "") -> Outcome:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsys.readouterr()
        status = main(argv)
        return Outcome(status, *capsys.readouterr())

    return run


@pytest.fixture
def within(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Limits]:
    """within(window_rows=250): whatever begins from now on keeps to these limits, in all else to the usual ones.

    Replaces the one default record, for what has no option for them: a command line.
    """

    def keep_to(**changed: Any) -> Limits:
        limits = replace(LIMITS, **changed)
        monkeypatch.setattr("lrcli.limits.LIMITS", limits)
        return limits

    return keep_to


@pytest.fixture
def cars() -> str:
    return str(SAMPLES / "cars.csv")


@pytest.fixture
def used_cars() -> str:
    return str(SAMPLES / "used_cars.csv")
