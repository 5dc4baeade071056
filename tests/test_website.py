"""The site shows the files of the repository: their links lead to its pages, and nothing comes from another host."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))

from website_links import BORROWED, links_of_the_site, notebook  # docs/ holds scripts, no package
from website_loads import loads_from_elsewhere

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("source", "written", "shown"),
    [
        ("README.md", "[tour](docs/tour.md#train)", "[tour](tour.md#train)"),
        ("README.md", "![speed](docs/figures/speed.svg)", "![speed](figures/speed.svg)"),
        ("README.md", "[CONTRIBUTING.md](CONTRIBUTING.md)", "[CONTRIBUTING.md](contributing.md)"),
        ("README.md", "[CITATION.cff](CITATION.cff)", "CITATION.cff"),
        ("docs/tutorial/index.md", "[README](../../README.md)", "[README](../index.md)"),
        ("docs/tutorial/20-summary.md", "[tour](../tour.md)", "[tour](../tour.md)"),
        ("docs/python.md", "[notebook](notebook.ipynb)", "[notebook](notebook.md)"),
        ("docs/notebook.ipynb", "[file](notebook.ipynb)", "[file](notebook.ipynb)"),
        ("docs/index.de.md", "[English](../README.md)", '<a href="../index.html">English</a>'),
        ("README.md", "[deutsch](docs/index.de.md)", '<a href="de/index.html">deutsch</a>'),
        ("docs/tour.md", "[deutsch](tour.de.md#a)", '<a href="de/tour.html#a">deutsch</a>'),
        (
            "docs/tour.md",
            "[uv](https://docs.astral.sh/uv/) [here](#train)",
            "[uv](https://docs.astral.sh/uv/) [here](#train)",
        ),
        (
            "README.md",
            "`[a](docs/tour.md)`\n\n```sh\n[a](docs/tour.md)\n```",
            "`[a](docs/tour.md)`\n\n```sh\n[a](docs/tour.md)\n```",
        ),
    ],
)
def test_a_link_of_the_repository_leads_to_the_page_of_the_site(source, written, shown):
    assert links_of_the_site(written, source) == shown


def test_what_the_site_shows_from_elsewhere_in_the_repository_is_there():
    assert [source for source in BORROWED.values() if not (ROOT / source).exists()] == []


def test_a_notebook_is_its_title_a_link_to_it_and_its_cells():
    cells = (
        '[{"cell_type": "markdown", "source": ["# T\\n", "\\n", "A."]}, {"cell_type": "code", "source": ["a\\n", "b"]}]'
    )
    assert (
        notebook(f'{{"cells": {cells}}}')
        == "# T\n\nA.\n\n[The notebook as a file](notebook.ipynb)\n\n```python\na\nb\n```"
    )


@pytest.mark.parametrize(
    ("name", "text", "address"),
    [
        ("a.html", '<img src="https://x.org/a.png">', "https://x.org/a.png"),
        ("a.html", '<script src="//x.org/a.js"></script>', "//x.org/a.js"),
        ("a.html", '<link rel="preconnect" href="https://x.org">', "https://x.org"),
        ("a.html", '<p style="background: url(https://x.org/a.png)">', "https://x.org/a.png"),
        ("a.html", "<style>@import 'https://x.org/a.css'</style>", "https://x.org/a.css"),
        ("a.svg", '<svg><image href="https://x.org/a.png"/></svg>', "https://x.org/a.png"),
        ("a.css", "@font-face { src: url('//x.org/a.woff') }", "//x.org/a.woff"),
        (
            "a.svg",
            '<svg xmlns="http://www.w3.org/2000/svg"><style>@import url(https://x.org/a.css)</style></svg>',
            "https://x.org/a.css",
        ),
    ],
)
def test_what_a_page_loads_from_another_host_is_found(tmp_path, name, text, address):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert set(loads_from_elsewhere(tmp_path)) == {f"{name}: {address}"}


def test_what_a_page_only_names_or_has_itself_is_not_loaded_from_elsewhere(tmp_path):
    page = '<a href="https://x.org">x</a> <img src="a.png"> <link rel="canonical" href="https://x.org/a.html"> https://x.org'
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (tmp_path / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><path fill="url(#a)"/></svg>', encoding="utf-8"
    )
    assert loads_from_elsewhere(tmp_path) == []
