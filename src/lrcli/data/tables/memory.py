"""How much memory this program may use: the machine's, or less in a container.

In a container the usual calls tell the memory of the whole machine, and a process that takes more than the container's
limit is killed without a message. The limit is in files of the control group, at one of two paths.
"""

import ctypes
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

MEMORY_DIVISOR = 4  # a quarter of the memory is for rows, the rest for what is computed from them
ASSUMED_MEMORY = 4 << 30  # bytes, where no call tells
CONTROL_GROUPS = Path("/sys/fs/cgroup")
OWN_GROUP = Path("/proc/self/cgroup")


def memory_for_rows() -> int:
    """A quarter of the memory that this program may use, in bytes."""
    return min([_of_the_machine() or ASSUMED_MEMORY, *_of_the_container()]) // MEMORY_DIVISOR


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
                yield from _limit(CONTROL_GROUPS / folder / "memory.max")
                yield from _limit(CONTROL_GROUPS / "memory" / folder / "memory.limit_in_bytes")


def _limit(file: Path) -> Iterator[int]:
    """The number in a file, if it has one; "max" is no limit."""
    with suppress(OSError, ValueError):
        yield int(file.read_text(encoding="utf-8"))
