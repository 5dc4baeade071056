"""What several commands take beside the table's and the training's options: where things go, and how much is said."""

from typing import Annotated

import typer

from lrcli.cli.options.places import check_apart

DATA_HELP = "Files with one table: CSV, Excel, Parquet, SQLite, JSON, …, packed or not; - is standard input."
Data = Annotated[list[str], typer.Argument(help=DATA_HELP, show_default=False)]
ModelFile = Annotated[str, typer.Option("-m", "--model-file", metavar="FILE", help="The model.")]
Quiet = Annotated[
    bool, typer.Option("-q", "--quiet", metavar="", help="Say nothing but results, warnings left out too.")
]
AsJson = Annotated[bool, typer.Option("--json", metavar="", help="One JSON document on standard output.")]
Ascii = Annotated[
    bool, typer.Option("--ascii", metavar="", help="Tables and curves of plain characters, as old terminals have.")
]
FigureFile = Annotated[
    str | None,
    typer.Option("--figure", metavar="FILE", help="Draw into a file as well: .png, .svg or .pdf.", show_default=False),
]
Report = Annotated[
    str | None,
    typer.Option(
        "--report", metavar="FILE", help="Write a page for a browser: pictures and a calculator.", show_default=False
    ),
]


def check_figure(path: str | None, *taken: str | None) -> None:
    """Raise where --figure could not be drawn, before the work for it. taken: other files."""
    if path is not None:
        check_apart("figure", path, *taken)
        from lrcli.report.figure.file import check

        check(path)
