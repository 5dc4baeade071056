"""lrcli --man is the manual page: all that --help says, as roff that its own program finds no fault with."""

import re
import shutil
import subprocess

import pytest

from lrcli.cli.commands.overview import COMMANDS


def words(text):
    """What is said, without the ends of lines and the hyphens that groff may put there."""
    return re.sub(r"[\s\u2010:-]+", "", text)


@pytest.fixture
def rendered(lrcli, tmp_path):
    """What groff makes of the page; a warning is a failure."""
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    page = tmp_path / "lrcli.1"
    page.write_text(lrcli("--man").out, encoding="utf-8")
    line = ["groff", "-K", "utf8", "-T", "utf8", "-P", "-cbou", "-ww", "-man", page]
    done = subprocess.run(line, capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode()


def test_the_manual_has_every_option_of_every_command_with_its_help(lrcli, rendered):
    said = words(rendered)
    for command in COMMANDS:
        options = re.split(r"\n(?=  (?:-\w|    -))", lrcli(command, "--help").out)[1:]
        assert len(options) > 2
        absent = [option for option in options if words(option.partition("\n\n")[0]) not in said]
        assert absent == []


def test_no_line_of_the_manual_is_a_request_to_roff_by_chance(lrcli):
    requests = {".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".br", ".EX", ".EE"}
    lines = lrcli("--man").out.splitlines()
    assert {line.split()[0] for line in lines if line.startswith((".", "'"))} == requests


def test_the_manual_is_the_same_where_a_model_is(lrcli, tmp_path):
    before = lrcli("--man").out
    (tmp_path / "cars.csv").write_text("km,price\n" + "".join(f"{k},{900 - 3 * k}\n" for k in range(20)))
    assert lrcli("train", "cars.csv", "--quiet").status == 0
    assert lrcli("--man").out == before
    assert "--km" not in before
