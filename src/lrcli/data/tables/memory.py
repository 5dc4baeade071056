"""How much memory this program may use: the machine's, or less in a container.

A container sees the memory of the whole machine by the usual calls, and is ended without a word where it takes more
than its own limit. That limit stands in files of the control group, at one of two places.
"""

import ctypes
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

SHARE = 4  # the budget of rows is this part of the memory
UNKNOWN = 4 << 30  # bytes, where no call tells
GROUPS = Path("/sys/fs/cgroup")
OWN_GROUP = Path("/proc/self/cgroup")


def a_part_of_the_memory() -> int:
    """A quarter of it, in bytes."""
    return min([_of_the_machine() or UNKNOWN, *_of_the_container()]) // SHARE


def _of_the_machine() -> int | None:
    with suppress(AttributeError, ValueError, OSError):  # Windows has no sysconf, others may lack the name
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(AttributeError, OSError):
        return _of_windows()
    return None


def _of_windows() -> int | None:
    """By the structure that Windows fills in: its own length, a percentage, and seven numbers, the first the memory."""
    status = (ctypes.c_uint64 * 8)()
    length = ctypes.cast(status, ctypes.POINTER(ctypes.c_uint32))
    length[0] = ctypes.sizeof(status)
    told = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined]
    return int(status[1]) if told else None


def _of_the_container() -> Iterator[int]:
    """The limits of this program's control group and of those above it, in bytes."""
    with suppress(OSError, ValueError):
        lines = OWN_GROUP.read_text(encoding="utf-8").splitlines()
        for path in {line.split(":", 2)[2].lstrip("/") for line in lines if line.count(":") >= 2}:
            for folder in (path, *(str(parent) for parent in Path(path).parents)):
                yield from _limit(GROUPS / folder / "memory.max")
                yield from _limit(GROUPS / "memory" / folder / "memory.limit_in_bytes")


def _limit(file: Path) -> Iterator[int]:
    """What a file says; "max" is none."""
    with suppress(OSError, ValueError):
        yield int(file.read_text(encoding="utf-8"))
