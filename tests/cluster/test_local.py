"""Workers that are copies of the command, in real processes: they are replaced, and none outlives the command."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="needs pip install 'lrcli[cluster]'")

from ragged_tables import ragged_table
from waiting import SECONDS, until

from lrcli.cluster.local import end_large

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Dask starts processes that are no copies")
KILL_ONE = """
import os, signal, time
from lrcli.cluster.dask import workers_at
signal.alarm(60)
with workers_at("1") as tasks:
    [(address, killed)] = tasks.client.run(os.getpid).items()
    os.kill(killed, signal.SIGKILL)
    while address in tasks.client.scheduler_info()["workers"]:
        time.sleep(0.05)
    tasks.client.wait_for_workers(1)
    [keeper] = tasks.client.run(os.getppid).values()
    [worker] = tasks.client.run(os.getpid).values()
    print(killed, worker, keeper, flush=True)
    time.sleep(600)
"""


def is_gone(pid):
    """Whether a process has ended, even if nobody has asked for its status."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_worker_that_is_killed_is_replaced_and_all_end_with_a_command_that_is_killed():
    running = subprocess.Popen([sys.executable, "-c", KILL_ONE], stdout=subprocess.PIPE, text=True)
    killed, worker, keeper = map(int, running.stdout.readline().split())
    assert len({killed, worker, keeper, running.pid}) == 4
    assert Path(f"/proc/{keeper}/stat").read_text().split()[3] == str(running.pid)
    running.kill()
    running.communicate()
    until(lambda: is_gone(worker) and is_gone(keeper))


def test_ctrl_c_in_a_terminal_is_told_once_while_processes_start(write, tmp_path):
    """A terminal sends it to all processes."""
    words = [sys.executable, "-m", "lrcli", "train", write(ragged_table(2_000)), "-t", "price", "--cluster", "2"]
    running = subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True)
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    [keeper] = until(lambda: children.read_text().split())
    with suppress(FileNotFoundError):  # there is no worker yet, or all have ended
        until(lambda: Path(f"/proc/{keeper}/task/{keeper}/children").read_text() or is_gone(keeper))
    os.killpg(running.pid, signal.SIGINT)
    said = running.communicate(timeout=SECONDS)[1]
    assert (running.returncode, said) == (130, "lrcli: interrupted\n")
    with pytest.raises(ProcessLookupError):  # nobody of the group is left
        os.killpg(running.pid, 0)


class KeeperWithoutWorkers:
    def __init__(self, distributed, count): ...

    def start(self, address): ...

    def close(self): ...


def test_workers_that_do_not_start_are_said_with_the_remedy(lrcli, cars, monkeypatch):
    monkeypatch.setattr("lrcli.cluster.local.START_TIME", 0.1)
    monkeypatch.setattr("lrcli.cluster.local.can_be_copied", lambda: True)
    monkeypatch.setattr("lrcli.cluster.local.Keeper", KeeperWithoutWorkers)
    refused = lrcli("train", cars, "--cluster", "2")
    assert (refused.status, refused.err) == (
        1,
        "lrcli: 2 workers did not start on this machine within 0.1 seconds; name fewer: --cluster 1\n",
    )


def test_only_a_worker_with_more_memory_than_its_share_is_ended():
    with subprocess.Popen(["sleep", str(SECONDS)]) as large, subprocess.Popen(["sleep", str(SECONDS)]) as small:
        end_large([large.pid], memory=1000)
        end_large([small.pid], memory=1 << 30)
        assert large.wait() == -signal.SIGKILL
        assert small.poll() is None
        small.kill()
