"""The program where a system has none of the calls and modules that only Unix has, as Windows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lrcli.data.files.layout import Layout
from lrcli.data.files.readers.container import Container
from lrcli.limits import LIMITS

CALLS = {
    "os": "sysconf sysconf_names pread pwrite preadv pwritev sched_getaffinity sched_setaffinity getuid geteuid getgid "
    "getegid fork forkpty fchmod fchown chown lchown getpgid setsid killpg mkfifo mknod getloadavg nice statvfs "
    "fstatvfs posix_fadvise posix_fallocate sendfile memfd_create openpty ttyname wait4 sync",
    "signal": "SIGHUP SIGQUIT SIGPIPE SIGALRM SIGTSTP SIGCONT SIGUSR1 SIGUSR2 SIGWINCH SIGCHLD alarm setitimer "
    "pthread_sigmask pthread_kill sigwait pause siginterrupt",
    "time": "clock_settime tzset",
}
MODULES = ("fcntl", "resource", "termios", "tty", "pty", "pwd", "grp", "readline", "syslog", "crypt", "nis", "spwd")
WITHOUT = f"""
import builtins, os, signal, sys, time

usual_import = builtins.__import__

def import_(name, globals=None, *others, **options):
    if name in {MODULES!r} and str((globals or {{}}).get("__name__")).startswith("lrcli"):
        raise ImportError(name)  # other packages ask first which system it is
    return usual_import(name, globals, *others, **options)

builtins.__import__ = import_
for module, names in {CALLS!r}.items():
    for name in names.split():
        if hasattr(sys.modules[module], name):
            delattr(sys.modules[module], name)
from lrcli.cli.app import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def run(tmp_path):
    def run_without(*argv):
        env = os.environ | {"COLUMNS": "80"}
        command = [sys.executable, "-c", WITHOUT, *argv]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120, check=False)

    return run_without


def test_every_command_does_its_work(run, cars, used_cars, tmp_path):
    """Also with rows in a temporary file, which are read back at their places."""
    for argv in (
        ["train", cars, "--epochs", "5", "-o", "cars.json"],
        ["train", used_cars, "--memory", "1K", "--epochs", "2", "-o", "used.json"],
        ["predict", "-m", "cars.json", "--mileage", "120000", "--age", "10"],
        ["predict", "-m", "used.json", used_cars, "-o", "predicted.csv"],
        ["evaluate", "-m", "used.json", used_cars],
        ["crossval", cars, "--folds", "3", "--epochs", "5"],
        ["stats", used_cars, "--plot", "*"],
    ):
        done = run(*argv)
        assert done.returncode == 0, (argv, done.stderr)
    assert len(Path(tmp_path / "predicted.csv").read_text().splitlines()) == len(
        Path(used_cars).read_text().splitlines()
    )


def test_the_copy_that_a_library_opens_by_its_name_is_closed(tmp_path):
    """Windows opens no file a second time that is still open."""
    with (tmp_path / "cars.db").open("w+b") as file:
        file.write(b"content")
        container = Container("cars.db", file, Layout(), LIMITS)
        with container.resources:
            copy = Path(container.path)
            open_files = [os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.exists()]
            assert copy.read_bytes() == b"content"
            assert str(copy) not in open_files
        assert not copy.exists()
