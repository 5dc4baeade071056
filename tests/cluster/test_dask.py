"""A real Dask cluster, a scheduler and two workers of this machine: the same bytes, and one line where it cannot be."""

import os
import re
import signal
import socket
import sys
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="needs pip install 'lrcli[cluster]'")

from ragged_tables import ragged_table
from tasks_apart import SMALL

import lrcli as library
from lrcli.cluster import dask
from lrcli.data.files.portions import ElsewhereError
from lrcli.data.rows.read_portion import read_portion
from lrcli.data.tables.scratch import Scratch
from lrcli.errors import LrcliError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train

RECIPE = Recipe(epochs=2)
USUAL_PORT = 8787  # of the page of a Dask cluster


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("cluster") / "table.csv"
    path.write_text(ragged_table(8_000))
    return str(path)


@pytest.fixture
def few(write):
    """A table that is read as one portion."""
    return write(ragged_table(600))


def trained(data, tasks=None, **options):
    return train(data, Selection(limits=SMALL, tasks=tasks, **options), RECIPE)


def test_two_workers_give_the_model_of_this_process_to_the_byte(table, tasks):
    assert trained(table, tasks).model.to_json() == trained(table).model.to_json()


def test_rows_of_a_worker_that_is_killed_are_read_by_another(table, tasks, monkeypatch):
    """Killed once it has read a portion and kept its rows, which the second round of tasks would have used."""
    pids = tasks.client.run(os.getpid)
    killed = []
    result = dask.DaskTasks.result

    def kill_once(self, future):
        done = result(self, future)
        if done.worker in pids and self.tasks[future][0] == read_portion.__name__ and not killed:
            killed.append(done.worker)
            os.kill(pids[done.worker], signal.SIGKILL)
        return done

    monkeypatch.setattr(dask.DaskTasks, "result", kill_once)
    model = trained(table, tasks).model
    assert killed
    assert model.to_json() == trained(table).model.to_json()


def test_the_command_reads_with_a_cluster_and_says_who_did_what(lrcli, few, scheduler, tasks):
    tasks.client.wait_for_workers(2, timeout=60)
    assert lrcli("train", few, "--epochs", "2", "-q", "-o", "one.json").status == 0
    done = lrcli("train", few, "--epochs", "2", "-o", "two.json", "--cluster", scheduler.scheduler_address)
    assert done.status == 0, done.err
    with open("one.json", "rb") as one, open("two.json", "rb") as two:
        assert one.read() == two.read()
    assert f"2 workers at {scheduler.scheduler_address}" in done.err
    assert re.search(r"the workers read the rows in [\d.]+ s.*; the rest took [\d.]+ s here", done.err)


def test_folds_and_a_path_are_measured_on_the_same_rows_as_on_one_machine(lrcli, few, scheduler, tasks):
    for options in (["--epochs", "2", "-k", "3"], ["--path", "-k", "3"]):
        one = lrcli("crossval", few, "--json", *options)
        two = lrcli("crossval", few, "--json", *options, "--cluster", scheduler.scheduler_address)
        assert two.status == 0, two.err
        assert _without_words(two.json) == _without_words(one.json)


def test_workers_predict_into_one_file_or_write_a_folder(lrcli, write, scheduler, tasks):
    assert lrcli("train", write(ragged_table(500)), "-q").status == 0
    table, cluster = write(ragged_table(3_000, 1)), ["-q", "--cluster", scheduler.scheduler_address]
    outputs = ["-o", "one.csv"], ["-o", "two.csv", *cluster], ["-o", "parts/", *cluster]
    for output in outputs:
        assert lrcli("predict", table, *output).status == 0
    contents = [Path(path).read_bytes() for path in ("one.csv", "two.csv", "parts/table.csv")]
    assert contents[0] == contents[1] == contents[2]


def test_tables_are_described_and_models_measured_as_on_one_machine(lrcli, table, scheduler, tasks):
    assert lrcli("train", table, "-q", "--epochs", "2").status == 0
    for command in ("stats", "evaluate"):
        one, two = (lrcli(command, table, "--json", *more) for more in ([], ["--cluster", scheduler.scheduler_address]))
        assert (two.status, two.out) == (0, one.out), two.err
    for refused in (["stats", "--model-file", "model.json"], ["evaluate", "--report", "report.html"]):
        done = lrcli(*refused, table, "--cluster", scheduler.scheduler_address)
        assert (done.status, "leave out one" in done.err) == (2, True), done.err


def _without_words(document):
    """All but the command that is proposed, which names the cluster too."""
    return {name: value for name, value in document.items() if name != "command"}


def test_python_reads_with_processes_of_this_machine_that_import_no_pandas(few, tmp_path, tasks, monkeypatch):
    """Started by Dask, as this process has threads. They leave no temporary files, and need not have the usual port."""
    from dask import config

    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    imported = []
    result = dask.DaskTasks.result

    def look(self, future):
        done = result(self, future)
        imported.extend(self.client.run(_has_pandas).values())
        return done

    monkeypatch.setattr(dask.DaskTasks, "result", look)
    with socket.socket() as another:
        with suppress(OSError):  # which says that somebody has the port, and that is what is needed
            another.bind(("127.0.0.1", USUAL_PORT))
            another.listen()
        with config.set({"distributed.worker.multiprocessing-method": "spawn"}):  # as usual, unlike the other cluster
            one, two = library.train(few, epochs=2), library.train(few, epochs=2, cluster=1)
    assert two.model.to_json() == one.model.to_json()
    assert imported
    assert not any(imported)
    assert list((tmp_path / "temporary").iterdir()) == []


def _has_pandas():
    return "pandas" in sys.modules


def test_a_file_that_only_this_machine_has_names_the_worker_and_the_remedy(tasks, tmp_path, monkeypatch):
    """The workers look in a folder of their own, where the file is not."""
    path = tmp_path / "here.csv"
    path.write_text(ragged_table(500))
    tasks.client.run(os.chdir, "/")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        ElsewhereError, match=r"here\.csv.* on the worker tcp://127.0.0.1:\d+; each worker has to find the file"
    ):
        trained("here.csv", tasks)


def test_workers_keep_rows_in_a_shared_folder_and_leave_nothing(table, tasks, tmp_path):
    wide = Selection(limits=replace(SMALL, moments=False))
    shared = train(table, replace(wide, tasks=tasks, scratch=str(tmp_path)), RECIPE)
    assert shared.model.to_json() == train(table, wide, RECIPE).model.to_json()
    assert any("temporary files of the workers" in remark for remark in shared.remarks)
    assert not any(tmp_path.iterdir())


def test_a_worker_that_does_not_see_that_folder_is_named_with_the_remedy(table, tasks, tmp_path, monkeypatch):
    monkeypatch.setattr(Scratch, "shared", str(tmp_path / "here"))
    selection = Selection(limits=replace(SMALL, moments=False), tasks=tasks, scratch=str(tmp_path))
    message = r"rows to .*/here: No such file .*, on the worker tcp://127.0.0.1:\d+; --scratch needs a folder"
    with pytest.raises(ElsewhereError, match=message):
        train(table, selection, RECIPE)


def test_another_version_on_a_worker_is_said_before_anything_is_read(lrcli, table, scheduler, tasks, monkeypatch):
    monkeypatch.setattr("lrcli.__version__", "0.0.1")
    refused = lrcli("train", table, "--cluster", scheduler.scheduler_address)
    assert refused.status == 1
    assert f"has lrcli {tasks.client.run(_version).popitem()[1]}, but this machine has 0.0.1" in refused.err


def _version():
    import lrcli

    return lrcli.__version__


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["-", "--cluster", "ADDRESS"], 2, "they cannot read standard input"),
        (["TABLE", "--cluster", "scheduler:8786"], 2, "neither an address like tcp://"),
        (["TABLE", "--cluster", "0"], 2, "0 is not 1 to 1,000 processes"),
        (["TABLE", "--cluster", "ADDRESS", "--update", "model.json"], 2, "leave one out"),
    ],
)
def test_what_no_cluster_can_do_is_refused_in_words(lrcli, few, scheduler, tasks, arguments, status, said):
    if "model.json" in arguments:
        assert lrcli("train", few, "-q", "--solver", "exact", "--keep-moments").status == 0
    words = {"TABLE": few, "ADDRESS": scheduler.scheduler_address}
    refused = lrcli("train", *(words.get(each, each) for each in arguments), stdin=ragged_table(300))
    assert (refused.status, said in refused.err) == (status, True), refused.err


def test_a_scheduler_that_goes_away_is_said_with_the_remedy(tasks):
    """What Dask raises then, of a future that was given."""
    from concurrent.futures import Future

    lost = Future()
    lost.set_exception(CancelledError("lost connection to scheduler"))
    with pytest.raises(LrcliError, match=r"the scheduler at .* is gone .*nothing was written"):
        tasks.result(lost)


def test_an_address_where_nobody_answers_says_what_begins_a_scheduler(lrcli, table, monkeypatch):
    monkeypatch.setattr(dask, "ANSWER_TIME", 1)
    refused = lrcli("train", table, "--cluster", "tcp://127.0.0.1:9")
    assert refused.status == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in refused.err
    assert "dask scheduler" in refused.err


def test_each_phase_is_of_a_task_that_there_is():
    """They are named by their functions, and a function may get another name."""
    source = "".join(path.read_text() for path in Path(library.__file__).parent.rglob("*.py"))
    assert [name for name in dask.PHASES if f"def {name}(" not in source] == []
