"""Which files an argument names, here and on servers that answer as S3 and a web server do."""

import http.server
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from buckets import bucket_of
from containers import text_of

from lrcli.data.files.addresses import matches
from lrcli.data.rows.tasks import ExecutorTasks
from lrcli.errors import DataError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train

pytest.importorskip("fsspec")
PARTS = {"b.csv": "km,price\n3,4\n", "a.csv": "km,price\n1,2\n"}


@pytest.fixture
def folder(tmp_path):
    """A folder of two tables and what programs leave beside them."""
    for name, text in {**PARTS, "_SUCCESS": "", ".hidden": "x"}.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "older").mkdir()
    (tmp_path / "older" / "c.csv").write_text("km,price\n5,6\n")
    return tmp_path


def names(paths):
    return [path.rpartition("/")[2] for path in paths]


def test_a_folder_stands_for_its_files_in_order(folder):
    assert matches(str(folder)) == [str(folder / "a.csv"), str(folder / "b.csv")]


def test_a_pattern_reaches_into_folders(folder):
    assert names(matches(f"{folder}/**/*.csv")) == ["a.csv", "b.csv", "c.csv"]
    assert names(matches(f"{folder}/*")) == ["_SUCCESS", "a.csv", "b.csv"]


def test_a_folder_of_folders_says_what_to_give(tmp_path):
    (tmp_path / "year=2020").mkdir()
    with pytest.raises(DataError) as caught:
        matches(str(tmp_path))
    assert f"'{tmp_path}/**/*.csv'" in str(caught.value)


def test_a_file_whose_name_is_a_pattern_is_itself(tmp_path):
    (tmp_path / "a[1].csv").write_text("")
    assert matches(str(tmp_path / "a[1].csv")) == [str(tmp_path / "a[1].csv")]


@pytest.fixture(scope="module")
def bucket():
    files = {**PARTS, "_SUCCESS": "", "older/c.csv": "km,price\n5,6\n"}
    with bucket_of({f"2020/{name}": text for name, text in files.items()}) as address:
        yield address


@pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")
def test_a_bucket_is_a_folder(bucket):
    assert matches(f"{bucket}/2020") == [f"{bucket}/2020/a.csv", f"{bucket}/2020/b.csv"]
    assert names(matches(f"{bucket}/**/*.csv")) == ["a.csv", "b.csv", "c.csv"]
    assert matches(f"{bucket}/2020/a.csv") == [f"{bucket}/2020/a.csv"]
    assert text_of(f"{bucket}/2020/a.csv") == PARTS["a.csv"]


def test_a_table_in_a_bucket_trains(bucket, lrcli):
    done = lrcli("train", f"{bucket}/2020/?.csv")
    assert done.status == 0, done.err
    assert "2 train" in done.out


def test_tasks_open_the_addresses_themselves(bucket):
    """As workers of a cluster do, which get the address and no bytes."""
    with ThreadPoolExecutor(2) as executor:
        one, two = (
            train(f"{bucket}/2020/?.csv", Selection(tasks=tasks), Recipe(solver="exact"))
            for tasks in (None, ExecutorTasks(executor, 2))
        )
    assert two.model.to_json() == one.model.to_json()


@pytest.mark.parametrize("what", ["nothing/a.csv", "nothing/*.csv", "nothing/"])
def test_what_is_not_in_the_bucket_is_an_error(bucket, what):
    with pytest.raises(DataError, match=r"cannot open s3://cars/nothing/|no file matches 's3://cars/nothing/"):
        text_of(*matches(f"{bucket}/{what}"))


@pytest.fixture
def site(folder):
    """The address of a web server of that folder."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_web_server_has_files_and_patterns_and_queries(site):
    pytest.importorskip("aiohttp")
    assert text_of(f"{site}/a.csv") == PARTS["a.csv"]
    assert matches(f"{site}/a.csv?version=[1]") == [f"{site}/a.csv?version=[1]"]
    assert matches(f"{site}/*.csv") == [f"{site}/a.csv", f"{site}/b.csv"]
    with pytest.raises(DataError, match=r"cannot open http://.*/nothing\.csv: "):
        text_of(f"{site}/nothing.csv")


def test_a_package_that_is_missing_is_named_with_what_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(DataError, match=r"it needs the package fsspec; pip install 'lrcli\[cloud\]'"):
        matches("s3://cars/*.csv")


def test_a_database_is_no_folder():
    assert matches("postgresql://db/cars?a=*") == ["postgresql://db/cars?a=*"]


def test_a_path_that_is_not_there_is_left_to_whoever_opens_it(tmp_path):
    assert matches(str(tmp_path / "nothing.csv")) == [str(Path(tmp_path / "nothing.csv"))]
