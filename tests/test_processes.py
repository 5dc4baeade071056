"""What only a real process shows: pipes, signals, colours, and what start-up imports."""

import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lrcli import load

SAMPLES = Path(__file__).parents[1] / "sample_data"
HEAVY = ("numpy", "matplotlib", "pandas", "pyarrow", "plotext", "rich", "pydantic")


def run(*argv: str, folder: Path, **more):
    env = os.environ | {"COLUMNS": "80"} | more.pop("env", {})
    command = [sys.executable, "-m", "lrcli", *argv]
    text = {"text": True, "errors": "backslashreplace"}  # standard error may be in another encoding
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, timeout=60, check=False, **text, **more)


def imported_by(*argv: str, folder: Path) -> set[str]:
    """The heavy packages that a command line imports."""
    code = f"import sys; from lrcli.cli.app import main; main({list(argv)!r}); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return set(HEAVY) & set(done.stderr.split())


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """The file of a model of the cars."""
    folder = tmp_path_factory.mktemp("model")
    assert run("train", str(SAMPLES / "cars.csv"), "-q", "--epochs", "2", folder=folder).returncode == 0
    return folder / "model.json"


@pytest.fixture
def trained(tmp_path, model):
    """A folder of the test's own, with that model."""
    shutil.copy(model, tmp_path)
    return tmp_path


def test_one_prediction_imports_nothing_heavy(trained):
    assert imported_by("predict", "--mileage", "120000", "--age", "10", folder=trained) == set()


def test_a_range_and_an_explanation_import_no_numpy(trained):
    case = "predict", "--mileage", "120000", "--age", "10", "--interval", "90"
    assert imported_by(*case, folder=trained) == set()
    assert imported_by(*case, "--explain", "--json", folder=trained) == set()
    assert imported_by(*case, "--explain", folder=trained) == {"rich"}


def test_help_imports_neither_numpy_nor_pandas(trained):
    for argv in (["--help"], ["train", "--help"], ["predict", "--help"]):
        assert imported_by(*argv, folder=trained) <= {"rich"}


@pytest.mark.parametrize("command", ["train", "stats", "evaluate", "predict", "crossval"])
def test_no_command_imports_pandas_though_it_is_installed(tmp_path, used_cars, command):
    """Neither by itself nor through pyarrow, which imports dateutil too where it has to guess the type of a value."""
    if command in ("evaluate", "predict"):
        assert run("train", used_cars, "-q", "--epochs", "2", folder=tmp_path).returncode == 0
    code = (
        "import atexit, sys; from lrcli.cli.app import entry; sys.argv[0] = 'lrcli';"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr)); entry()"
    )
    argv = [
        sys.executable,
        "-c",
        code,
        command,
        used_cars,
        *(["--epochs", "2"] if command in ("train", "crossval") else []),
    ]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=True)
    modules = done.stderr.split()
    assert "pyarrow" in modules
    assert {"pandas", "dateutil"}.isdisjoint(modules)


def test_a_quiet_training_imports_nothing_to_draw_with_nor_masked_arrays(tmp_path, cars):
    code = (
        "import atexit, sys; from lrcli.cli.app import entry; sys.argv[0] = 'lrcli';"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr)); entry()"
    )
    argv = [sys.executable, "-c", code, "train", cars, "-q", "--epochs", "2"]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert {"rich.console", "numpy.ma"}.isdisjoint(done.stderr.split())


def test_importing_the_package_imports_nothing_heavy(tmp_path):
    code = "import sys, lrcli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert set(HEAVY) & set(done.stdout.split()) == set()


def test_a_model_goes_through_a_pipe(tmp_path, cars):
    piped = f"cat '{cars}' | '{sys.executable}' -m lrcli train - -q -o - --epochs 3"
    done = subprocess.run(piped, shell=True, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["target"]["name"] == "price"


def test_a_reader_that_has_enough_is_no_error(trained, cars):
    rows = Path(cars).read_text()
    (trained / "many.csv").write_text(rows + rows.partition("\n")[2] * 400)
    for command in (
        "predict - < many.csv | head -n 1",
        "stats many.csv | head -n 1",
        "train many.csv --json | head -c 1",
    ):
        piped = f"set -o pipefail; '{sys.executable}' -m lrcli {command}"
        done = subprocess.run(["bash", "-c", piped], cwd=trained, capture_output=True, text=True, check=False)
        assert done.returncode == 0
        assert done.stdout
        assert "Traceback" not in done.stderr
        assert "Broken" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_a_report_is_written_whoever_reads_the_tables(trained, cars, command):
    """A reader that has gone, and a disk that is full, lose what is shown and no file."""
    for place, where in (("pipe.html", "| true"), ("full.html", "> /dev/full")):
        piped = f"'{sys.executable}' -m lrcli {command} '{cars}' --report {place} {where}"
        done = subprocess.run(["bash", "-c", piped], cwd=trained, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        assert (trained / place).read_text().rstrip().endswith("</html>")


def test_an_encoding_without_the_characters_gets_what_comes_nearest(trained, cars):
    for command in ("train", "stats"):
        done = run(command, cars, folder=trained, env={"PYTHONIOENCODING": "ascii"})
        assert done.returncode == 0
        assert done.stdout.isascii()
        assert "R2" in done.stdout or "histogram" in done.stdout


@pytest.mark.parametrize("command", ["train", "stats", "crossval", "evaluate"])
def test_ascii_is_what_a_terminal_without_other_characters_shows(trained, cars, command):
    asked, without = (
        run(command, cars, *more, folder=trained, env=env)
        for more, env in ((["--ascii"], {"PYTHONIOENCODING": "utf-8"}), ([], {"PYTHONIOENCODING": "ascii"}))
    )
    assert (asked.returncode, asked.stdout, asked.stderr) == (0, without.stdout, without.stderr)
    assert asked.stdout.isascii()


def test_a_prediction_worked_out_is_the_same_in_ascii(tmp_path, used_cars):
    train = run("train", used_cars, "-q", "--solver", "exact", "--log-target", "-f", "mileage,age", folder=tmp_path)
    assert train.returncode == 0
    case = "predict", "--mileage", "1e5", "--age", "5", "--explain"
    asked = run(*case, "--ascii", folder=tmp_path, env={"PYTHONIOENCODING": "utf-8"})
    without = run(*case, folder=tmp_path, env={"PYTHONIOENCODING": "ascii"})
    assert (asked.returncode, asked.stdout, asked.stderr) == (0, without.stdout, without.stderr)
    assert asked.stdout.isascii()
    assert "x 1.0" in asked.stdout  # what mileage and age multiply the average by


def test_names_survive_in_json_whatever_the_terminal_lacks(tmp_path):
    """JSON with escapes: a model through an ASCII pipe knows its categories, also those beyond 16 bits."""
    rows = "".join(f"{('grün', 'rot', '🚗')[k % 3]},{k % 7},{k}\n" for k in range(60))
    (tmp_path / "t.csv").write_text("farbe,größe,price\n" + rows, encoding="utf-8")
    for more, env in (
        (["--ascii"], {}),
        ([], {"PYTHONIOENCODING": "ascii"}),
        ([], {"PYTHONIOENCODING": "latin-1"}),
    ):
        for output in (["-o", "-"], ["--json"]):
            done = run("train", "t.csv", "-q", "--epochs", "2", *output, *more, folder=tmp_path, env=env)
            assert done.stdout.isascii()
            made = json.loads(done.stdout)
            features = made.get("model", made)["features"]
            assert {feature["name"] for feature in features} == {"farbe", "größe"}
            assert {"grün", "rot", "🚗"} == next(set(f["weights"]) for f in features if f["name"] == "farbe")


def test_a_worked_step_and_an_explanation_are_readable_without_the_characters(trained, cars):
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    step = run("train", cars, "-q", "--epochs", "2", "--explain-step", folder=trained, env=ascii_only)
    assert step.stdout.isascii()
    assert "w <- w - eta m/(1 - beta1^t)" in step.stdout
    assert "?" not in step.stdout
    case = run("predict", "--mileage", "1e5", "--age", "5", "--explain", folder=trained, env=ascii_only)
    assert case.stdout.isascii()
    assert "#####" in case.stdout
    assert "-" in next(line for line in case.stdout.splitlines() if "mileage" in line).split("|")[-2]
    assert "?" not in case.stdout


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_said(trained, cars):
    for command in ("predict --mileage 3 --age 3", f"stats '{cars}'", f"train '{cars}' --json", "train --help"):
        piped = f"'{sys.executable}' -m lrcli {command} > /dev/full"
        done = subprocess.run(["bash", "-c", piped], cwd=trained, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1] == "lrcli: cannot write standard output: No space left on device"
        assert "Traceback" not in done.stderr


def test_closed_descriptors_are_no_traceback(trained, cars):
    for command in (f"stats '{cars}' >&-", "stats - <&-", "predict <&-", "predict --mileage 3 --age 3 2>&-"):
        done = subprocess.run(
            ["bash", "-c", f"'{sys.executable}' -m lrcli {command}"],
            cwd=trained, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        assert done.returncode in {0, 1}


def test_help_into_a_closed_pipe_is_no_error(trained):
    piped = f"set -o pipefail; '{sys.executable}' -m lrcli --help | true"
    assert subprocess.run(["bash", "-c", piped], cwd=trained, capture_output=True, check=False).returncode == 0


def test_on_a_terminal_it_asks_for_each_feature_until_it_is_one(trained):
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "lrcli", "predict"],
        cwd=trained, stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.write(leader, b"120000\nten\n10\n")
    out, err = process.communicate(timeout=30)
    os.close(leader), os.close(follower)
    assert process.returncode == 0
    assert "mileage (" in err
    assert "age 'ten' is not a number" in err
    assert float(out) == pytest.approx(load(trained / "model.json").predict(mileage=120000, age=10), abs=0.01)


@pytest.mark.parametrize("options", [(), ("--json",), ("--explain", "--interval", "50")])
def test_the_rows_of_a_stream_are_answered_as_they_arrive(trained, options):
    """As behind tail -f: the writer waits for each answer before it writes the next row."""
    command = [sys.executable, "-m", "lrcli", "predict", "-", *options]
    process = subprocess.Popen(
        command, cwd=trained, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    rows = [b"120000,10", b"50000,5", b"7,3", b"80000,"]
    model, expected = load(trained / "model.json"), []
    process.stdin.write(b"mileage,age\n")
    for k, row in enumerate(rows):
        process.stdin.write(row + b"\n")
        process.stdin.flush()
        if k == 0 and "--json" not in options:
            header = process.stdout.readline().decode().strip().split(",")
            assert header[:3] == ["mileage", "age", "price_predicted"]
            assert header[-1] == "price_note"  # what will come is not known
        answer = process.stdout.readline()
        mileage, age = row.decode().split(",")
        value = model.predict(mileage=float(mileage), age=float(age) if age else None)
        predicted = json.loads(answer)["price_predicted"] if "--json" in options else float(answer.split(b",")[2])
        assert predicted == pytest.approx(value, abs=0.006)
        expected.append(answer)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, b"")
    assert b"age: 1 row missing" in err
    assert b"missing:age" in expected[-1]
    assert b"outside:mileage" in expected[-2]


def test_a_stream_that_does_not_pause_gives_the_bytes_of_its_file(trained, cars):
    piped = f"cat '{cars}' | '{sys.executable}' -m lrcli predict -"
    done = subprocess.run(piped, shell=True, cwd=trained, capture_output=True, text=True, check=True)
    assert done.stdout == run("predict", cars, folder=trained).stdout


def test_on_a_terminal_tab_completes_a_level_and_what_was_understood_stands_above_the_price(tmp_path):
    pytest.importorskip("readline")
    rows = "".join(f"{k},{('3 Series', '5 Series', 'X5')[k % 3]},{10 * k + 5 * (k % 3)}\n" for k in range(1, 31))
    (tmp_path / "cars.csv").write_text("km,model,price\n" + rows)
    assert run("train", "cars.csv", "-q", "--solver", "exact", folder=tmp_path).returncode == 0
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "lrcli", "predict"],
        cwd=tmp_path, stdin=follower, stdout=follower, stderr=follower, env=os.environ | {"TERM": "dumb"},
    )  # fmt: skip
    os.close(follower)
    shown = b""

    def wait_for(text):
        nonlocal shown
        while text not in shown:
            assert select.select([leader], [], [], 30)[0], shown  # else the program asks for what nobody answers
            shown += os.read(leader, 4096)  # fails where the program ends
        shown = shown.partition(text)[2]

    wait_for(b"km (1 to 30)")
    os.write(leader, b"many\n")
    wait_for(b"km 'many' is not a number")  # asked again
    os.write(leader, b"2k\n")
    wait_for(b"model (")
    os.write(leader, b"3 sereis\n")
    wait_for(b"did you mean '3 Series'?")
    os.write(leader, b"x\t\n")  # completed in another case
    wait_for(b"km 2000, model X5")
    wait_for(b"km '2k' is read as 2000")
    wait_for(b"km 2000 is outside 1 to 30")
    model = load(tmp_path / "model.json")
    wait_for(f"{model.predict(km=2000, model='X5'):.2f}".encode())
    assert process.wait(timeout=30) == 0
    os.close(leader)


def test_predictions_can_be_piped_into_evaluate(trained, cars):
    lrcli = f"'{sys.executable}' -m lrcli"
    piped = f"{lrcli} predict '{cars}' | {lrcli} evaluate - --json"
    done = subprocess.run(piped, shell=True, cwd=trained, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["model"]["rows"] == 500


def wait_until_it_trains(process: subprocess.Popen) -> None:
    """Until it has had twice the time of a processor that it needs before its first step, where that can be asked."""
    stat = Path(f"/proc/{process.pid}/stat")
    if not stat.exists():
        time.sleep(3)
        return
    for _ in range(600):
        ticks = sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13]))
        if ticks >= 2 * os.sysconf("SC_CLK_TCK"):
            return
        time.sleep(0.1)


def interrupted(folder: Path, cars: str, *more: str) -> subprocess.CompletedProcess:
    """A long training that is sent Ctrl-C once it takes steps."""
    argv = [sys.executable, "-m", "lrcli", "train", cars, "--epochs", "10000000", "--schedule", "constant", *more]
    process = subprocess.Popen(argv, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until_it_trains(process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    return subprocess.CompletedProcess(argv, process.returncode, out, err)


def test_ctrl_c_keeps_the_best_weights_and_says_so(tmp_path, cars):
    done = interrupted(tmp_path, cars)
    assert done.returncode == 130
    assert "interrupted: the model has the best weights" in done.stderr
    assert "Traceback" not in done.stderr
    model = load(tmp_path / "model.json")
    assert model.training.stopped == "interrupted"
    assert model.training.kept_epoch <= model.training.epochs_run < 10_000_000
    assert model.metrics.validation.loss <= min(model.history.validation_loss) * (1 + 1e-9)


def test_ctrl_c_while_reading_writes_nothing(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "lrcli", "train", "-"],
        cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    process.stdin.write("a,y\n" + "1,2\n" * 100_000)  # more than a pipe holds: it returns once the command reads
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == "lrcli: interrupted\n"
    assert list(tmp_path.iterdir()) == []


def test_rows_in_a_temporary_file_are_gone_however_it_ends(tmp_path):
    """Killed with the file open, at 2 MB of it: no name in TMPDIR, and none is left."""
    lines = "".join(f"{k % 977},{k % 13},{k}\n" for k in range(200_000))
    (tmp_path / "many.csv").write_text("a,b,y\n" + lines)
    (tmp_path / "scratch").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "lrcli", "train", "many.csv", "--batch-size", "1", "--memory", "1M"],
        cwd=tmp_path, env={**os.environ, "TMPDIR": str(tmp_path / "scratch")},
    )  # fmt: skip
    descriptors = Path(f"/proc/{process.pid}/fd")
    is_open = False
    while process.poll() is None and not is_open:
        time.sleep(0.05)
        is_open = any(_size_of_deleted(link, tmp_path / "scratch") > 2 << 20 for link in descriptors.iterdir())
    assert is_open
    assert list((tmp_path / "scratch").iterdir()) == []
    process.kill()
    process.wait()
    assert list((tmp_path / "scratch").iterdir()) == []
    assert not (tmp_path / "model.json").exists()


def _size_of_deleted(link, folder):
    """Bytes of the file behind a descriptor, 0 of any that is not a nameless one of the folder."""
    try:
        target = os.readlink(link)
        return link.stat().st_size if target.startswith(str(folder)) and target.endswith("(deleted)") else 0
    except FileNotFoundError:
        return 0


def test_no_colour_where_there_is_no_terminal(trained, cars):
    done = run("train", cars, "--epochs", "3", folder=trained)
    assert "\x1b" not in done.stdout + done.stderr


def test_no_colour_with_no_color_even_on_a_terminal(trained, cars):
    for env, coloured in (({"NO_COLOR": "1"}, False), ({"FORCE_COLOR": "1"}, True)):
        done = run("evaluate", cars, folder=trained, env=env)
        assert ("\x1b[1m" in done.stdout or "\x1b[3" in done.stdout) is coloured


def test_there_may_be_more_files_than_can_be_open(tmp_path):
    for k in range(80):
        (tmp_path / f"part{k:02d}.csv").write_text(f"km,price\n{k},{100 - k + k % 7}\n{k + 0.5},{99 - k}\n")
    script = 'ulimit -n 40; exec "$0" -m lrcli train part*.csv --solver exact --quiet'
    done = subprocess.run(
        ["bash", "-c", script, sys.executable], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((tmp_path / "model.json").read_text())["data"]["rows"] == 160
