"""Rows that are read as tasks, by others and in portions, give the model of one machine, to the byte."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import pytest
from one_target import crossval_of_one
from ragged_tables import ragged_table
from tasks_apart import SMALL

from lrcli.data.rows.reading_apart import ReadingApart
from lrcli.data.rows.tasks import ExecutorTasks
from lrcli.data.tables import shuffle_apart
from lrcli.data.tables.shuffle_apart import ScratchError, shuffle_windows
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import LIMITS

RECIPE = Recipe(epochs=2)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("apart") / "table.csv"
    path.write_text(ragged_table(5_000))
    return str(path)


def both(data, tasks, limits=SMALL, **options):
    """The results of one machine and of tasks."""
    selection = Selection(limits=limits, tasks=tasks, **options)
    return alone(data, replace(limits, portion_bytes=0, rows_here_bytes=0), **options), train(data, selection, RECIPE)


@cache
def alone(data, limits, **options):
    """The result of one machine, which knows neither portions nor rows that are brought."""
    return train(data, Selection(limits=limits, **options), RECIPE)


def same(one, other):
    assert other.model.to_json() == one.model.to_json()
    assert other.remarks == one.remarks
    assert other.verdict == one.verdict


@pytest.mark.parametrize("portion", [9_000, 30_000, 77_000])
def test_the_size_of_portions_changes_no_byte(table, tasks, portion):
    same(*both(table, tasks, limits=replace(SMALL, portion_bytes=portion)))


@pytest.mark.parametrize("threads", [1, 5])
def test_the_number_of_workers_changes_no_byte(table, threads):
    with ThreadPoolExecutor(threads) as executor:
        same(*both(table, ExecutorTasks(executor, threads)))


@pytest.mark.parametrize(
    "options",
    [
        {"where": "b < 1500 and fuel != 'petrol'"},
        {"log_target": True},
        {"features": ("a", "a^2", "b", "fuel", "a:fuel")},
        {"group": "b"},
        {"time": "b"},
        {"stratify": True},
        {"target": "price,b", "features": ("a", "fuel")},
        {"weights": "b", "features": ("a", "fuel")},
    ],
)
def test_options_of_the_rows_change_no_byte(table, tasks, options):
    same(*both(table, tasks, **options))


def test_minibatches_are_merged_as_often_as_on_one_machine(table, tasks):
    for stack in (60_000, 15_000, 2_000):
        same(*both(table, tasks, limits=replace(SMALL, stack_bytes=stack)))


@pytest.mark.parametrize("limits", [replace(SMALL, moments=False), LIMITS])
def test_rows_that_are_kept_come_here(table, tasks, limits):
    same(*both(table, tasks, limits=limits))


def test_windows_are_merged_as_often_as_on_one_machine(table, tasks):
    limits = replace(SMALL, window_rows=100, stack_bytes=1_000, most_stack_bytes=15_000)
    same(*both(table, tasks, limits=limits))


WIDE = replace(SMALL, moments=False)


@pytest.mark.parametrize(
    "options",
    [
        {"group": "b", "weights": "a", "features": ("b", "fuel")},
        {"time": "b"},
        {"stratify": True, "target": "price,b", "features": ("a", "fuel")},
    ],
)
def test_rows_are_shuffled_and_dealt_where_they_are(table, tasks, options, tmp_path):
    """They come here, or stay in files of the workers, of which nothing is left at the end."""
    one, other = both(table, tasks, limits=WIDE, **options)
    same(one, other)
    shared = train(table, Selection(limits=WIDE, tasks=tasks, scratch=str(tmp_path), **options), RECIPE)
    assert shared.model.to_json() == one.model.to_json()
    assert any("KB of rows were kept in temporary files of the workers" in remark for remark in shared.remarks)
    assert not any(tmp_path.iterdir())


def test_times_that_part_past_and_future_are_read_by_the_workers(table):
    read = []

    class Noted(ExecutorTasks):
        def submit(self, work, *given, near=None):
            read.extend(given[0].columns.numeric for _ in range(work.__name__ == "read_portion"))
            return super().submit(work, *given)

    with ThreadPoolExecutor(2) as executor:
        same(*both(table, Noted(executor, 2), time="b", features=("a", "fuel")))
    assert read.count(()) == read.count(("a",)) == len(read) / 2 > 1


def test_with_a_shared_folder_hardly_any_row_comes_here(table, tmp_path):
    """But the first two windows, and those that no portion has as a whole."""

    class Counted(ExecutorTasks):
        rows = 0

        def result(self, future):
            done = super().result(future)
            for name in ("others", "records"):
                self.rows += sum(map(len, getattr(done.value, name, ())))
            return done

    with ThreadPoolExecutor(2) as executor:
        one, two = (Counted(executor, 2) for _ in range(2))
        limits = replace(WIDE, window_rows=50)
        for tasks, folder in ((one, None), (two, str(tmp_path))):
            model = train(table, Selection(limits=limits, tasks=tasks, scratch=folder), RECIPE).model
    assert one.rows == model.data.rows
    assert two.rows < 0.1 * one.rows


def test_a_folder_that_a_worker_cannot_write_to_is_an_error_that_names_it(table, tmp_path, monkeypatch):
    """And what has been written till then is removed."""
    tried = []

    def fail(task):
        tried.append(task)
        return shuffle_windows(replace(task, folder=f"{task.folder}/elsewhere") if len(tried) > 3 else task)

    monkeypatch.setattr(shuffle_apart, "shuffle_windows", fail)
    with ThreadPoolExecutor(1) as executor:
        selection = Selection(limits=WIDE, tasks=ExecutorTasks(executor, 1), scratch=str(tmp_path))
        with pytest.raises(ScratchError, match=rf"cannot write rows to {tmp_path}/lrcli-.*/elsewhere: No such file"):
            train(table, selection, RECIPE)
    assert not any(tmp_path.iterdir())


def test_folds_are_dealt_and_measured_alike(table, tasks):
    one, other = (crossval_of_one(table, [RECIPE], Selection(limits=SMALL, tasks=each), k=3) for each in (None, tasks))
    assert other == one


def test_several_files_packed_and_plain_are_one_table(tasks, tmp_path):
    (tmp_path / "1.csv").write_text(ragged_table(3_000, 1))
    (tmp_path / "2.csv.gz").write_bytes(gzip.compress(ragged_table(3_000, 2).encode()))
    (tmp_path / "3.csv").write_bytes(ragged_table(3_000, 3).encode() + "1,2,né,3\n".encode("latin-1"))
    (tmp_path / "4.csv").write_text(ragged_table(3, 4))
    same(*both(tuple(str(path) for path in sorted(tmp_path.iterdir())), tasks))


def test_files_of_another_format_are_one_portion_each(tasks, tmp_path):
    import pyarrow.csv
    import pyarrow.parquet

    for k in (1, 2):
        (tmp_path / "table.csv").write_text(ragged_table(2_000, k).replace("oops", "1"))
        options = pyarrow.csv.ParseOptions(newlines_in_values=True)
        table = pyarrow.csv.read_csv(tmp_path / "table.csv", parse_options=options)
        pyarrow.parquet.write_table(table, tmp_path / f"{k}.parquet")
    one, other = both(tuple(str(tmp_path / f"{k}.parquet") for k in (1, 2)), tasks)
    assert one.model.data.rows > 3_000
    same(one, other)


def test_row_groups_of_one_file_are_portions(tasks, tmp_path, monkeypatch):
    """With cells of text, so that there are line ends in them, and cells that are no numbers, told with their lines."""
    import pyarrow
    import pyarrow.csv
    import pyarrow.parquet

    (tmp_path / "table.csv").write_text(ragged_table(8_000))
    table = pyarrow.csv.read_csv(
        tmp_path / "table.csv",
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(column_types=dict.fromkeys("ab", pyarrow.string())),
    )
    pyarrow.parquet.write_table(table, tmp_path / "table.parquet", row_group_size=700)
    portions = []
    add = ReadingApart._add
    monkeypatch.setattr(ReadingApart, "_add", lambda *given: portions.append(given[1]) or add(*given))
    one, other = both(str(tmp_path / "table.parquet"), tasks)
    assert any("oops" in remark and "line" in remark for remark in one.remarks)
    assert len(portions) == 6  # of 940 rows at least, in groups of 700
    same(one, other)


def test_a_last_row_of_sums_is_found_behind_the_rows_of_all_portions(tasks, tmp_path):
    body = "".join(f"{'xyz'[k % 3]},{k % 97},{3 * (k % 97) + k % 7}\n" for k in range(9_000))
    columns = zip(*(map(int, line.split(",")[1:]) for line in body.splitlines()), strict=True)
    path = tmp_path / "sums.csv"
    path.write_text(f"kind,a,price\n{body}Total,{','.join(str(sum(column)) for column in columns)}\n")
    one, other = both(str(path), tasks)
    assert any("sums" in remark for remark in one.remarks)
    same(one, other)


def test_rows_that_no_worker_has_kept_are_read_once_more(table, tasks):
    same(*both(table, tasks, limits=replace(SMALL, rows_here_bytes=0)))


def test_a_file_of_no_use_says_the_same(tasks, tmp_path):
    path = tmp_path / "none.csv"
    path.write_text("a,price\n" + "1,\n" * 9_000)
    for given in (None, tasks):
        with pytest.raises(Exception, match="price"):
            train(str(path), Selection(limits=SMALL, tasks=given), RECIPE)


def test_rows_that_come_here_are_brought_while_others_are_kept(table):
    """The first ones alone, since they may be all that is wanted; of all others several are on their way."""
    begun, asked = [], []

    class Noted(ExecutorTasks):
        def submit(self, work, *given, near=None):
            begun.append(work.__name__)
            return super().submit(work, *given)

        def result(self, future):
            asked.append(begun.count("some_rows"))
            return super().result(future)

    with ThreadPoolExecutor(2) as executor:
        one, other = both(table, Noted(executor, 2), group="b")
    same(one, other)
    first, second, *_ = [count for count in asked if count]
    assert first == 1
    assert second > 3
