"""What tests of every folder use."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("lrcli", deadline=None)  # no test measures time
settings.load_profile("lrcli")

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture
def shared() -> Path:
    """The folder of real tables, which lies beside the project and is no part of it."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the real tables in {SHARED}")
    return SHARED


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """write(content, name="table.csv") → the path of a new file that holds exactly this content."""

    def to_file(content: str | bytes, name: str = "table.csv") -> str:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(file)

    return to_file
