"""What shells offer at the tab key: asked as their scripts ask, and typed into the shells that are there."""

import csv
import fcntl
import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path
from threading import Timer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.cli.commands.overview import COMMANDS
from lrcli.cli.completion.scripts import SCRIPTS
from lrcli.cli.completion.shells import quote_for_bash, split_line
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.train import train
from lrcli.learning.optimizers import OPTIMIZERS

ODD = ["mileage", "make and model", "it's", "$(touch hacked)", "a:b", "c\\d", "price"]
BREAKS = " \t\n\"'@><=;|&(:"  # bash's own
TYPED = {  # at the tab key, and the arguments it makes
    "lrcli trai\t": ["train"],
    "lrcli train odd.csv --target mi\t": ["train", "odd.csv", "--target", "mileage"],
    "lrcli train odd.csv --target=mi\t": ["train", "odd.csv", "--target=mileage"],
    "lrcli stats odd.csv --plot mi\t": ["stats", "odd.csv", "--plot", "mileage"],
    "lrcli train odd.csv --trajectory mileage,pr\t": ["train", "odd.csv", "--trajectory", "mileage,price"],
    "lrcli train odd.csv -f mileage:ma\t": ["train", "odd.csv", "-f", "mileage:make and model"],
    "lrcli train odd.csv -x 'make\t": ["train", "odd.csv", "-x", "make and model"],
    'lrcli train odd.csv -x "it\t': ["train", "odd.csv", "-x", "it's"],
    "lrcli train odd.csv -x it\t": ["train", "odd.csv", "-x", "it's"],
    "lrcli train odd.csv -x \\$\t": ["train", "odd.csv", "-x", "$(touch hacked)"],
    "lrcli train odd.csv -x mileage,a:\t": ["train", "odd.csv", "-x", "mileage,a:b"],
    "lrcli train odd.csv -f '*,log(mi\t": ["train", "odd.csv", "-f", "*,log(mileage)"],
    "lrcli train od\t --epochs au\t": ["train", "odd.csv", "--epochs", "auto"],
    "lrcli predict -m cars.json --brand mer\t": ["predict", "-m", "cars.json", "--brand", "Mercedes-Benz"],
    "A=1 lrcli predict -m cars.json --fuel=el\t": ["predict", "-m", "cars.json", "--fuel=electric"],
}


@pytest.fixture(scope="module")
def model_of_used_cars():
    table = Path(__file__).parents[2] / "sample_data" / "used_cars.csv"
    return train(str(table), recipe=Recipe(epochs=2)).model.to_json()


@pytest.fixture
def folder(tmp_path, model_of_used_cars):
    """A folder with a table of odd names and a model of used cars."""
    with open(tmp_path / "odd.csv", "w", newline="") as file:
        csv.writer(file).writerows([ODD, range(7), range(7)])
    (tmp_path / "cars.json").write_text(model_of_used_cars, encoding="utf-8")
    return tmp_path


@pytest.fixture
def asked(folder, lrcli):
    """asked(shell, word, …) → what a shell's script gets in that folder: status, and the words that are offered."""

    def ask(shell, *words):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("_LRCLI_COMPLETE", shell)
            done = lrcli(*arguments(shell, words))
        assert done.err == ""
        return done.status, offers(done.out)

    return ask


def arguments(shell, words):
    """What a shell's script passes on: bash the line and where its words end, the others words."""
    return ["lrcli " + " ".join(words), BREAKS] if shell == "bash" else list(words)


def offers(out):
    """The words that are printed, without what they are."""
    return [line.partition("\t")[0] for line in out.splitlines()]


def test_names_of_columns_are_those_of_the_header(asked, used_cars):
    with open(used_cars, newline="") as file:
        header = next(csv.reader(file))
    for flag in (
        "--target",
        "--weights",
        "--group",
        "--time",
        "--exclude",
        "--numeric",
        "--categorical",
        "-t",
        "-x",
        "-qt",
    ):
        assert asked("fish", "train", used_cars, flag, "") == (0, header)
    assert asked("fish", "train", used_cars, "--features", "") == (0, ["*", *header])
    assert asked("fish", "stats", "--target", "", used_cars)[0] == 1  # a file comes last
    assert asked("fish", "train", "--exclude", "age", used_cars, "--numeric", "age,mil") == (0, ["age,mileage"])


def test_zsh_gets_words_and_what_they_are_with_a_colon_between(asked):
    assert asked("zsh", "train", "odd.csv", "-x", "a") == (0, ["a\\:b"])
    assert asked("zsh", "train", "--sol") == (
        0,
        ["--solver:Take steps, or compute the analytic solution (default: sgd)"],
    )


def test_every_command_and_each_of_its_options_is_offered(asked, lrcli):
    assert asked("fish", "")[1] == list(COMMANDS)
    assert asked("fish", "--")[1] == ["--version", "--completion", "--man", "--help"]
    assert asked("fish", "--completion", "")[1] == list(SCRIPTS)
    for command in COMMANDS:
        shown = re.findall(r"^  (?:-\w,|   ) (--[\w-]+)", lrcli(command, "--help").out, re.MULTILINE)
        assert "--help" in shown
        assert set(shown) <= {*asked("fish", command, "--")[1]}


def test_predict_offers_the_options_and_levels_of_the_model_that_is_named(asked, folder):
    features = json.loads((folder / "cars.json").read_text())["features"]
    offered = asked("fish", "predict", "-m", "cars.json", "--")[1]
    assert {f"--{feature['name']}" for feature in features} <= set(offered)
    for feature in features:
        _, levels = asked("fish", "predict", "-qm", "cars.json", f"--{feature['name']}", "")
        assert levels == list(feature.get("weights", ()))
    assert asked("fish", "predict", "-m", "cars.json", "--brand", "mercedes") == (0, ["Mercedes-Benz"])
    assert "--brand" not in asked("fish", "predict", "--")[1]  # no model.json here


def test_words_of_an_option_with_few_values_are_offered(asked):
    for flag, words in (
        ("--solver", ["sgd", "exact"]),
        ("--batch-size", ["full", "auto"]),
        ("--optimizer", [*OPTIMIZERS]),
        ("--delimiter", ["comma", "semicolon", "tab", "pipe", "blanks"]),
        ("--seed", []),
    ):
        for command in ("train", "crossval"):
            assert asked("fish", command, flag, "") == (0, words)
    assert asked("fish", "train", "--schedule=co") == (0, ["--schedule=constant", "--schedule=cosine"])


@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_file_is_left_to_the_shell(asked, shell):
    for words in (["train", ""], ["predict", "-m", ""], ["train", "odd.csv", "-o", "m"], ["train", "--", "--x"]):
        assert asked(shell, *words) == (1, [])


@pytest.mark.parametrize("data", ["nowhere.csv", ".", "empty.csv", "cars.json", "http://127.0.0.1:9/cars.csv"])
def test_what_cannot_be_read_offers_nothing(asked, folder, data):
    (folder / "empty.csv").touch()
    (folder / "cars.json").write_bytes(b"\0" * 100)
    assert asked("fish", "train", data, "--target", "") == (0, [])
    assert asked("fish", "predict", "-m", "cars.json", "--brand", "")[1] == []


def test_standard_input_is_not_waited_for(folder):
    reading, writing = os.pipe()
    done = subprocess.run(
        [sys.executable, "-m", "lrcli", *arguments("fish", ["train", "-", "--target", ""])],
        cwd=folder, env=os.environ | {"_LRCLI_COMPLETE": "fish"}, stdin=reading,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    os.close(reading), os.close(writing)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_options_that_say_how_the_file_is_written_count(asked, folder):
    (folder / "strange.csv").write_text("made by hand\nx!y!price\n1!2!3\n")
    words = ["train", "strange.csv", "--delimiter", "!", "--skip-lines", "1", "--target", ""]
    assert asked("fish", *words) == (0, ["x", "y", "price"])
    assert asked("fish", *words[:-2], "--no-header", "--target", "") == (0, ["c1", "c2", "c3"])


def test_control_codes_in_a_header_reach_no_shell(asked, folder):
    (folder / "codes.csv").write_bytes(b'x\x1b[31m,"y\nz",price\n1,2,3\n')
    assert asked("fish", "train", "codes.csv", "--target", "") == (0, ["price"])


def test_options_are_offered_without_numpy(folder):
    code = "import sys; from lrcli.cli.app import main; main(['train', '--tar']); print(*sys.modules, file=sys.stderr)"
    env = os.environ | {"_LRCLI_COMPLETE": "fish"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("--target\t")
    assert not {"numpy", "pyarrow", "rich"} & set(done.stderr.split())


def test_another_shell_is_wrong_usage(lrcli):
    done = lrcli("--completion", "csh")
    assert (done.status, done.out) == (2, "")
    assert done.err == "lrcli: --completion 'csh' is none of bash, zsh, fish\n"


PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1)


@given(st.lists(PRINTABLE), st.sampled_from(["", "'"]))
def test_a_line_falls_apart_as_in_a_shell(words, quote):
    line = " ".join(quote + quote_for_bash(word, quote) + quote for word in words)
    assert split_line(line + " ")[0] == shlex.split(line) == words


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_bash_reads_what_it_is_given_behind_a_quote_as_it_was(quote):
    words = [chr(k) for k in range(32, 127)]
    line = " ".join(quote + quote_for_bash(word, quote) + quote for word in words)
    done = subprocess.run(["bash", "-c", f"printf '%s\\n' {line}"], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == words


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_tab_key_in_a_real_shell(folder, shell):
    """Typed on a terminal; a stand-in for lrcli writes down the arguments that it is given."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    program = folder / "bin" / "lrcli"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nif [ -n "$_LRCLI_COMPLETE" ]; then exec \'{sys.executable}\' -m lrcli "$@"; fi\n'
        f"for word in \"$@\"; do printf '%s\\037' \"$word\" >> '{folder}/given'; done; echo >> '{folder}/given'\n"
    )
    program.chmod(0o755)
    script = subprocess.run(
        [sys.executable, "-m", "lrcli", "--completion", shell], capture_output=True, text=True, check=True
    ).stdout
    (folder / f"completion.{shell}").write_text(script)
    type_into(shell, folder, [f"source completion.{shell}", *TYPED, "exit"])
    given = (folder / "given").read_text().splitlines()
    assert [line.split("\037")[:-1] for line in given] == list(TYPED.values())
    assert not (folder / "hacked").exists()


def type_into(shell, folder, lines):
    """Run an interactive shell that reads no settings, and type these lines."""
    options = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-i"], "fish": ["--no-config"]}
    own = {"HOME": str(folder), "ZDOTDIR": str(folder), "TERM": "xterm", "PATH": f"{folder}/bin:{os.environ['PATH']}"}
    (folder / ".zshrc").write_text("PS1=\n")
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [shell, *options[shell]], cwd=folder, env=os.environ | own, stdin=follower, stdout=follower, stderr=follower,
        start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    os.close(follower)
    too_long = Timer(120, process.kill)
    too_long.start()
    for line in lines:
        os.write(leader, line.encode() + b"\n")
    with open(leader, "rb") as terminal, suppress(OSError):  # which says that the shell is gone
        while terminal.read1():
            pass
    process.wait()
    too_long.cancel()
