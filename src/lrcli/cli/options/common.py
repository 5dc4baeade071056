"""What several commands take beside the table's and the training's options: where things go, and how much is said."""

from lrcli.cli.options.parameters import own
from lrcli.cli.options.places import check_apart

FILES = "Files with one table: CSV, Excel, Parquet, SQLite, JSON, …, packed or not; - is standard input."
MODEL_FILE = own("model_file", "model.json", "The model", "FILE", flags=("-m", "--model-file"), common=True)
REPORT = own("report", None, "Write a page for a browser: pictures and a calculator", "FILE", common=True)
FIGURE = own("figure", None, "Draw into a file as well: .png, .svg or .pdf", "FILE")
JSON = own("as_json", False, "One JSON document on standard output", flags=("--json",))
QUIET = own("quiet", False, "Say nothing but results, warnings left out too", flags=("-q", "--quiet"))
ASCII = own("ascii", False, "Tables and curves of plain characters, as old terminals have")
VOICE = (JSON, QUIET, ASCII)


def check_figure(path: str | None, *taken: str | None) -> None:
    """Raise where --figure could not be drawn, before the work for it. taken: other files."""
    if path is not None:
        check_apart("figure", path, *taken)
        from lrcli.report.figure.file import check_picture_path

        check_picture_path(path)
