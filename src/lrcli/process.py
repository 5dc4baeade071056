"""What a process of our own, the command line or a worker that it begins, does before all else."""

import sys

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # names of glibc's mallopt
REUSED_ARRAY_BYTES = 32 << 20  # size up to which the memory of an array is kept for the next one; glibc allows no more
REUSED_BYTES = 256 << 20  # of all freed memory that is kept


def keep_freed_memory() -> None:
    """Reuse freed memory instead of returning it to the system.

    A job over millions of rows makes and frees arrays of a megabyte all the time; to ask the system for fresh pages
    each time takes a tenth of its time. Elsewhere than with glibc nothing happens.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, REUSED_ARRAY_BYTES)
        mallopt(M_TRIM_THRESHOLD, REUSED_BYTES)


class WithoutPandas:
    """Hides pandas from pyarrow, which would import it where it is installed: a quarter of a second, for nothing."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ImportError


def hide_pandas() -> None:
    """Where nobody else imports anything in this process."""
    sys.meta_path.insert(0, WithoutPandas())
