"""What the XML of an .xlsx workbook says of its sheets that their values do not."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from html import unescape

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
PIECE = 1 << 20  # bytes of XML that are looked at together
LONGEST_CELL = 1 << 15  # bytes of XML, which a piece may cut in two: a formula has 8,192 characters at most
FORMULA_WITHOUT_VALUE = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)


def counts_from_1900(archive: zipfile.ZipFile) -> bool:
    """Whether the workbook's days are counted from 1900, and not from 1904 as those of old Macs."""
    with suppress(KeyError):
        return not re.search(rb'\bdate1904="(?:1|true)"', archive.read(WORKBOOK))
    return False


def formulas_without_values(archive: zipfile.ZipFile, sheet: str) -> Iterator[str]:
    """A remark where a sheet has formulas that no spreadsheet has computed, as programs write them."""
    tail = b""
    with suppress(KeyError, StopIteration), archive.open(_member(archive, sheet)) as xml:
        for piece in iter(lambda: xml.read(PIECE), b""):
            if formula := FORMULA_WITHOUT_VALUE.search(tail + piece):
                yield (
                    f"formulas without values, the first in {formula[1].decode()}, taken as empty: "
                    "a spreadsheet that opens and saves the workbook adds them"
                )
                return
            tail = piece[-LONGEST_CELL:]


def _member(archive: zipfile.ZipFile, sheet: str) -> str:
    """The file of a sheet. Raise KeyError or StopIteration where there is none."""
    sheets = (_attributes(tag) for tag in re.findall(r"<sheet\b[^>]*>", archive.read(WORKBOOK).decode()))
    relation = next(tag["r:id"] for tag in sheets if tag.get("name") == sheet)
    relations = (_attributes(tag) for tag in re.findall(r"<Relationship\b[^>]*>", archive.read(RELATIONS).decode()))
    target = next(tag["Target"] for tag in relations if tag.get("Id") == relation)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'([\w:]+)="([^"]*)"', tag)}
