"""What can go wrong between machines, with real processes: it ends in one line that names what, who and the remedy."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from time import sleep

import pytest

pytest.importorskip("distributed", reason="needs pip install 'lrcli[cluster]'")

from buckets import bucket_of
from ragged_tables import ragged_table
from waiting import SECONDS, until

from lrcli.cluster import dask
from lrcli.data.files.layout import Layout
from lrcli.data.files.portions import Stamp
from lrcli.data.files.table_file import open_source
from lrcli.data.files.text_ranges import cut_of
from lrcli.errors import LrcliError
from lrcli.limits import LIMITS

ANY_PORT = "127.0.0.1:0"  # of the server that Dask starts beside a scheduler


WITHOUT_LRCLI = "import sys\nsys.modules['lrcli'] = None\n"


@pytest.fixture
def part(write):
    """A range of a file."""
    path = write(ragged_table(2_000))
    source = open_source(path, Layout(), limits=replace(LIMITS, portion_bytes=9_000, head_bytes=4_000))
    plan = cut_of(path, Stamp.of(path), source)
    source.close()
    return plan.portions([look(*given) for look, *given in plan.looks])[1]


def end_worker(part):
    os._exit(1)


def use_all_memory(part):
    raise MemoryError


def room(part):
    from lrcli.data.rows.tasks import ROOM

    return ROOM.bytes, ROOM.at_most(1 << 60), ROOM.at_most(1)


def find_denied(part):
    raise PermissionError(13, "Permission denied")


def test_what_ends_its_workers_is_named_with_its_range_and_the_remedy(scheduler, tasks, part, monkeypatch):
    monkeypatch.setattr(scheduler.scheduler, "allowed_failures", 0)
    with pytest.raises(LrcliError, match=r"table\.csv, bytes [\d,]+ to [\d,]+: 1 workers? .* tcp://.*more memory"):
        tasks.result(tasks.submit(end_worker, part))
    tasks.client.wait_for_workers(2, timeout=SECONDS)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (use_all_memory, r"table\.csv, bytes .*: the worker tcp://.* has not enough memory .* give workers more"),
        (find_denied, r"table\.csv, bytes .*: \[Errno 13\] Permission denied, on the worker tcp://.* the rights"),
    ],
)
def test_what_goes_wrong_on_a_worker_names_it(tasks, part, fault, said):
    with pytest.raises(LrcliError, match=said):
        tasks.result(tasks.submit(fault, part))


def test_a_worker_keeps_rows_in_a_quarter_of_its_memory(scheduler, tasks, part):
    """For above four fifths Dask would give it no more tasks, and wait."""
    memory = next(iter(scheduler.scheduler.workers.values())).memory_limit
    assert tasks.result(tasks.submit(room, part)).value == (memory // 4, memory // 4, 1)


def test_a_worker_without_lrcli_is_named_also_if_it_comes_late(scheduler, tasks, part, tmp_path, lrcli, cars):
    """And before anything is read where it is there from the beginning."""
    (tmp_path / "hidden.py").write_text(WITHOUT_LRCLI)
    command = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler.scheduler_address, "--no-nanny"]
    options = ["--preload", "hidden.py", "--name", "late", "--no-dashboard"]
    late = subprocess.Popen([*command, *options], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = until(lambda: next((w for w, own in _workers(tasks).items() if own["name"] == "late"), None))
        refused = lrcli("train", cars, "--cluster", scheduler.scheduler_address)
        assert refused.status == 1
        assert f"the worker {address} has no lrcli, but this machine has" in refused.err
    finally:
        late.kill()
        late.wait()
    until(lambda: len(_workers(tasks)) == 2)


def test_a_scheduler_without_lrcli_is_named(tmp_path, lrcli, cars):
    """For it reads every task before a worker does."""
    (tmp_path / "hidden.py").write_text(WITHOUT_LRCLI)
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    options = ["--preload", "hidden.py", "--no-dashboard", "--scheduler-file", "address.json"]
    alone = subprocess.Popen([*command, *options], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        file = tmp_path / "address.json"
        address = json.loads(until(lambda: file.exists() and file.read_text()))["address"]
        refused = lrcli("train", cars, "--cluster", address)
    finally:
        alone.kill()
        alone.wait()
    assert refused.status == 1
    assert f"the scheduler at {address} has no lrcli, but this machine has" in refused.err


def _workers(tasks):
    return tasks.client.scheduler_info()["workers"]


def test_credentials_that_only_the_client_has_are_asked_for_on_the_workers(lrcli, scheduler, tasks):
    pytest.importorskip("s3fs")
    with bucket_of({"cars.csv": ragged_table(300)}) as bucket:
        place = {name: os.environ[name] for name in ("AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION")}
        tasks.client.run(os.environ.update, place | {"AWS_EC2_METADATA_DISABLED": "true"})
        refused = lrcli("train", f"{bucket}/cars.csv", "--cluster", scheduler.scheduler_address)
        assert refused.status == 1
        assert f"cannot open {bucket}/cars.csv: Unable to locate credentials, on the worker tcp://" in refused.err
        assert "credentials to read it" in refused.err


def wait_for(path):
    while not os.path.exists(path):
        sleep(0.05)


def test_ctrl_c_takes_its_tasks_from_the_workers_and_leaves_no_model(cars, tmp_path, scheduler, tasks):
    """In a process of its own, whose tasks wait, since both workers have something else to do."""
    free = tmp_path / "free"
    others = [tasks.submit(wait_for, free) for _ in range(2)]
    until(lambda: all(worker.processing for worker in scheduler.scheduler.workers.values()))
    before = {*scheduler.scheduler.tasks}
    command = [sys.executable, "-c", "from lrcli.cli.app import entry; entry()", "train", cars]
    running = subprocess.Popen(
        [*command, "--cluster", scheduler.scheduler_address], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    until(lambda: {*scheduler.scheduler.tasks} - before)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=SECONDS)
    assert (running.returncode, said) == (130, f"2 workers at {scheduler.scheduler_address}\nlrcli: interrupted\n")
    until(lambda: not {*scheduler.scheduler.tasks} - before)
    assert not (tmp_path / "model.json").exists()
    free.touch()
    for other in others:
        tasks.result(other)


@pytest.fixture
def certificates(tmp_path):
    """The configuration of Dask with a certificate that was made here."""
    pytest.importorskip("cryptography")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    names = ["ca-file", *(f"{who}.{what}" for who in ("client", "scheduler", "worker") for what in ("cert", "key"))]
    return {f"distributed.comm.tls.{name}": str(path) for name in names}


def test_certificates_come_from_the_configuration_of_dask(lrcli, write, certificates):
    import distributed
    from dask import config

    table = write(ragged_table(300))
    with (
        config.set(certificates),
        distributed.LocalCluster(
            n_workers=1,
            processes=False,
            protocol="tls://",
            host="127.0.0.1",
            dashboard_address=ANY_PORT,
            silence_logs=50,
        ) as cluster,
    ):
        address = cluster.scheduler_address
        assert address.startswith("tls://")
        done = lrcli("train", table, "-o", "two.json", "--cluster", address)
        assert done.status == 0, done.err
        assert f"1 worker at {address}" in done.err
        with config.set(dict.fromkeys(certificates)):
            refused = lrcli("train", table, "--cluster", address)
    assert refused.status == 1
    assert f"{address} needs certificates, and Dask's configuration names none" in refused.err


def test_a_cluster_without_workers_says_what_begins_one(lrcli, cars, monkeypatch):
    import distributed

    monkeypatch.setattr(dask, "START_TIME", 0.2)
    with distributed.LocalCluster(
        n_workers=0, host="127.0.0.1", dashboard_address=ANY_PORT, silence_logs=50
    ) as cluster:
        refused = lrcli("train", cars, "--cluster", cluster.scheduler_address)
    assert refused.status == 1
    assert f"the cluster at {cluster.scheduler_address} has no workers; start one with: dask worker" in refused.err
