"""A temporary file is removed by whoever comes next where its process has died, and by nobody while it lives."""

import os
import signal
import subprocess
import sys

import pytest

from lrcli import temporary
from lrcli.temporary import create, temporary_folder, temporary_name

HOLD = """
import sys
from pathlib import Path
from lrcli.temporary import create, temporary_folder, temporary_name
if sys.argv[1] == "file":
    path = temporary_name(Path("model.json"))
    handle = create(path)
else:
    folder = temporary_folder()
    path = folder.__enter__()
print(path, flush=True)
sys.stdin.read()
"""


def temporary_file(destination):
    path = temporary_name(destination)
    return create(path), path


@pytest.fixture
def holder(tmp_path, monkeypatch):
    """holder("file"): a process that holds a temporary file or folder, to be killed; and the path."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(tmp_path)
    processes = []

    def start(kind):
        argv = [sys.executable, "-c", HOLD, kind]
        processes.append(subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return processes[-1], tmp_path / processes[-1].stdout.readline().strip()

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_the_file_of_a_process_that_was_killed_is_removed_by_the_next(holder, tmp_path):
    process, path = holder("file")
    kill(process)
    assert path.exists()
    handle, ours = temporary_file(tmp_path / "model.json")
    assert os.listdir(tmp_path) == [ours.name]
    os.close(handle)


def test_the_file_of_a_process_that_lives_stays(holder, tmp_path):
    _, path = holder("file")
    handle, ours = temporary_file(tmp_path / "model.json")
    assert {path.name, ours.name} == set(os.listdir(tmp_path))
    os.close(handle)


def test_the_file_for_another_destination_is_nobody_elses_business(holder, tmp_path):
    process, path = holder("file")
    kill(process)
    os.close(temporary_file(tmp_path / "other.json")[0])
    assert path.exists()


@pytest.mark.parametrize("lives", [True, False])
def test_a_folder_goes_with_its_process(holder, tmp_path, lives):
    process, path = holder("folder")
    if not lives:
        kill(process)
    with temporary_folder() as ours:
        assert path.exists() == lives
    assert not ours.exists()


@pytest.mark.parametrize(
    "name", [".model.json.abcdefgh", "model.json.abcdefgh.lrcli", ".model.json.abc.lrcli", "lrcli-x"]
)
def test_files_of_other_names_stay(tmp_path, monkeypatch, name):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / name).write_text("mine")
    os.close(temporary_file(tmp_path / "model.json")[0])
    with temporary_folder():
        pass
    assert (tmp_path / name).read_text() == "mine"


def test_a_file_that_was_removed_before_it_was_locked_is_made_again(tmp_path, monkeypatch):
    """Between its making and its lock another run can take it for that of a dead process."""
    lock, files = temporary.fcntl.flock, []

    def late(handle, how):
        if not files:
            files.extend(os.listdir(tmp_path))
            (tmp_path / files[0]).unlink()
        lock(handle, how)

    monkeypatch.setattr("lrcli.temporary.fcntl.flock", late)
    handle, path = temporary_file(tmp_path / "model.json")
    assert files == os.listdir(tmp_path) == [path.name]
    assert os.fstat(handle).st_ino == path.stat().st_ino  # that of the second file, not of the one that is gone
    os.close(handle)


def test_a_link_among_the_temporary_files_leads_to_nothing_that_is_removed(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "lock").write_text("mine")
    (tmp_path / "tmp" / "lrcli-abcdefgh").symlink_to(tmp_path / "mine")
    with temporary_folder():
        pass
    assert (tmp_path / "mine" / "lock").read_text() == "mine"
