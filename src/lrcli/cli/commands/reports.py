"""A report written to its file."""

from pathlib import Path
from typing import TYPE_CHECKING

from lrcli.cli.options.places import check_apart
from lrcli.errors import OptionError
from lrcli.model.linear import Model
from lrcli.output import check_writable, replacing

if TYPE_CHECKING:
    from lrcli.jobs.diagnostics import Diagnostics
    from lrcli.jobs.verdict import Verdict


def check_report(path: str | None, *taken: str) -> None:
    """Raise where a report cannot be written, before work is spent on what would be in it. taken: other files."""
    if path is None:
        return
    if path == "-":
        raise OptionError("report", "goes to a file, not to standard output; name it, as in --report report.html")
    check_apart("report", path, *taken)
    check_writable(Path(path))


def write_report(path: str, model: Model, shown: "Diagnostics", verdict: "Verdict") -> None:
    """One HTML file in place of the old one, once it is whole."""
    from lrcli.report.page.page import report_page

    content = report_page(model, shown, verdict)
    with replacing(Path(path)) as file:
        file.write(content.encode(errors="replace"))
