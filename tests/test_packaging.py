"""The package as it is built and installed, by each tool that the README names."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import lrcli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OFFLINE = r"(?i)failed to (fetch|establish)|dns|connection|network|no matching distribution|timed out"
pytestmark = pytest.mark.registry


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of what the package is built from, since that leaves files behind."""
    copy = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copytree(ROOT / "tests", copy / "tests", ignore=shutil.ignore_patterns("__pycache__", "cases"))
    shutil.copytree(ROOT / "sample_data", copy / "sample_data")
    for name in ("pyproject.toml", "README.md", "LICENSE", "MANIFEST.in"):
        shutil.copy(ROOT / name, copy)
    return copy


def run(words, folder, home):
    """What a tool says, with a home of its own. Skip where it is not installed, or no registry answers."""
    tools = Path(sys.executable).parent
    if shutil.which(words[0], path=f"{tools}{os.pathsep}{os.environ['PATH']}") is None:
        pytest.skip(f"needs {words[0]}")
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")}
    places = {"PIPX_HOME": "pipx", "PIPX_BIN_DIR": "bin", "UV_TOOL_DIR": "tools", "UV_TOOL_BIN_DIR": "bin"}
    env |= {name: str(home / place) for name, place in places.items()}
    env |= {"PATH": f"{home / 'bin'}{os.pathsep}{tools}{os.pathsep}{env['PATH']}"}
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, timeout=500, check=False)
    if done.returncode and re.search(OFFLINE, done.stderr):
        pytest.skip(f"needs a registry: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def built(project, tmp_path_factory):
    """The folder of the sdist and the wheel, and what was said while they were built."""
    pytest.importorskip("build")
    home = tmp_path_factory.mktemp("home")
    said = run(
        ["python", "-W", "error", "-m", "build", "--installer", "uv", "--outdir", str(home / "dist")], project, home
    )
    return home / "dist", said


def test_the_wheel_and_the_sdist_are_built_without_a_warning(built):
    folder, said = built
    assert {path.suffix for path in folder.iterdir()} == {".whl", ".gz"}
    assert not re.search(r"(?i)warning|deprecat", said)


def test_the_wheel_has_what_the_source_has_and_the_sdist_makes_the_same(built):
    """All modules, the types' mark, the style and script of the page; no half of the tests."""
    folder, _ = built
    source = {
        path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src" / "lrcli").rglob("*") if path.is_file()
    }
    source = {name for name in source if "__pycache__" not in name}
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        assert {name for name in wheel.namelist() if ".dist-info/" not in name} == source
    with tarfile.open(next(folder.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {f"src/{name}" for name in source} <= names
    assert not [name for name in names if name.startswith("tests")]


@pytest.mark.parametrize("kind", ["*.whl", "*.tar.gz"])
def test_what_is_built_is_installed_and_runs(built, tmp_path, kind):
    folder, _ = built
    file = next(folder.glob(kind))
    run(
        [
            "uv",
            "pip",
            "install",
            "-q",
            "--no-deps",
            "--python",
            sys.executable,
            "--target",
            str(tmp_path / "lib"),
            str(file),
        ],
        folder,
        tmp_path,
    )
    code = "import lrcli; fit = lrcli.train('cars.csv', epochs=2); print(lrcli.__file__); fit._repr_html_()"
    shutil.copy(ROOT / "sample_data" / "cars.csv", tmp_path)
    env = os.environ | {"PYTHONPATH": str(tmp_path / "lib")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(str(tmp_path / "lib"))


@pytest.mark.parametrize("command", re.findall(r"^((?:uvx|uv|pipx) .*)$", README, re.MULTILINE))
def test_the_tools_that_the_readme_names_install_a_command_that_runs(project, tmp_path, command):
    said = run(command.split(), project, tmp_path)
    if "install" in command:
        said = run([str(tmp_path / "bin" / "lrcli"), "--version"], project, tmp_path)
        assert said == f"lrcli {lrcli.__version__}\n"
    else:
        assert "better than always the mean" in " ".join(said.split())
    assert len(re.findall(r"^(?:uvx|uv|pipx) ", README, re.MULTILINE)) == 3
