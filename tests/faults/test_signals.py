"""Processes that a signal ends, or kills: files stay whole, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")

PATIENCE = 60  # seconds that a process may take to begin or to end


@pytest.fixture
def predicting(lrcli, cars):
    """Starts `predict - --output p.csv`, over a p.csv, which waits for more rows on its input."""
    lrcli("train", cars, "-q", "--epochs", "2")
    Path("p.csv").write_text("old")
    processes = []

    def start():
        argv = [sys.executable, "-m", "lrcli", "predict", "-", "--output", "p.csv"]
        processes.append(subprocess.Popen(argv, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        processes[-1].stdin.write("mileage,age,price\n1,2,3\n")
        processes[-1].stdin.flush()
        end = time.monotonic() + PATIENCE
        while not temporary_files():
            assert processes[-1].poll() is None, processes[-1].stderr.read()
            assert time.monotonic() < end
            time.sleep(0.01)
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def temporary_files():
    return [name for name in os.listdir() if name.endswith(".lrcli")]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_request_to_end_leaves_the_old_file_and_nothing_else(predicting, name):
    process = predicting()
    process.send_signal(getattr(signal, name))
    assert process.wait(PATIENCE) == -getattr(signal, name)
    assert process.stderr.read() == ""
    assert Path("p.csv").read_text() == "old"
    assert temporary_files() == []


def test_ctrl_c_leaves_the_old_file_and_nothing_else(predicting):
    process = predicting()
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 130
    assert process.stderr.read() == "lrcli: interrupted\n"
    assert Path("p.csv").read_text() == "old"
    assert temporary_files() == []


def test_what_a_killed_prediction_leaves_goes_with_the_next(predicting, lrcli, cars):
    process = predicting()
    process.kill()
    process.wait()
    assert Path("p.csv").read_text() == "old"
    assert temporary_files()
    assert lrcli("predict", cars, "-o", "p.csv").status == 0
    assert temporary_files() == []


def test_two_predictions_into_one_file_do_not_disturb_each_other(predicting, lrcli, cars):
    process = predicting()
    assert lrcli("predict", cars, "-o", "p.csv").status == 0
    by_the_second = Path("p.csv").read_text()
    process.communicate("5,6,7\n", timeout=PATIENCE)
    assert process.returncode == 0
    assert Path("p.csv").read_text().startswith("mileage,age,price,price_predicted,price_note\n1,2,3,")
    assert by_the_second != Path("p.csv").read_text()


def test_a_signal_that_is_ignored_stays_ignored(predicting, monkeypatch):
    """As `nohup` has it ignored."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = predicting()
    finally:
        signal.signal(signal.SIGHUP, before)
    process.send_signal(signal.SIGHUP)
    process.communicate("5,6,7\n", timeout=PATIENCE)
    assert process.returncode == 0


@pytest.mark.parametrize("module", ["typer", "lrcli.cli.app"])
def test_ctrl_c_while_python_imports_shows_no_traceback(module):
    code = f"""
import os, signal, sys
class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupted())
sys.argv = ["lrcli", "--version"]
from lrcli.__main__ import start
start()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")


def test_model_and_page_are_of_one_run(lrcli, cars, monkeypatch):
    """A training that ends before its page is whole leaves the model of before."""
    lrcli("train", cars, "-q", "--epochs", "2", "--report", "r.html")
    model, page = Path("model.json").read_text(), Path("r.html").read_text()

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("lrcli.report.page.page.report_page", interrupted)
    assert lrcli("train", cars, "-q", "--epochs", "3", "--report", "r.html").status == 130
    assert (Path("model.json").read_text(), Path("r.html").read_text()) == (model, page)


def test_ctrl_c_is_heard_while_a_block_is_parsed():
    """By Python's handler: Arrow's own reports from another thread, at times too late."""
    code = """
import signal
from lrcli.cli.signals import end_in_order
end_in_order()
from lrcli.data.files.source import pa
def parse(row):
    try:
        signal.raise_signal(signal.SIGINT)
        for _ in range(1000):
            pass
    except KeyboardInterrupt:
        print("heard")
    return "skip"
reading, parsing = pa.csv.ReadOptions(use_threads=False), pa.csv.ParseOptions(invalid_row_handler=parse)
pa.csv.read_csv(pa.BufferReader(b"a,b\\n1,2\\n3\\n"), read_options=reading, parse_options=parsing)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert (done.stdout, done.stderr) == ("heard\n", "")


def test_a_second_ctrl_c_while_the_first_is_told_shows_no_traceback():
    code = """
import signal, sys
import lrcli.cli.app as app
def fail(message, status):
    signal.raise_signal(signal.SIGINT)
app._fail = fail
app._run = lambda argv: signal.raise_signal(signal.SIGINT)
sys.argv = ["lrcli", "--version"]
app.entry()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (130, "")


def test_ctrl_c_inside_an_exec_gives_the_status_that_is_told(tmp_path):
    """As where a dataclass is made while modules are imported."""
    (tmp_path / "interrupted.py").write_text(
        "import lrcli.cli.app as app\n"
        "def main():\n"
        "    try:\n"
        "        exec('raise KeyboardInterrupt')\n"
        "    except KeyboardInterrupt:\n"
        "        return app.INTERRUPTED\n"
        "app.main = main\n"
        "app.entry()\n"
    )
    assert subprocess.run([sys.executable, "-m", "interrupted"], cwd=tmp_path, check=False).returncode == 130
