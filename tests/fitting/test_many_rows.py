"""A table too large to be kept as one: the same model, whatever form its rows take and wherever they are."""

import bz2
import gzip
import io
import sys
from dataclasses import replace

import numpy as np
import pytest
from one_target import crossval_of_one, evaluate_of_one
from parts import by_windows

from lrcli.data.tables.split import by_folds
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import Limits

ROWS = 3_000
MANY = {"window_rows": 250, "block_bytes": 4096}  # from 500 rows on a table is many rows
FORMS = {"moments": Limits(**MANY, moments=True), "rows": Limits(**MANY, moments=False)}


@pytest.fixture
def table():
    """Two numbers, one of them missing at times, and a text with 30 levels."""
    rng = np.random.default_rng(1)
    a, b, kind = rng.normal(50, 10, ROWS), rng.normal(size=ROWS), rng.integers(0, 30, ROWS)
    y = 3 * a - 7 * b + kind + rng.normal(size=ROWS)
    cells = zip(a.tolist(), b.tolist(), kind.tolist(), y.tolist(), strict=True)
    lines = [f"{a!r},{'' if k % 9 == 0 else repr(b)},k{kind},{y!r}" for k, (a, b, kind, y) in enumerate(cells)]
    return "a,b,kind,y\n" + "\n".join(lines) + "\n"


@pytest.fixture(params=FORMS.values(), ids=FORMS)
def limits(request):
    """Minibatches as rows, or as their moments."""
    return request.param


def written(model):
    """The model's bytes but for the file's name and hash."""
    text = model.to_json()
    return text[: text.index('"data"')]


@pytest.mark.parametrize("threads", ["1", "2", "5"])
def test_the_same_model_for_any_threads_from_a_file_a_pipe_or_a_compressed_file(
    limits, monkeypatch, table, write, threads
):
    def bytes_of(path, **options):
        return written(train(path, Selection(limits=limits, **options), recipe=Recipe(epochs=3)).model)

    expected = bytes_of(write(table))
    monkeypatch.setenv("LRCLI_THREADS", threads)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(table.encode())))
    assert bytes_of("-") == expected
    assert bytes_of(write(gzip.compress(table.encode()), "t.csv.gz")) == expected
    assert bytes_of(write(bz2.compress(table.encode()), "t.csv.bz2")) == expected
    assert bytes_of(write(table), memory=0) == expected


def test_the_optimum_of_many_rows_is_that_of_the_table(limits, table, write):
    path, exact = write(table), Recipe(solver="exact", split="none", weight_decay=0.01)
    many = train(path, Selection(memory=0, limits=limits), recipe=exact).model
    few = train(path, recipe=exact).model
    values = {"a": 51.5, "b": None, "kind": "k7"}
    assert many.predict_row(values) == pytest.approx(few.predict_row(values), rel=1e-9)
    assert many.metrics.train.mse == pytest.approx(few.metrics.train.mse, rel=1e-9)
    assert many.metrics.train.r2 == pytest.approx(few.metrics.train.r2, rel=1e-9)


def test_steps_end_near_the_optimum_in_either_form(limits, table, write):
    assert train(write(table), Selection(limits=limits)).model.metrics.optimality_gap < 1e-4


def test_folds_of_many_rows_err_as_files_of_the_same_rows(limits, table, write):
    """Each window of 250 rows is dealt by itself."""
    path, recipes = write(table), [Recipe(solver="exact"), Recipe(solver="exact", weight_decay=0.1)]
    many = crossval_of_one(path, recipes, Selection(memory=0, limits=limits), k=4, final=True)
    header, *lines = table.splitlines(keepends=True)
    parts = by_windows(by_folds(4, seed=0), ROWS, 250)
    for k in range(4):
        files = [
            write("".join([header, *(lines[row] for row in np.flatnonzero(chosen))]), f"{name}.csv")
            for name, chosen in (("train", parts != k), ("test", parts == k))
        ]
        for recipe, candidate in zip(recipes, many.candidates, strict=True):
            model = train(files[0], recipe=replace(recipe, split="none")).model
            held_out = evaluate_of_one(model, files[1]).model
            fold = candidate.folds[k]
            assert fold.train.rmse == pytest.approx(model.metrics.train.rmse, rel=1e-9)
            assert fold.validation.rmse == pytest.approx(held_out.rmse, rel=1e-9)
    y = np.array([float(line.split(",")[-1]) for line in lines])
    baseline = [(y[parts == k] - y[parts != k].mean()) ** 2 for k in range(4)]
    assert many.baseline.pooled == pytest.approx(np.sqrt(np.mean(np.concatenate(baseline))), rel=1e-9)
    assert many.final.model.training.rows.train == ROWS


def test_absolute_errors_of_rows_that_are_kept_are_of_all_of_them(table, write):
    path, exact = write(table), Recipe(solver="exact", split="none")
    many = train(path, Selection(limits=FORMS["rows"]), recipe=exact)
    few = train(path, recipe=exact)
    assert many.model.metrics.train.mae == pytest.approx(few.model.metrics.train.mae, rel=1e-9)
    assert many.remarks == few.remarks


def test_what_is_in_a_temporary_file_is_said(table, write):
    """A row is 3 numbers of 8 bytes, its file and line in one more, and a code of 4."""
    said = train(write(table), Selection(memory=7_000, limits=FORMS["rows"]), recipe=Recipe(epochs=1)).remarks[-1]
    assert said == "99.32 KB of rows were kept in a temporary file, beyond the 6.836 KB of --memory"


def test_minibatches_that_were_merged_are_named(limits, table, write):
    """Of 3,000 rows 2,400 train: 600 minibatches of 4, with moments of 33 x 33 numbers, are too many for 1 MB."""
    limits = replace(limits, asked_stack_bytes=1 << 20)
    trained = train(write(table), Selection(limits=limits), recipe=Recipe(batch_size=4, epochs=1))
    used = trained.model.training.batch_size
    said = [remark for remark in trained.remarks if remark.startswith("minibatches of")]
    assert said == [] if used == 4 else said[0].startswith(f"minibatches of {used} rows instead of 4: ")


def test_many_candidates_are_scored_as_each_alone(limits, table, write):
    path, recipes = write(table), [Recipe(solver="exact", weight_decay=decay) for decay in (0.0, 0.1, 1.0)]
    together = crossval_of_one(path, recipes, Selection(limits=limits), k=3)
    for recipe, candidate in zip(recipes, together.candidates, strict=True):
        (alone,) = crossval_of_one(path, [recipe], Selection(limits=limits), k=3).candidates
        for a, b in zip(candidate.folds, alone.folds, strict=True):
            assert [a.train.rmse, a.validation.mae] == pytest.approx([b.train.rmse, b.validation.mae], rel=1e-12)
