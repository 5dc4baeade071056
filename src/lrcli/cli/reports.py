"""A report written to its file."""

from pathlib import Path
from typing import TYPE_CHECKING

from lrcli.model import Model
from lrcli.output import replacing

if TYPE_CHECKING:
    from lrcli.jobs.showing import Shown


def write_report(path: str, model: Model, shown: "Shown") -> None:
    """One HTML file in place of the old one, once it is whole."""
    from lrcli.report.page import page

    content = page(model, shown)
    with replacing(Path(path)) as file:
        file.write(content.encode(errors="replace"))
