"""What a release consists of says one version, and is made of what is there."""

import re
import tomllib
from pathlib import Path

import lrcli

ROOT = Path(__file__).parents[1]


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_program_citation_and_changes_have_one_version():
    assert re.findall(r"^version: (.+)$", text("CITATION.cff"), re.MULTILINE) == [lrcli.__version__]
    assert re.findall(r"^## (.+)$", text("CHANGELOG.md"), re.MULTILINE)[0] == lrcli.__version__
    assert tomllib.loads(text("pyproject.toml"))["project"]["dynamic"] == ["version"]


def test_the_image_starts_the_command_that_the_package_installs():
    scripts = tomllib.loads(text("pyproject.toml"))["project"]["scripts"]
    assert re.findall(r'^ENTRYPOINT \["(.+)"\]$', text("Dockerfile"), re.MULTILINE) == list(scripts)
    left_out = text(".dockerignore").split()
    assert not {"src", "README.md", "LICENSE", "MANIFEST.in", "pyproject.toml"} & set(left_out)


def test_contributors_are_told_of_every_script_that_makes_documents():
    named = set(re.findall(r"`docs/(\w+)\.py`", text("CONTRIBUTING.md")))
    scripts = {path.stem for path in (ROOT / "docs").glob("*.py") if "__main__" in path.read_text("utf-8")}
    assert named == scripts - {"session"}  # which refresh.py runs
