"""A file is replaced whole or not at all."""

import os
import stat

import pytest

from lrcli.errors import LrcliError
from lrcli.output import replacing, together


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "model.json"
    path.write_text("old")
    return path


def break_off(path, problem):
    with replacing(path) as file:
        file.write(b"half")
        file.flush()
        raise problem


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_new_content_takes_the_place_of_the_old_when_the_block_ends(old):
    with replacing(old) as file:
        file.write(b"new")
        file.flush()
        assert old.read_text() == "old"
        assert len(os.listdir(old.parent)) == 2  # beside it, since a file can be renamed only within one file system
    assert old.read_text() == "new"
    assert os.listdir(old.parent) == ["model.json"]


@pytest.mark.parametrize("problem", [ValueError, KeyboardInterrupt, LrcliError])
def test_an_exception_in_the_block_passes_and_leaves_the_old_content_and_nothing_else(old, problem):
    with pytest.raises(problem):
        break_off(old, problem)
    assert old.read_text() == "old"
    assert os.listdir(old.parent) == ["model.json"]


def test_an_exception_in_the_block_leaves_no_file_where_there_was_none(tmp_path):
    with pytest.raises(ValueError, match="half"):
        break_off(tmp_path / "model.json", ValueError("half"))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("kept", [0o600, 0o644, 0o666, 0o440])
def test_the_mode_of_the_old_file_is_kept(old, kept):
    old.chmod(kept)
    with replacing(old) as file:
        file.write(b"new")
    assert mode(old) == kept


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_new_file_has_the_mode_that_open_gives(tmp_path, umask):
    before = os.umask(umask)
    try:
        with replacing(tmp_path / "ours") as file:
            file.write(b"new")
        (tmp_path / "opened").write_text("new")
        assert os.umask(umask) == umask
    finally:
        os.umask(before)
    assert mode(tmp_path / "ours") == mode(tmp_path / "opened")


def test_a_symlink_stays_and_the_file_it_leads_to_is_replaced(tmp_path):
    target = tmp_path / "models" / "today.json"
    target.parent.mkdir()
    target.write_text("old")
    link = tmp_path / "model.json"
    link.symlink_to(target)
    with replacing(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert os.listdir(target.parent) == ["today.json"]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with replacing(pipe) as file:
            file.write(b"new")
        assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    path = tmp_path / "none" / "model.json"
    with pytest.raises(LrcliError) as caught, replacing(path):
        pass
    assert str(caught.value) == f"cannot write {path}: No such file or directory"


def test_a_directory_is_not_replaced(tmp_path):
    path = tmp_path / "model.json"
    path.mkdir()
    with pytest.raises(LrcliError, match="Is a directory"), replacing(path) as file:
        file.write(b"new")
    assert os.listdir(tmp_path) == ["model.json"]
    assert path.is_dir()


def test_a_pipe_that_nobody_reads_is_an_error_that_names_it(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(LrcliError, match=f"cannot write {pipe}: Broken pipe"), replacing(pipe) as file:
        _ = os.close(reader), file.write(b"new")


def test_what_goes_wrong_with_another_file_in_the_block_is_not_blamed_on_this_one(old):
    """`predict new.csv --output priced.csv` reads while it writes."""
    with pytest.raises((OSError, LrcliError)) as caught, replacing(old):
        (old.parent / "none.csv").read_bytes()
    assert "cannot write" not in str(caught.value)


def write(path, content):
    with replacing(path) as file:
        file.write(content)


def write_both(model, problem):
    with together():
        write(model, b"new")
        break_off(model.parent / "page.html", problem)


def test_files_that_belong_together_are_replaced_at_one_moment(old):
    page = old.parent / "page.html"
    with together():
        write(old, b"new")
        write(page, b"new")
        assert (old.read_text(), page.exists()) == ("old", False)
    assert (old.read_text(), page.read_text()) == ("new", "new")
    assert sorted(os.listdir(old.parent)) == ["model.json", "page.html"]


def test_none_of_them_is_replaced_where_the_block_is_interrupted(old):
    with pytest.raises(KeyboardInterrupt):
        write_both(old, KeyboardInterrupt)
    assert old.read_text() == "old"
    assert os.listdir(old.parent) == ["model.json"]


def test_a_model_is_not_lost_where_its_page_cannot_be_written(old):
    """Since that is said, and the training may have taken an hour."""
    with pytest.raises(LrcliError, match="disk full"):
        write_both(old, LrcliError("disk full"))
    assert old.read_text() == "new"
    assert os.listdir(old.parent) == ["model.json"]


def test_a_name_as_long_as_the_file_system_takes_can_be_written(tmp_path):
    path = tmp_path / ("é" * 127)
    write(path, b"new")
    assert os.listdir(tmp_path) == [path.name]


def test_a_request_to_end_between_the_name_and_the_file_leaves_nothing(tmp_path, monkeypatch):
    """It may come at any moment, also right behind the system's call that creates the file."""

    def created_and_asked_to_end(path):
        path.touch()
        raise KeyboardInterrupt

    monkeypatch.setattr("lrcli.temporary.create", created_and_asked_to_end)
    (tmp_path / "model.json").write_text("old")
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "model.json"):
        pass
    assert os.listdir(tmp_path) == ["model.json"]
    assert (tmp_path / "model.json").read_text() == "old"
