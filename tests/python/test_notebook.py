"""The notebook of docs/, run by Jupyter's own tools in a kernel of its own."""

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

import lrcli

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    for package in ("nbconvert", "ipykernel"):
        pytest.importorskip(package, reason=f"needs {package}")
    folder = tmp_path_factory.mktemp("page")
    words = ["-m", "nbconvert", "--to", "html", "--execute", str(DOCS / "notebook.ipynb"), "--output-dir", str(folder)]
    env = os.environ | {"IPYTHONDIR": str(folder), "JUPYTER_CONFIG_DIR": str(folder)}
    done = subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return (folder / "notebook.html").read_text(encoding="utf-8")


def outputs(page):
    """The HTML of each cell's output, by its number."""
    pieces = re.split(r"Out\[(\d+)\]:", page)
    return {int(number): piece for number, piece in zip(pieces[1::2], pieces[2::2], strict=True)}


def words(html):
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL))


def test_a_fit_is_its_verdict_its_tables_and_its_loss_curve(page):
    shown = outputs(page)[1]
    fit = lrcli.train(
        DOCS.parent / "sample_data" / "cars.csv",
        target="price",
        features="log(mileage), age",
        optimizer="adam",
        weight_decay=0.01,
        split="80/10/10",
    )
    assert fit.verdict.text in words(shown)
    assert {"What it learned", "Errors in units of price", "How it was learned"} <= {*re.split(r"\s{2,}", words(shown))}
    assert f"{fit.scores.rmse['test']:,.1f}" in words(shown)
    assert 'class="line' in shown  # of the loss curve


def test_every_cell_has_an_output_and_none_an_error(page):
    assert sorted(outputs(page)) == list(range(1, 9))
    assert 'jp-RenderedText jp-OutputArea-output" data-mime-type="application/vnd.jupyter.error' not in page
    assert "price_part:log(mileage)" in words(outputs(page)[3])
    assert 'data-mime-type="image/svg+xml"' in outputs(page)[7]


def test_its_colours_are_those_of_the_notebook(page):
    """What a dark notebook on a light system would otherwise show is a white sheet."""
    style = re.findall(r"<style>(.*?)</style>", outputs(page)[1], re.DOTALL)[0]
    *_, last = re.findall(r"\.lrcli\.lrcli\.lrcli \{([^}]*--ink[^}]*)\}", style)
    assert "--ink: currentColor" in last
    *_, body = re.findall(r"\.lrcli\.lrcli\.lrcli \{([^}]*background[^}]*)\}", style)
    assert "background: none" in body
    assert "color: inherit" in body
