"""The documents say what the program does: every command in them is run."""

import json
import re
import shutil
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))

from chapters import FOLDER as CHAPTER_FOLDER  # noqa: E402
from chapters import PICTURES as CHAPTER_PICTURES  # noqa: E402
from chapters import draw as draw_chapter  # noqa: E402
from house import FLOORS, PICTURE  # noqa: E402
from house import picture as house  # noqa: E402  # docs/ holds scripts, no package
from pictures import (  # noqa: E402  # docs/ holds scripts, no package
    COLOURS,
    FIGURES,
    FIGURES_FOLDER,
    FOLDER,
    MOVING,
    PICTURES,
    figure,
    picture,
)
from refresh import BLOCK, DOCUMENTS, refreshed, workplace  # noqa: E402
from schema import schema  # noqa: E402
from speed import PICTURE as SPEED  # noqa: E402
from speed import bars, seconds_by_job  # noqa: E402
from translation import TRANSLATIONS  # noqa: E402

from lrcli.cli.commands.overview import COMMANDS  # noqa: E402
from lrcli.cli.completion.scripts import SCRIPTS  # noqa: E402
from lrcli.data.columns.names import IDENTIFIER_NAMES  # noqa: E402
from lrcli.data.rows.notes import RAGGED  # noqa: E402
from lrcli.notation.booleans import WORD_PAIRS  # noqa: E402
from lrcli.notation.hints import Hints  # noqa: E402
from lrcli.notation.missing import ERRORS, WORDS_FOR_MISSING  # noqa: E402
from lrcli.notation.numbers import NumberForm  # noqa: E402
from lrcli.notation.times.dates import PATTERNS, DateForm  # noqa: E402

CHAPTERS = [path for path in DOCUMENTS if path.parent.name == "tutorial" and path.stem != "index"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_print_what_the_document_shows(document):
    text = document.read_text(encoding="utf-8")
    with workplace() as run:
        assert refreshed(text, run) == text, "python docs/refresh.py writes what they print now"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_command_is_shown_that_filters_all_of_its_output_away(document):
    """A filter that no longer meets a word of the output leaves a command with nothing below it."""
    for block in BLOCK.findall(document.read_text(encoding="utf-8")):
        followed = re.findall(r"^\$ (.*)\n(?=(.*))", block, re.MULTILINE)
        silent = [command for command, line in followed if not line or line.startswith("$ ")]
        assert [command for command in silent if re.search(r"\| (grep|head|tail|sed|jq)\b(?!.*>)", command)] == []


def test_no_command_is_shown_whose_reader_leaves_before_the_end():
    """head stops reading early: whether the remarks of the command come before its rows is chance then."""
    shown = [
        line for path in DOCUMENTS for block in BLOCK.findall(path.read_text("utf-8")) for line in block.splitlines()
    ]
    drawn = [line for lines in (PICTURES | MOVING).values() for line in lines]
    assert [line for line in shown + drawn if re.search(r"\| (head|sed .*q)\b", line)] == []


@pytest.mark.parametrize("name", [*PICTURES, *MOVING])
def test_a_picture_shows_what_its_commands_print_now(name):
    with workplace(**COLOURS) as run:
        drawn = shown_by(picture(name, run))
    assert shown_by((FOLDER / f"{name}.svg").read_text(encoding="utf-8")) == drawn, "python docs/pictures.py"


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_labelled_as_its_command_draws_it_now(name):
    """Its words and numbers; how they are placed is matplotlib's."""
    with workplace() as run:
        drawn = shown_by(figure(name, run))
    assert drawn
    committed = (FIGURES_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert [text for *_, text in shown_by(committed)] == [text for *_, text in drawn], "python docs/pictures.py"


@pytest.mark.parametrize("name", CHAPTER_PICTURES)
def test_the_picture_of_a_chapter_is_labelled_as_its_numbers_are_now(name, tmp_path):
    draw_chapter(name, tmp_path / "now.svg")
    drawn, committed = (
        [text for *_, text in shown_by(path.read_text(encoding="utf-8"))]
        for path in (tmp_path / "now.svg", CHAPTER_FOLDER / f"{name}.svg")
    )
    assert committed == drawn, "python docs/chapters.py"


@pytest.mark.parametrize("path", [*CHAPTER_FOLDER.iterdir(), *FIGURES_FOLDER.iterdir()], ids=lambda path: path.stem)
def test_a_drawing_follows_the_theme_of_the_page(path):
    assert "prefers-color-scheme: dark" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_has_a_picture_a_question_and_an_exercise_and_its_commands_work_in_any_shell(chapter):
    text = chapter.read_text(encoding="utf-8")
    assert [
        text.count(part) for part in ("](pictures/", "**Predict first.**", "**Exercise.**", "Answer</summary>")
    ] == [1] * 4
    typed = [line for block in BLOCK.findall(text) for line in block.splitlines() if line.startswith("$ ")]
    assert all(re.fullmatch(r"\$ lrcli [^|<>;&$'`\\]+", line.replace('"mileage > 240000"', "")) for line in typed), (
        typed
    )


def test_every_picture_of_the_tutorial_is_that_of_one_chapter():
    used = [re.findall(r"\]\(pictures/(\w+)\.svg\)", path.read_text(encoding="utf-8")) for path in CHAPTERS]
    assert sorted(name for names in used for name in names) == sorted(CHAPTER_PICTURES)


@pytest.mark.parametrize("document", [*DOCUMENTS, *TRANSLATIONS], ids=lambda path: path.name)
def test_links_lead_to_files_that_are_there(document):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


def shown_by(svg):
    """Each piece of text, with its style and its line."""
    root = ElementTree.fromstring(svg)
    return [(text.get("class"), text.get("y"), text.text) for text in root.iter("{http://www.w3.org/2000/svg}text")]


def test_pictures_are_small_and_need_nothing_from_elsewhere():
    assert {path.stem for path in FOLDER.iterdir()} == {*PICTURES, *MOVING}
    for path in FOLDER.iterdir():
        svg = path.read_text(encoding="utf-8")
        assert len(svg) < 60_000
        assert re.findall(r"https?://[^\"]*|@import|@font-face|<script", svg) == ["http://www.w3.org/2000/svg"]
        assert set(re.findall(r"url\(([^)]).", svg)) == {"#"}


def test_the_same_output_makes_the_same_picture():
    def run(command):
        return f"\x1b[1m{command}\x1b[0m\n<tag> & ⠑⢄\n"

    first = picture("predict", run)
    assert first == picture("predict", run)
    assert [text for _, _, text in shown_by(first)][-3:-1] == ["<tag>\xa0&\xa0", "⠑⢄"]


def test_the_moving_picture_ends_with_all_of_the_output_in_its_window_or_scrolled_away():
    drawn = (FOLDER / "session.svg").read_text(encoding="utf-8")
    lines = {float(y) for _, y, _ in shown_by(drawn) if y is not None} - {27}  # without the title
    moved = float(re.findall(r"100% \{ transform: translateY\(-([\d.]+)px\)", drawn)[0])
    window = float(re.findall(r'<clipPath id="window"><rect width="975" height="([\d.]+)"', drawn)[0])
    assert moved <= max(lines) <= moved + window
    assert "prefers-reduced-motion" in drawn


def test_the_bars_are_those_of_the_table_of_benchmarks():
    page = (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")
    assert seconds_by_job("| a | lrcli | 1.50 | 2 |\n|  | other | 30.0 | 4 |\n") == {"a": {"lrcli": 1.5, "other": 30.0}}
    assert SPEED.read_text(encoding="utf-8") == bars(page), "python docs/speed.py"


def test_the_readme_is_short_and_names_every_document():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) < 200
    for path in DOCUMENTS[1:]:
        if path.parent == ROOT / "docs":
            assert f"(docs/{path.name})" in readme, path.name


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_the_readme_line_with_jq_says_whether_the_model_is_usable():
    line = re.search(r"^lrcli .*\| jq .*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert line is not None
    with workplace() as run:
        assert run(f"({line[0]}) 2> /dev/null") == "true\n"


def test_the_reference_has_the_help_of_every_command_and_the_line_for_every_shell():
    reference = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
    assert re.findall(r"^\$ lrcli (\S+ )?--help$", reference, re.MULTILINE) == ["", *(f"{name} " for name in COMMANDS)]
    assert re.findall(r"^## lrcli (.+)$", reference, re.MULTILINE) == list(COMMANDS)
    for shell in SCRIPTS:
        assert f"lrcli --completion {shell}" in reference


def test_the_rules_of_reading_list_the_words_and_dates_that_are_read():
    rules = (ROOT / "docs/data.md").read_text(encoding="utf-8")
    indented = [re.split(r" {2,}", line.strip()) for line in re.findall(r"^ {4}(\S.*)$", rules, re.MULTILINE)]
    assert list(filter(None, WORDS_FOR_MISSING)) in indented
    assert list(ERRORS) in indented
    assert {" ".join(pair) for pair in WORD_PAIRS} <= {text for line in indented for text in line}
    dates = [text for line in indented for text in line if "31" in text]
    days = [DateForm(pattern).number(text) for pattern, text in zip(PATTERNS, dates, strict=False)]
    assert days == [(date(2020, 1, 31) - date(1970, 1, 1)).days] * 19
    numbers = re.search(r"### Numbers.*?\n\n(.*?)\n\n", rules, re.DOTALL)
    assert numbers is not None
    written = [cell for row in numbers[1].splitlines() for cell in re.findall(r"`(.+?)`", row.split(" | ")[0])]
    assert len(written) > 12
    for cell in written:
        form = NumberForm.find({cell: 1}, Hints())
        assert isinstance(form, NumberForm), cell
        assert form.number(cell) is not None
    listed = re.search(r"whose name ends with (.*?),\s+or\s+that\s+has", rules, re.DOTALL)
    assert listed is not None
    assert set(re.findall(r"\w+", listed[1])) - {"or"} == IDENTIFIER_NAMES


def test_the_readme_python_lines_work(monkeypatch, capsys):
    block = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    monkeypatch.chdir(ROOT)
    exec(block[1], {})
    price, table = capsys.readouterr().out.split("\n", maxsplit=1)
    assert 5_000 < float(price) < 20_000
    assert len(table.splitlines()) == 4


def test_the_description_of_the_model_names_every_key_of_the_schema_and_every_note():
    described = (ROOT / "docs/model.md").read_text(encoding="utf-8")
    records = json.loads(schema())["$defs"]
    assert {"Model", "Numeric", "Categorical", "Factor", "TermInput", "Provenance"} <= set(records)
    for name in set(records) - {"Training"}:  # whose keys are the options
        for key in records[name].get("properties", {}):  # a pair has no keys
            assert f"`{key}`" in described or f'"{key}"' in described, f"{name}.{key}"
    assert f"`{RAGGED}`" in described


def test_the_schema_is_that_of_the_records():
    assert (ROOT / "docs" / "model.schema.json").read_text(encoding="utf-8") == schema(), "python docs/schema.py"


def test_every_file_that_the_lecture_names_exists_and_has_what_it_names():
    lecture = (ROOT / "docs/lecture.md").read_text(encoding="utf-8")
    found = re.findall(
        r"`((?:data|learning|report|jobs|fitting|model|notation)/[\w/]+\.py)`((?: `[\w.]+`,?)*)", lecture
    )
    assert len(found) > 20
    for file, names in found:
        code = (ROOT / "src" / "lrcli" / file).read_text(encoding="utf-8")
        for name in re.findall(r"`([\w.]+)`", names):
            assert re.search(rf"(def|class) {name.split('.')[-1]}\b", code), f"{file} has no {name}"


def test_the_sample_data_are_what_their_script_makes(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(ROOT / "sample_data"), *sys.path])
    import make_sample_data

    monkeypatch.setattr(make_sample_data, "HERE", tmp_path)
    make_sample_data.make()
    for name in ("cars.csv", "used_cars.csv", "ads.csv"):
        assert (tmp_path / name).read_bytes() == (ROOT / "sample_data" / name).read_bytes()


def test_the_architecture_names_files_that_exist():
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    source = ROOT / "src" / "lrcli"
    named = re.findall(r"`((?:[a-z_]+/)+(?:[a-z_]+\.py)?)`", page)
    assert len(named) > 40
    roots = [ROOT, source, *(path for path in source.iterdir() if path.is_dir())]
    assert [name for name in named if not any((root / name).exists() for root in roots)] == []
    for line in page.splitlines():  # a bare file name stands behind its folder, in the same step
        if folder := re.search(r"`((?:[a-z_]+/)+)[a-z_]+\.py`", line):
            bare = re.findall(r"`([a-z_]+\.py)`", line)
            assert [name for name in bare if not any((root / folder[1] / name).exists() for root in roots)] == [], line


def test_every_folder_of_the_source_stands_on_a_floor():
    folders = {path.parent.relative_to(ROOT / "src" / "lrcli").as_posix() for path in (ROOT / "src").rglob("*.py")}
    drawn = {folder or "." for floor in FLOORS for folder in floor}
    assert folders - drawn == {"data", "report"}  # which hold folders alone


def test_the_drawing_of_the_floors_is_what_its_script_draws():
    assert PICTURE.read_text(encoding="utf-8") == house(), "python docs/house.py"
