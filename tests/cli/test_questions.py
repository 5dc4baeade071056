"""The questions of `lrcli predict`, answered on a terminal."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from threading import Timer

import pytest

from lrcli.cli.app import main

TABLE = "size,fuel,price\n" + "".join(
    f"{1000 * k},{('Diesel', 'Petrol')[k % 2]},{10 * k + 5 * (k % 2)}\n" for k in range(21)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with model.json: price = size / 100, and 5 more of Petrol."""
    folder = tmp_path_factory.mktemp("questions")
    (folder / "table.csv").write_text(TABLE)
    assert main(["train", str(folder / "table.csv"), "-o", str(folder / "model.json"), "-q", "--solver", "exact"]) == 0
    return folder


def typed(folder, *answers):
    """What stands on a terminal after these answers, line by line. An answer is typed when its question is there."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "lrcli", "predict"],
        cwd=folder,
        env=os.environ | {"TERM": "xterm", "INPUTRC": "/dev/null"},
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    too_long = Timer(60, process.kill)
    too_long.start()
    shown, waiting = "", list(answers)
    try:
        while data := os.read(leader, 65536):
            shown += data.decode()
            if waiting and re.search(r"\): $", shown):
                os.write(leader, waiting.pop(0).encode())
    except OSError:  # the process has gone
        pass
    assert process.wait() == 0
    too_long.cancel()
    return screen(shown)


def screen(text):
    """The lines that a terminal shows of a text with carriage returns and steps back."""
    lines = []
    for line in re.sub(r"\x1b\[\?\d+[hl]|\x07", "", text).split("\r\n"):
        cells, at = [], 0
        for letter in re.split(r"(\x1b\[[\d;]*[A-Za-z]|.)", line):
            if letter == "\r":
                at = 0
            elif letter == "\b":
                at -= 1
            elif letter == "\x1b[K":
                del cells[at:]
            elif letter:
                cells[at : at + 1] = letter
                at += 1
        lines.append("".join(cells))
    return lines


def test_tab_completes_a_level_in_any_case_and_leaves_the_question_as_it_is(folder):
    lines = typed(folder, "4000\r", "die\t\r")
    assert lines[:2] == ["size (0 to 20,000): 4000", "fuel (Diesel, Petrol): Diesel"]
    assert float(lines[-2]) == 40


def test_what_is_no_value_or_has_two_is_asked_for_again_by_the_name_of_its_column(folder):
    lines = typed(folder, "four\r", "12.000\r", "12k\r", "petrol\r")
    assert lines[:5] == [
        "size (0 to 20,000): four",
        "size 'four' is not a number",
        "size (0 to 20,000): 12.000",
        "size '12.000' may be 12 or 12,000; write 12 or 12000",
        "size (0 to 20,000): 12k",
    ]
    assert float(lines[-2]) == 125


def test_a_level_that_training_did_not_see_has_to_be_given_twice(folder):
    lines = typed(folder, "4000\r", "Diesl\r", "gas\r", "gas\r")
    assert lines[1:5] == [
        "fuel (Diesel, Petrol): Diesl",
        "fuel 'Diesl' was not seen in training; did you mean 'Diesel'? Else answer so again",
        "fuel (Diesel, Petrol): gas",
        "fuel 'gas' was not seen in training; answer so again if it is meant",
    ]
    assert "fuel gas" in lines[6]
