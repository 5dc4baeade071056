"""train --watch FILE: what it writes, and what it refuses before any work."""

import json
import re
from importlib.resources import files

import pytest

import lrcli as package
from lrcli import OptionError
from lrcli.learning.optimizers import OPTIMIZERS
from lrcli.learning.schedules import SCHEDULES


@pytest.fixture
def cars(write):
    return write("km,age,price\n" + "".join(f"{7 * k % 31},{k % 5},{90 - 7 * k % 31 - k % 5}\n" for k in range(60)))


def replayed(page):
    return json.loads(re.search(r'id="replay">(.*?)</script>', page, re.DOTALL)[1])[0]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (["--solver", "exact"], "--watch: has no effect with --solver exact, which takes no steps"),
        (["--l1", "0.1"], "--watch: takes steps along the gradient alone; leave --l1 out"),
        (["--loss", "huber"], "--watch: shows the bowl of the squared loss; leave --loss out"),
    ],
)
def test_a_training_that_no_page_does_again_is_refused(lrcli, cars, tmp_path, typed, problem):
    done = lrcli("train", cars, "--watch", "learn.html", *typed)
    assert (done.status, done.err) == (2, f"lrcli: {problem}\n".replace("--watch: ", "--watch "))
    assert not (tmp_path / "learn.html").exists()
    assert not (tmp_path / "model.json").exists()


@pytest.mark.parametrize("path", ["-", "model.json", "table"])
def test_the_page_replaces_no_other_file_of_the_command(lrcli, cars, path):
    assert lrcli("train", cars, "--watch", cars if path == "table" else path).status == 2


def test_a_page_of_several_targets_has_the_training_of_each_alone(lrcli, cars, write, tmp_path):
    assert lrcli("train", cars, "--target", "price,age", "--watch", "both.html", "--epochs", "3").status == 0
    page = (tmp_path / "both.html").read_text(encoding="utf-8")
    both = json.loads(re.search(r'id="replay">(.*?)</script>', page, re.DOTALL)[1])
    assert re.findall(r'<option value="(.)">(price|age)</option>', page)[:2] == [("0", "price"), ("1", "age")]
    for name, other, own in zip(("price", "age"), ("age", "price"), both, strict=True):
        words = ["--target", name, "--exclude", other, "--watch", f"{name}.html", "--epochs", "3"]
        assert lrcli("train", cars, *words).status == 0
        assert replayed((tmp_path / f"{name}.html").read_text(encoding="utf-8")) == own


def test_the_page_has_the_rows_in_the_order_of_the_minibatches_and_says_where_it_is(lrcli, cars, tmp_path):
    done = lrcli("train", cars, "--watch", "learn.html", "--epochs", "3")
    assert "wrote learn.html; open it in a browser" in done.err
    data = replayed((tmp_path / "learn.html").read_text(encoding="utf-8"))
    assert data["names"] == ["b", "km", "age"]
    assert sum(data["sizes"]) == 60
    assert data["settings"] | {"rate": 0.1, "epochs": 3, "optimizer": "adam"} == data["settings"]


def test_of_too_many_weights_the_page_has_the_curves_alone_and_says_why(lrcli, write, tmp_path):
    texts = "".join(f"t{k % 60:02d},{k % 60 + k % 7}\n" for k in range(600))
    assert lrcli("train", write(f"level,y\n{texts}"), "--watch", "learn.html", "--epochs", "5").status == 0
    page = (tmp_path / "learn.html").read_text(encoding="utf-8")
    assert "too many weights or minibatches for a page to do it again: at most 40 weights" in page
    assert 'id="loss-title"' in page
    assert "<script" not in page


def test_a_report_lets_the_training_be_watched_too(lrcli, cars, tmp_path):
    assert lrcli("train", cars, "--report", "report.html", "--epochs", "3").status == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Watch it learn" in page
    assert replayed(page)["names"] == ["b", "km", "age"]
    assert lrcli("train", cars, "--report", "exact.html", "--solver", "exact").status == 0
    assert "Watch it learn" not in (tmp_path / "exact.html").read_text(encoding="utf-8")


def test_python_writes_the_same_page(lrcli, cars, tmp_path):
    assert lrcli("train", cars, "--watch", "typed.html", "--epochs", "3").status == 0
    package.train(cars, epochs=3, watch=tmp_path / "called.html")
    typed, called = ((tmp_path / name).read_text(encoding="utf-8") for name in ("typed.html", "called.html"))
    assert replayed(typed) == replayed(called)
    with pytest.raises(OptionError, match="watch"):
        package.train(cars, solver="exact", watch=tmp_path / "none.html")


@pytest.mark.parametrize(("table", "kinds"), [("RULES", OPTIMIZERS), ("SCHEDULES", SCHEDULES.keys() - {"plateau"})])
def test_the_page_knows_every_optimizer_and_schedule(table, kinds):
    """Plateau, which looks at the loss, is a part of the run there."""
    script = files("lrcli.report.page").joinpath("assets", "replay.js").read_text(encoding="utf-8")
    written = re.search(rf"^const {table} = {{$(.*?)^}};$", script, re.MULTILINE | re.DOTALL)
    assert written is not None
    assert set(re.findall(r'^  "?([a-z-]+)"?(?:\(|:)', written[1], re.MULTILINE)) == set(kinds)
