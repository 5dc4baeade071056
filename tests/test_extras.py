"""Packages that only some inputs need: where one is missing, the message names the command that installs it."""

import json
import subprocess
import sys

import pytest

# Run in a process of its own, since this one has imported the packages already. A finder that says it found nothing is
# what a package looks like that is not installed.
PROGRAM = """
import contextlib, io, json, sys
from importlib.machinery import PathFinder

missing = set(json.loads(sys.argv[1]))

class Without:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return None if name.partition(".")[0] in missing else PathFinder.find_spec(name, path, target)

sys.meta_path[:] = [Without if finder is PathFinder else finder for finder in sys.meta_path]
from lrcli.cli.app import main

outcomes = []
for argv in json.loads(sys.argv[2]):
    with contextlib.redirect_stderr(io.StringIO()) as said:
        outcomes.append([main(argv), said.getvalue()])
try:
    import lrcli.sklearn
except ImportError as error:
    outcomes.append([1, str(error)])
print(json.dumps(outcomes))
"""
MISSING = [
    "duckdb", "sqlalchemy", "pyreadstat", "python_calamine", "s3fs", "gcsfs", "aiohttp", "adlfs", "matplotlib",
    "sklearn", "distributed",
]  # fmt: skip


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What each command says in an installation without any of these packages; the last is an import."""
    folder = tmp_path_factory.mktemp("extras")
    files = {
        "cars.duckdb": b"\0" * 8 + b"DUCK" + b"\0" * 100,
        "cars.sav": b"$FL2@(#) SPSS" + b"\0" * 100,
        "cars.dta": b"<stata_dta><header>",
        "cars.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
        "cars.csv": b"km,price\n1,2\n3,4\n",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    inputs = [*list(files)[:-1], "mysql+mysqldb://db/cars", "s3://b/a.csv", "gs://b/*.csv", "https://localhost:1/a.csv"]
    commands = [["stats", data] for data in [*inputs, "abfs://b/a.csv"]]
    commands.append(["stats", "cars.csv", "--figure", "cars.png"])
    commands.append(["train", "cars.csv", "--cluster", "2"])
    arguments = [sys.executable, "-c", PROGRAM, json.dumps(MISSING), json.dumps(commands)]
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=True)
    outcomes = json.loads(done.stdout)
    return dict(zip([*(command[-1] for command in commands), "lrcli.sklearn"], outcomes, strict=True))


@pytest.mark.parametrize(
    ("data", "command"),
    [
        ("cars.duckdb", "pip install 'lrcli[sql]'"),
        ("mysql+mysqldb://db/cars", "pip install 'lrcli[sql]'"),
        ("cars.sav", "pip install 'lrcli[statistics]'"),
        ("cars.dta", "pip install 'lrcli[statistics]'"),
        ("cars.xls", "pip install python-calamine"),
        ("s3://b/a.csv", "pip install 'lrcli[cloud]'"),
        ("gs://b/*.csv", "pip install 'lrcli[cloud]'"),
        ("https://localhost:1/a.csv", "pip install 'lrcli[cloud]'"),
        ("abfs://b/a.csv", "pip install adlfs"),
        ("cars.png", "pip install 'lrcli[plot]'"),
        ("2", "pip install 'lrcli[cluster]'"),
        ("lrcli.sklearn", "pip install 'lrcli[sklearn]'"),
    ],
)
def test_a_missing_package_is_named_with_the_command_that_installs_it(said, data, command):
    status, message = said[data]
    assert status == 1
    assert message.strip().endswith(command)
    assert "Traceback" not in message


def test_a_driver_of_another_name_is_named_by_its_package(lrcli, monkeypatch):
    pytest.importorskip("sqlalchemy")
    monkeypatch.setitem(sys.modules, "MySQLdb", None)
    done = lrcli("stats", "mysql+mysqldb://db/cars", "--table", "cars")
    assert (done.status, done.err.strip().rpartition("; ")[2]) == (1, "pip install mysqlclient")
