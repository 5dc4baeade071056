"""The memory that there is, against files as Linux writes them in a container."""

import os

import pytest

from lrcli.data.tables import memory

MACHINE = 8 << 30


@pytest.fixture(autouse=True)
def machine(monkeypatch, tmp_path):
    """A machine of 8 GB without control groups."""
    monkeypatch.setattr(
        os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": MACHINE // 4096}.__getitem__, raising=False
    )
    monkeypatch.setattr(memory, "CONTROL_GROUPS", tmp_path / "groups")
    monkeypatch.setattr(memory, "OWN_GROUP", tmp_path / "own")


def put(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_without_a_container_it_is_a_quarter_of_the_machines():
    assert memory.memory_for_rows() == MACHINE // 4


@pytest.mark.parametrize(
    ("own", "limit", "text", "bytes_"),
    [
        ("0::/\n", "memory.max", "1073741824\n", 1 << 30),
        ("0::/box/a\n", "box/a/memory.max", "1073741824\n", 1 << 30),
        ("0::/box/a\n", "box/memory.max", "1073741824\n", 1 << 30),
        ("0::/box/a\n", "box/a/memory.max", "max\n", MACHINE),
        ("9:memory:/docker/1\n1:cpu:/\n", "memory/docker/1/memory.limit_in_bytes", "536870912\n", 1 << 29),
        ("9:memory:/\n", "memory/memory.limit_in_bytes", "9223372036854771712\n", MACHINE),
    ],
)
def test_in_a_container_its_limit_counts_or_that_of_one_around_it(own, limit, text, bytes_):
    put(memory.OWN_GROUP, own)
    put(memory.CONTROL_GROUPS / limit, text)
    assert memory.memory_for_rows() == bytes_ // 4


def test_where_nothing_tells_it_is_a_quarter_of_4_gb(monkeypatch):
    monkeypatch.delattr(os, "sysconf")
    assert memory.memory_for_rows() == 1 << 30
